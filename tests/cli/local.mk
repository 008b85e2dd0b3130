# Tests of the command; append to shell_tests and EXTRA_DIST.
