# The programs in examples/, built and run as their pages say.
shell_tests += tests/examples/c-server.sh tests/examples/node-server.sh tests/examples/python-web.sh
EXTRA_DIST += tests/examples/copies.py tests/examples/examples.sh
