/*
 * split - how fast 10 MB of SQL is cut into statements, and how fast with classifying them.
 *
 *   bench/split [MEGABYTES [RUNS]]
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "sql/classify.h"
#include "sql/dialects.h"
#include "sql/splitter.h"

/* What a project's migrations are made of, %d being a running number. */
static const char *const common[] = {
	"-- Orders of a customer, newest first;\n"
	"CREATE TABLE orders_%d (\n"
	"  id BIGINT NOT NULL PRIMARY KEY,\n"
	"  customer_id BIGINT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,\n"
	"  state VARCHAR(20) NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'paid', 'sent')),\n"
	"  total NUMERIC(12, 2) NOT NULL DEFAULT 0.00, -- with tax\n"
	"  note TEXT\n"
	");\n",
	"CREATE INDEX orders_%d_state ON orders (customer_id, state);\n",
	"INSERT INTO products (id, name, price, description) VALUES (%d, 'It''s a thing; really', 19.99, "
	"'A long text about the thing, as a shop has it, with a --dash or two; and no end to "
	"be seen');\n",
	"INSERT INTO settings (id, value) VALUES (%d, '{\"theme\": \"dark\", \"size\": [1, 2, 3], "
	"\"folders\": {\"in\": \"/srv/in\", \"out\": \"/srv/out\"}, \"quiet\": false}');\n",
	"UPDATE accounts SET balance = balance + 100, changed = CURRENT_TIMESTAMP, reason = 'yearly "
	"bonus; see the note of the board'\n  WHERE id = %d AND state <> 'closed' AND (kind = 'gold' OR "
	"balance > 10000);\n",
	"ALTER TABLE invoices ADD COLUMN extra_%d VARCHAR(255);\n",
	"/* clean up */ DELETE FROM sessions WHERE id = %d;\n",
	"SELECT count(*), max(id) FROM events WHERE kind = 'click' AND id > %d GROUP BY kind;\n",
	"INSERT INTO events (id, kind, at, payload) SELECT id, 'migrated', CURRENT_TIMESTAMP, payload "
	"FROM old_events\n  WHERE id > %d AND kind IN ('view', 'click', 'buy') AND payload IS NOT "
	"NULL\n  ORDER BY id;\n",
	"CREATE VIEW open_orders_%d AS\n  SELECT o.id, o.total, c.name, c.mail FROM orders o\n  JOIN "
	"customers c ON c.id = o.customer_id\n  WHERE o.state <> 'sent' AND o.total > 0 -- open ones\n "
	" ORDER BY o.id DESC;\n",
	NULL
};

static const char *const postgres_own[] = {
	"CREATE OR REPLACE FUNCTION touch_%d() RETURNS trigger AS $body$\n"
	"BEGIN\n"
	"  IF NEW.total <> OLD.total THEN\n"
	"    NEW.changed := pg_catalog.now(); -- it's new;\n"
	"  END IF;\n"
	"  RETURN NEW;\n"
	"END;\n"
	"$body$ LANGUAGE plpgsql;\n",
	"CREATE FUNCTION add_%d(a int, b int) RETURNS int BEGIN ATOMIC SELECT CASE WHEN a > 0 THEN a "
	"+ b ELSE b END; END;\n",
	"COPY public.log (id, line) FROM stdin;\n%d\tit's; \"here\"\n2\t\\N\n\\.\n", NULL
};

static const char *const sqlite_own[] = {
	"CREATE TRIGGER touch_%d AFTER UPDATE ON orders FOR EACH ROW BEGIN\n"
	"  UPDATE orders SET total = CASE WHEN new.total > 0 THEN new.total ELSE 0 END WHERE id = "
	"new.id;\n"
	"  INSERT INTO log (what) VALUES ('order;' || new.id);\n"
	"END;\n",
	"INSERT INTO [odd table] (`id`, \"name\") VALUES (%d, x'00ff');\n", NULL
};

