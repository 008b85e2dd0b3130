# What is installed, as programs use it.
shell_tests += tests/installed/test_driver.sh tests/installed/test_linked.sh tests/installed/test_odbc.sh tests/installed/test_shared.sh
EXTRA_DIST += tests/installed/common.sh tests/installed/program.c tests/installed/testing.c
