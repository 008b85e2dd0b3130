# What others were compiled against, and what the library promises to them.
shell_tests += tests/abi/test_abi.sh tests/abi/test_promises.sh tests/abi/test_v1.sh
EXTRA_DIST += tests/abi/compare.awk tests/abi/forbidden tests/abi/interface tests/abi/interface.awk \
	tests/abi/interface.list tests/abi/libdunlin.symbols tests/abi/map.awk tests/abi/update \
	tests/abi/v1/driver.c tests/abi/v1/dunlin/dialect.h tests/abi/v1/dunlin/driver.h \
	tests/abi/v1/dunlin/error.h tests/abi/v1/dunlin/inspect.h tests/abi/v1/layout tests/abi/v1/symbols \
	tests/abi/writable
