# Tests of what is written: manual pages against the program, sessions against what they print.
shell_tests += \
	tests/docs/test_driver_guide.sh \
	tests/docs/test_embedding.sh \
	tests/docs/test_manual.sh \
	tests/docs/test_readmes.sh \
	tests/docs/test_sessions.sh
EXTRA_DIST += \
	tests/docs/help.awk \
	tests/docs/manual.awk \
	tests/docs/match.awk \
	tests/docs/offers.zsh \
	tests/docs/pages.sh \
	tests/docs/readme.awk \
	tests/docs/session.awk
