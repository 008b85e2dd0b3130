# Manual pages go to dist_man_MANS, other text to EXTRA_DIST.
EXTRA_DIST += README.md docs/layout.md
