# The project of Echo, on both databases.
shell_tests += tests/systems/test_echo.sh
EXTRA_DIST += tests/systems/echo.mk
