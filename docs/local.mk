# Manual pages go to dist_man_MANS, other text to EXTRA_DIST.
