# Tests of core/host; two lines each, as tests/local.mk says.
