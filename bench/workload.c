/* workload - see there. */
#include "workload.h"

#include <stdio.h>

#define ROUND (sizeof(common) / sizeof(common[0]))

/* '#' is the number of the round. */
static const struct migration common[] = {
	{ "customers",
	  { { "CREATE TABLE customers_# (\n"
	      "  id BIGINT NOT NULL PRIMARY KEY,\n"
	      "  name VARCHAR(200) NOT NULL,\n"
	      "  mail TEXT NOT NULL UNIQUE,\n"
	      "  country VARCHAR(2) NOT NULL DEFAULT 'DE',\n"
	      "  balance NUMERIC(12, 2) NOT NULL DEFAULT 0 CHECK (balance > -100000),\n"
	      "  created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, -- by the server's clock\n"
	      "  active INTEGER NOT NULL DEFAULT 1,\n"
	      "  note TEXT\n"
	      ")" } },
	  { { "DROP TABLE customers_#" } } },
	{ "customers_by_name",
	  { { "CREATE INDEX customers_#_name ON customers_# (country, name)" } },
	  { { "DROP INDEX customers_#_name" } } },
	{ "first_customers",
	  { { "INSERT INTO customers_# (id, name, mail, note) VALUES\n"
	      "  (1, 'Ada', 'ada@example.org', 'It''s the first; keep it'),\n"
	      "  (2, 'Grace', 'grace@example.org', NULL),\n"
	      "  (3, 'Edsger', 'edsger@example.org', 'no phone; write')" } },
	  { { "DELETE FROM customers_# WHERE id <= 3" } } },
	{ "orders",
	  { { "CREATE TABLE orders_# (\n"
	      "  id BIGINT NOT NULL PRIMARY KEY,\n"
	      "  customer_id BIGINT NOT NULL REFERENCES customers_# (id) ON DELETE CASCADE,\n"
	      "  state VARCHAR(20) NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'paid', "
	      "'sent')),\n"
	      "  total NUMERIC(12, 2) NOT NULL DEFAULT 0,\n"
	      "  tax NUMERIC(12, 2) NOT NULL DEFAULT 0,\n"
	      "  currency VARCHAR(3) NOT NULL DEFAULT 'EUR',\n"
	      "  placed_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,\n"
	      "  changed_at TIMESTAMP,\n"
	      "  address TEXT NOT NULL,\n"
	      "  note TEXT\n"
	      ")" } },
	  { { "DROP TABLE orders_#" } } },
	{ "orders_shipped",
	  { { "ALTER TABLE orders_# ADD COLUMN shipped_at TIMESTAMP" } },
	  { { "ALTER TABLE orders_# DROP COLUMN shipped_at" } } },
	{ "open_orders",
	  { { "CREATE VIEW open_orders_# AS\n"
	      "  SELECT o.id, o.total + o.tax AS to_pay, c.name, c.mail\n"
	      "  FROM orders_# o JOIN customers_# c ON c.id = o.customer_id\n"
	      "  WHERE o.state <> 'sent'" } },
	  { { "DROP VIEW open_orders_#" } } },
	{ "touch_orders", { { NULL } }, { { NULL } } }, /* a dialect's own, below */
	{ "first_orders",
	  { { "INSERT INTO orders_# (id, customer_id, state, total, address) VALUES\n"
	      "  (1, 1, 'new', 19.99, '12 St James''s Square; London'),\n"
	      "  (2, 3, 'paid', 5, 'Plataanstraat 5, Nuenen')" } },
	  { { "DELETE FROM orders_# WHERE id <= 2" } } },
	{ "orders_channel",
	  { { "ALTER TABLE orders_# ADD COLUMN channel VARCHAR(20) NOT NULL DEFAULT 'web'",
	      "CREATE INDEX orders_#_channel ON orders_# (channel, placed_at)" } },
	  { { "DROP INDEX orders_#_channel", "ALTER TABLE orders_# DROP COLUMN channel" } } },
	{ "order_lines",
	  { { "CREATE TABLE order_lines_# (\n"
	      "  order_id BIGINT NOT NULL REFERENCES orders_# (id) ON DELETE CASCADE,\n"
	      "  line INTEGER NOT NULL,\n"
	      "  product VARCHAR(100) NOT NULL,\n"
	      "  pieces INTEGER NOT NULL DEFAULT 1 CHECK (pieces > 0),\n"
	      "  price NUMERIC(12, 2) NOT NULL,\n"
	      "  note TEXT,\n"
	      "  PRIMARY KEY (order_id, line)\n"
	      ")" } },
	  { { "DROP TABLE order_lines_#" } } },
};

static const struct migration triggers[] = {
	[POSTGRES] = { "touch_orders",
		       { { "CREATE FUNCTION touch_orders_#() RETURNS trigger AS $body$\n"
			   "BEGIN\n"
			   "  IF NEW.total <> OLD.total THEN\n"
			   "    NEW.changed_at = now(); -- it's new;\n"
			   "  END IF;\n"
			   "  RETURN NEW;\n"
			   "END;\n"
			   "$body$ LANGUAGE plpgsql",
			   "CREATE TRIGGER orders_#_touch BEFORE UPDATE ON orders_#\n"
			   "  FOR EACH ROW EXECUTE FUNCTION touch_orders_#()" } },
		       { { "DROP TRIGGER orders_#_touch ON orders_#",
			   "DROP FUNCTION touch_orders_#()" } } },
	[SQLITE] = { "touch_orders",
		     { { "CREATE TRIGGER orders_#_touch AFTER UPDATE OF total ON orders_#\n"
			 "BEGIN\n"
			 "  UPDATE orders_# SET changed_at = CURRENT_TIMESTAMP WHERE id = NEW.id;\n"
			 "END" } },
		     { { "DROP TRIGGER orders_#_touch" } } },
};

struct migration workload_get(enum dialect dialect, size_t number)
{
	const struct migration *one = &common[(number - 1) % ROUND];

	return one->up.statement[0] != NULL ? *one : triggers[dialect];
}

void workload_put(const char *template, size_t number, struct dn_str *sql)
{
	for (; *template != '\0'; template ++) {
		if (*template == '#')
			dn_str_printf(sql, "%zu", (number - 1) / ROUND + 1);
		else
			dn_str_putc(sql, *template);
	}
}

void workload_put_body(const struct body *body, size_t number, struct dn_str *sql)
{
	const char *const *statement;

	for (statement = body->statement; *statement != NULL; statement++) {
		workload_put(*statement, number, sql);
		dn_str_puts(sql, ";\n");
	}
}
