'use strict';
/*
 * The visits, in SQLite or PostgreSQL.  koffi is there already for the binding, and so are the client
 * libraries of the drivers; a server with more to ask would use a package made for its database.
 */
const koffi = require('koffi');
const { promisify } = require('node:util');

const later = (fn) => promisify(fn.async);

/* Where SQLite has ?1, PostgreSQL has $1. */
const VISIT = `INSERT INTO visits (path, count, visitor) VALUES (?1, 1, ?2)
  ON CONFLICT (path) DO UPDATE SET count = visits.count + 1, visitor = excluded.visitor
  RETURNING count, visitor`;

function openSqlite(url) {
  const library = koffi.load('libsqlite3.so.0');
  const open = library.func('int sqlite3_open(const char *, _Out_ void **)');
  const busyTimeout = library.func('int sqlite3_busy_timeout(void *, int)');
  const prepare = library.func('int sqlite3_prepare_v2(void *, const char *, int, _Out_ void **, void *)');
  const bind = library.func('int sqlite3_bind_text(void *, int, const char *, int, intptr_t)');
  const step = library.func('int sqlite3_step(void *)');
  const column = library.func('const char *sqlite3_column_text(void *, int)');
  const finalize = library.func('int sqlite3_finalize(void *)');
  const message = library.func('const char *sqlite3_errmsg(void *)');
  const close = library.func('int sqlite3_close(void *)');

  const db = [null];
  const check = (code) => {
    if (code !== 0) throw new Error(message(db[0]));
  };
  check(open(decodeURIComponent(url.replace(/^sqlite:/, '').replace(/\?.*/, '')), db));
  busyTimeout(db[0], 10000);
  return {
    async query(sql, values) {
      const statement = [null];
      check(prepare(db[0], sql, -1, statement, null));
      try {
        values.forEach((value, i) => check(bind(statement[0], i + 1, value, -1, -1)));
        const ROW = 100;
        if (await later(step)(statement[0]) !== ROW) throw new Error(message(db[0]));
        const row = [column(statement[0], 0), column(statement[0], 1)];
        await later(step)(statement[0]);
        return row;
      } finally {
        finalize(statement[0]);
      }
    },
    close: () => close(db[0]),
  };
}

async function openPostgres(url) {
  const library = koffi.load('libpq.so.5');
  const connect = library.func('void *PQconnectdb(const char *)');
  const status = library.func('int PQstatus(void *)');
  const message = library.func('const char *PQerrorMessage(void *)');
  const exec = library.func('void *PQexecParams(void *, const char *, int, const void *, ' +
    'const char **, const int *, const int *, int)');
  const resultStatus = library.func('int PQresultStatus(void *)');
  const value = library.func('const char *PQgetvalue(void *, int, int)');
  const clear = library.func('void PQclear(void *)');
  const finish = library.func('void PQfinish(void *)');

  const connection = await later(connect)(url);
  if (status(connection) !== 0) throw new Error(message(connection));
  return {
    async query(sql, values) {
      const numbered = sql.replace(/\?(\d)/g, '$$$1');
      const result = await later(exec)(connection, numbered, values.length, null, values, null, null, 0);
      try {
        const TUPLES_OK = 2;
        if (resultStatus(result) !== TUPLES_OK) throw new Error(message(connection));
        return [value(result, 0, 0), value(result, 0, 1)];
      } finally {
        clear(result);
      }
    },
    close: () => finish(connection),
  };
}

async function openStore(url) {
  const connection = await (url.startsWith('sqlite:') ? openSqlite(url) : openPostgres(url));
  let last = Promise.resolve(); // a connection answers one question at a time
  return {
    visit(path, visitor) {
      const mine = last.then(async () => {
        const [count, name] = await connection.query(VISIT, [path, visitor ?? '']);
        return { count: Number(count), visitor: name };
      });
      last = mine.catch(() => {});
      return mine;
    },
    close: () => last.then(() => connection.close()),
  };
}

module.exports = { openStore };
