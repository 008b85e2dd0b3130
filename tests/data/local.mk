# What tests read.
EXTRA_DIST += migrations tests/data