static const char *const mysql_own[] = {
	"CREATE PROCEDURE tidy_%d(IN days INT)\n"
	"BEGIN\n"
	"  DECLARE done INT DEFAULT FALSE;\n"
	"  DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = TRUE;\n"
	"  l: LOOP\n"
	"    IF done THEN LEAVE l; END IF;\n"
	"    SET @n = IF(days > 3, CASE days WHEN 4 THEN 1 ELSE 2 END, 0);\n"
	"  END LOOP;\n"
	"END;\n",
	"DELIMITER $$\nCREATE TRIGGER t_%d BEFORE INSERT ON orders FOR EACH ROW BEGIN SET NEW.total = "
	"1; END$$\nDELIMITER ;\n",
	"/*!40000 ALTER TABLE `t_%d` DISABLE KEYS */;\n", NULL
};

static const struct {
	const char *dialect;
	const char *const *own;
} kinds[] = { { "postgres", postgres_own }, { "sqlite", sqlite_own }, { "mysql", mysql_own } };

/* Plain statements are far more frequent than bodies, as they are in projects. */
static char *generate(const char *const *own, size_t size, size_t *len)
{
	char *text = malloc(size + 4096);
	size_t at = 0, n = 0, i = 0, turn = 0;

	while (text != NULL && at < size) {
		if (common[i] == NULL) {
			i = 0;
			if (++turn % 4 == 0) {
				if (own[n] == NULL)
					n = 0;
				at += (size_t)sprintf(text + at, own[n++], (int)at);
			}
		}
		at += (size_t)sprintf(text + at, common[i++], (int)at);
	}
	*len = at;
	return text;
}

static size_t split(const struct dunlin_dialect *dialect, const char *text, size_t len,
		    bool classify, uint32_t *effects)
{
	struct dn_splitter splitter;
	dunlin_error err;
	struct dn_cut cut;
	size_t n = 0;

	dn_error_init(&err);
	dn_splitter_init(&splitter, dialect, text, len);
	for (;; n++) {
		if (dn_splitter_next(&splitter, &cut, &err) != DUNLIN_OK) {
			fprintf(stderr, "split: line %lld: %s\n", (long long)err.line, err.message);
			exit(1);
		}
		if (cut.len == 0)
			return n;
		if (classify)
			*effects |= dn_classify(dialect, text + cut.offset, cut.len);
	}
}

static long peak_kb(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[256];
	long kb = 0;

	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		sscanf(line, "VmHWM: %ld", &kb);
	if (file != NULL)
		fclose(file);
	return kb;
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Of this process alone: it does not wait for anything. */
static int64_t cpu_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The median time of some runs, in microseconds. */
static int64_t measure(const struct dunlin_dialect *dialect, const char *text, size_t len,
		       bool classify, int64_t *times, size_t runs, size_t *n)
{
	uint32_t effects = 0;
	size_t run;

	for (run = 0; run < runs; run++) {
		times[run] = -cpu_us();
		*n = split(dialect, text, len, classify, &effects);
		times[run] += cpu_us();
	}
	qsort(times, runs, sizeof(*times), by_value);
	return times[runs / 2];
}

int main(int argc, char **argv)
{
	size_t size = (argc > 1 ? strtoul(argv[1], NULL, 10) : 10) * 1000000;
	size_t runs = argc > 2 ? strtoul(argv[2], NULL, 10) : 9;
	int64_t *times = calloc(runs > 0 ? runs : 1, sizeof(*times));
	size_t i;

	if (times == NULL || runs == 0)
		return 2;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct dunlin_dialect *dialect = dn_dialect_find(kinds[i].dialect);
		size_t len, n = 0;
		char *text = generate(kinds[i].own, size, &len);
		int64_t cut, both;
		long before;

		if (text == NULL)
			return 2;
		before = peak_kb();
		cut = measure(dialect, text, len, false, times, runs, &n);
		both = measure(dialect, text, len, true, times, runs, &n);
		printf("%-8s  %.1f MB  %zu statements  split %.1f ms, %.0f MB/s  with classify "
		       "%.1f ms, %.0f MB/s  memory +%ld kB\n",
		       kinds[i].dialect, (double)len / 1e6, n, (double)cut / 1e3,
		       (double)len / (double)cut, (double)both / 1e3, (double)len / (double)both,
		       peak_kb() - before);
		free(text);
	}
	free(times);
	return 0;
}
