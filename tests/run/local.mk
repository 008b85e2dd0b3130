# Tests of core/run; two lines each, as tests/local.mk says.
