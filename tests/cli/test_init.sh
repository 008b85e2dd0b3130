#!/bin/sh
# init and new: the files they write, and those they leave alone.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

fresh 'My Shop'
run dunlin init
exits 0 'init works in an empty folder'
is "$(cat "$out")" 'dunlin.conf
migrations/' 'it names what it made'
ok 'the folder is there' test -d migrations
ok 'the project is called after the folder' grep -q 'name = "my_shop"' dunlin.conf
run dunlin status
exits 0 'what it wrote is understood'
warns 'target dev, dev.db' 'its target is a SQLite file'
ok 'which looking does not create' test ! -e dev.db
echo '# mine' >dunlin.conf
run dunlin init
exits 2 'a second time it refuses'
warns 'dunlin.conf is there already' 'and says why'
is "$(cat dunlin.conf)" '# mine' 'nothing was overwritten'

fresh kept
put migrations/0001_x.sql 'SELECT 1;'
run dunlin init
exits 0 'a folder of migrations may be there'
is "$(cat migrations/0001_x.sql)" 'SELECT 1;' 'and stays as it is'
fresh blocked
put migrations 'a file'
run dunlin init
exits 2 'a file in its place'
ok 'no dunlin.conf is left behind' test ! -e dunlin.conf

fresh new
dunlin init >/dev/null
run dunlin new 'Add Orders!'
exits 0 'new writes a migration'
is "$(cat "$out")" 'migrations/0001_add_orders.up.sql
migrations/0001_add_orders.down.sql' 'the first of all is 0001'
ok 'a file says what it is' grep -q -e '-- 0001_add_orders: up' migrations/0001_add_orders.up.sql
run dunlin new second --verify
prints migrations/0002_second.verify.sql 'the next is 0002, with a verify body when asked'
run dunlin new 'add--orders'
exits 2 'a name that is taken'
warns 'the name is taken: 0001_add_orders' 'is refused with who has it'
is "$(find migrations -name '0003*')" '' 'and nothing is written'
run dunlin new
exits 2 'no name'
run dunlin new '!?'
exits 2 'a name of nothing'
warns 'a name has letters (a-z) or digits' 'says what one is'
run dunlin new two words
exits 2 'two names'
run dunlin up
exits 0 'what new wrote can be applied as it is'

run dunlin new search --dialect sqlite --dialect postgres
exits 0 'bodies for dialects'
is "$(cat "$out")" 'migrations/0003_search.sqlite.up.sql
migrations/0003_search.sqlite.down.sql
migrations/0003_search.postgres.up.sql
migrations/0003_search.postgres.down.sql' 'have their names'
run dunlin new other --dialect orcale
exits 2 'an unknown dialect'
warns 'orcale' 'is named'
is "$(find migrations -name '0004*')" '' 'and nothing of it is left'
run dunlin new other --dialect ../x
exits 2 'a dialect that is none'

fresh wide
put migrations/000009_x.up.sql 'SELECT 1;'
run dunlin new y
prints migrations/000010_y.up.sql 'the width is kept, and no dunlin.conf needed'
fresh times
put migrations/20200101120000_x.up.sql 'SELECT 1;'
put migrations/0001_y.up.sql 'SELECT 1;'
run dunlin new z
ok 'times go on as times' grep -Eq '^migrations/20[0-9]{12}_z.up.sql$' "$out"
rm migrations/*_z.*
put migrations/20991231235959_late.up.sql 'SELECT 1;'
run dunlin new z
prints migrations/20991231235960_z.up.sql 'but never below the highest'
fresh nowhere
run dunlin new x
exits 2 'without a folder of migrations there is no new one'
warns migrations 'the folder is named'
is "$(ls)" '' 'and not made'
tap_done
