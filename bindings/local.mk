# Bindings are files to use as they are; dunlin.pc says where they lie.
bindingpythondir = $(pkgdatadir)/python
dist_bindingpython_DATA = bindings/python/dunlin.py bindings/python/pytest_dunlin.py
EXTRA_DIST += bindings/README.md
