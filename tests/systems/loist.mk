# migrations/loist, from nothing to nothing on both databases; its measurement is bench/loist.sh.
shell_tests += tests/systems/test_loist.sh
EXTRA_DIST += bench/loist.sh
