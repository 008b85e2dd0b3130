# The public headers, as outsiders compile them.
shell_tests += tests/headers/headers.sh
