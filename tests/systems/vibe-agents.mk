# The project of Vibe Agents, on both databases.
shell_tests += tests/systems/test_vibe-agents.sh
EXTRA_DIST += tests/systems/vibe-agents.mk
