# The projects below migrations/, from nothing to nothing on each database, and what they hold
# under load.
check_PROGRAMS += bench/measure

shell_tests += \
	tests/systems/test_amunx.sh \
	tests/systems/test_amunx_load.sh \
	tests/systems/test_conversational-threads.sh \
	tests/systems/test_echo.sh \
	tests/systems/test_loist.sh \
	tests/systems/test_loist_load.sh \
	tests/systems/test_vibe-agents.sh
