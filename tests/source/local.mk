# Tests of core/source; two lines each, as tests/local.mk says.
