# The bindings for other languages: their layout against the headers, and programs that use them.
shell_tests += tests/bindings/pytest.sh tests/bindings/cpp.sh tests/bindings/layout.sh \
	tests/bindings/node.sh tests/bindings/python.sh
EXTRA_DIST += \
	tests/bindings/bindings.sh \
	tests/bindings/layout.awk \
	tests/bindings/layout.js \
	tests/bindings/layout.py \
	tests/bindings/test_pytest_suite.py \
	tests/bindings/test_cpp.cc \
	tests/bindings/test_node.js \
	tests/bindings/test_python.py
