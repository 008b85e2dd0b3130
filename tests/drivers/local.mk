# Tests of the drivers; C programs that need PostgreSQL go to server_tests.
