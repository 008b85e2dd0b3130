# The projects below migrations/, from nothing to nothing on both databases.
shell_tests += \
	tests/systems/test_conversational-threads.sh \
	tests/systems/test_echo.sh \
	tests/systems/test_loist.sh \
	tests/systems/test_vibe-agents.sh
