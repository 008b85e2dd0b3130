# Scripts that tests are run with, and checks of the tree itself.
shell_tests += tests/tools/check-layers.sh tests/tools/with-postgres.sh \
	tests/tools/with-pgbouncer.sh \
	tests/tools/install.sh
EXTRA_DIST += tests/tools
