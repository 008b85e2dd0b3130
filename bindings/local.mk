# Bindings are files to use as they are; dunlin.pc says where they lie.
bindingpythondir = $(pkgdatadir)/python
dist_bindingpython_DATA = bindings/python/dunlin.py bindings/python/pytest_dunlin.py
bindingnodedir = $(pkgdatadir)/node
dist_bindingnode_DATA = \
	bindings/node/dunlin.d.ts \
	bindings/node/dunlin.js \
	bindings/node/package.json
EXTRA_DIST += bindings/README.md
