# Programs that use Dunlin, each built as it would be outside of this tree: nothing here is built or
# installed by the tree's own make.  tests/examples builds and runs them.
EXTRA_DIST += \
	examples/README.md \
	examples/c-server/Makefile \
	examples/c-server/README.md \
	examples/c-server/main.c \
	examples/c-server/migrations/0001_notes.down.sql \
	examples/c-server/migrations/0001_notes.up.sql \
	examples/c-server/migrations/0002_written.up.sql \
	examples/c-server/notes.c \
	examples/c-server/notes.h \
	examples/c-server/server.c \
	examples/c-server/server.h \
	examples/c-server/test_notes.c \
	examples/node-server/README.md \
	examples/node-server/migrations/0001_visits.down.sql \
	examples/node-server/migrations/0001_visits.up.sql \
	examples/node-server/migrations/0002_visitor.up.sql \
	examples/node-server/package.json \
	examples/node-server/server.js \
	examples/node-server/store.js \
	examples/python-web/README.md \
	examples/python-web/app.py \
	examples/python-web/migrations/0001_tasks.down.sql \
	examples/python-web/migrations/0001_tasks.up.sql \
	examples/python-web/migrations/0002_done.up.sql \
	examples/python-web/pytest.ini \
	examples/python-web/test_app.py
