# Tests of core/base; two lines each, as tests/local.mk says.
