# Manual pages go to dist_man_MANS, other text to EXTRA_DIST.
dist_man_MANS = \
	docs/man/dunlin.1 \
	docs/man/dunlin-conform.1 \
	docs/man/libdunlin.3 \
	docs/man/dunlin.conf.5 \
	docs/man/dunlin-driver.7 \
	docs/man/dunlin-layout.7
EXTRA_DIST += README.md docs/driver-guide.md docs/embedding.md docs/reliability.md docs/performance.md docs/performance.svg \
	docs/guide/README.md \
	docs/guide/01-first-steps.md \
	docs/guide/02-postgresql.md \
	docs/guide/03-layout.md \
	docs/guide/04-transactions.md \
	docs/guide/05-down-and-redo.md \
	docs/guide/06-repeatables-and-seeds.md \
	docs/guide/07-when-and-only.md \
	docs/guide/08-verify-and-audit.md \
	docs/guide/09-ci.md \
	docs/guide/10-coming-from.md \
	docs/guide/11-more-than-one-server.md \
	docs/guide/12-mariadb.md

# What --json prints.
EXTRA_DIST += docs/json.md \
	docs/schema/audit.json \
	docs/schema/check.json \
	docs/schema/common.json \
	docs/schema/current.json \
	docs/schema/db.json \
	docs/schema/doctor.json \
	docs/schema/down.json \
	docs/schema/driver.json \
	docs/schema/drivers.json \
	docs/schema/embed.json \
	docs/schema/goto.json \
	docs/schema/history.json \
	docs/schema/init.json \
	docs/schema/new.json \
	docs/schema/nocommand.json \
	docs/schema/plan.json \
	docs/schema/redo.json \
	docs/schema/repair.json \
	docs/schema/resolve.json \
	docs/schema/seed.json \
	docs/schema/stamp.json \
	docs/schema/status.json \
	docs/schema/test.json \
	docs/schema/testdb.json \
	docs/schema/up.json \
	docs/schema/verify.json \
	docs/schema/version.json
