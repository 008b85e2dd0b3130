# Tests of what measures: a bench that is wrong says that all is well.
shell_tests += tests/bench/test_workload.sh tests/bench/test_figures.sh
