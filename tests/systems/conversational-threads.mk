# Live Conversational Threads, from nothing to nothing on both databases.
shell_tests += tests/systems/test_conversational-threads.sh
EXTRA_DIST += tests/systems/conversational-threads.mk
