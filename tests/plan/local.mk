# Tests of core/plan; two lines each, as tests/local.mk says.
