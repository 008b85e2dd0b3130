# Tests of core/sql; two lines each, as tests/local.mk says.
