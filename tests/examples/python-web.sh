#!/bin/sh
# examples/python-web, as its page says.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/examples/examples.sh"

example python-web
url=$(pg_new)
with_library "$python" -m pytest -q -p no:cacheprovider --dunlin-url "$url"
exits 0 'its tests pass'
prints '6 passed' 'all of them'
with_library "$python" -m pytest -q -p no:cacheprovider --dunlin-url "$url" -n 2
prints '6 passed' 'in two processes as well'

DATABASE_URL=$url
export DATABASE_URL
# server: as with_library has it
cat >serve <<SH
#!/bin/sh
preload=\$(ldd "\$DUNLIN_LIBRARY" | awk '/lib(a|ub)san/ { print \$3 }' | paste -sd' ')
if [ -n "\$preload" ]; then
	export LD_PRELOAD="\$preload" ASAN_OPTIONS="\$ASAN_OPTIONS:detect_leaks=0"
fi
exec "$python" app.py 0
SH
chmod +x serve
copies 4 'GET /tasks
POST /tasks Buy milk
POST /tasks/2/done
GET /tasks
GET /nowhere
LAST /tasks Sleep' ./serve
exits 0 'four copies start at once on an empty database'
is "$(cat "$out")" '200 [{"id": 1, "title": "Read the guide", "done": false}]
201 2
200 "done"
200 [{"id": 1, "title": "Read the guide", "done": false}, {"id": 2, "title": "Buy milk", "done": true}]
404 "there is /tasks"
201 3
ended 0
ended 0
ended 0
ended 0' 'they answer from the one schema, and end when they are told, after what they were asked'
migrated_once 4 2
run dunlin --url "$url" -C "$tap_dir/example" status
exits 0 'the command agrees'
prints '2 applied, 0 pending' 'that nothing is to be done'

sed -i 's/tasks ADD/taskz ADD/' migrations/0002_done.up.sql
DATABASE_URL=$(pg_new)
run ./serve
exits 1 'with a migration that fails it does not start'
warns '0002_done.up.sql:1' 'and says where'
tap_done
