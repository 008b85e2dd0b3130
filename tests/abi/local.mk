# What others were compiled against, and what the library promises to them.
shell_tests += tests/abi/test_abi.sh tests/abi/test_promises.sh
EXTRA_DIST += tests/abi/compare.awk tests/abi/forbidden tests/abi/interface tests/abi/interface.awk \
	tests/abi/interface.list tests/abi/libdunlin.symbols tests/abi/map.awk tests/abi/update \
	tests/abi/writable
