# Manual pages go to dist_man_MANS, other text to EXTRA_DIST.
dist_man_MANS = \
	docs/man/dunlin.1 \
	docs/man/libdunlin.3 \
	docs/man/dunlin.conf.5 \
	docs/man/dunlin-driver.7 \
	docs/man/dunlin-layout.7
EXTRA_DIST += README.md docs/layout.md
