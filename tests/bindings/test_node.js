'use strict';
// test_node.js URL: the binding for Node.js on an empty database.
const fs = require('fs');
const koffi = require('koffi');
const path = require('path');
const dunlin = require('dunlin');

const { Pending, State, Status, Wish, WishFlag, EventKind } = dunlin;
const url = process.argv[2];
const options = { url, folders: ['good'], create: true, project: 'shop' };
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function check(what, good) {
  console.log(good ? 'ok' : 'not ok', what);
}

/* The error that it fails with, when that has this status; else null. */
async function fails(call, status) {
  try {
    await call();
  } catch (error) {
    if (error instanceof dunlin.DunlinError && error.status === status) return error;
    console.log('another error:', error);
  }
  return null;
}

async function throws(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return null;
}

function put(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

async function starting() {
  const lines = [];
  const events = [];
  const heard = { ...options, onEvent: (event) => events.push(event), log: (line) => lines.push(line) };
  const error = await fails(() => dunlin.start({ ...heard, pending: Pending.REFUSE }),
    Status.EREFUSED);
  check('start refuses what is pending', error?.result.pending === 2);
  check('start warns of it', (await dunlin.start({ ...heard, pending: Pending.WARN })).pending === 2 &&
    events.some((event) => event.kind === EventKind.WARNING));
  const copies = await Promise.all(Array.from({ length: 3 }, () =>
    dunlin.start({ ...heard, timeoutMs: 60000, waitMs: 1000 })));
  check('copies that start at once apply it once',
    same(copies.map((result) => result.applied).sort(), [0, 0, 2]) &&
    copies.every((result) => result.standing === 2 && result.pending === 0));
  check('the log has it as a line', lines.some((line) => line.startsWith('0002_b: applied in ')));
  check('an event has members', events.some((event) => event.id === '0002' && event.name === 'b' &&
    event.migration === 'v' && event.direction === dunlin.Direction.UP && event.text === null));
  check('there is nothing to do again', (await dunlin.start(options)).applied === 0);
  const near = { ...heard, replicaLagMs: 1000, replicaWaitMs: 5000 };
  if (url.startsWith('sqlite:')) {
    check('SQLite has no replicas to wait for',
      (await fails(() => dunlin.start(near), Status.EUNSUPPORTED)) !== null);
  } else {
    await dunlin.start(near);
    check('replicas are asked after', lines.some((line) => line.includes('no replica is connected')));
  }
  check('a lag is bytes or a time',
    (await throws(() => dunlin.start({ ...near, replicaLagBytes: 0 }))) instanceof TypeError);
}

async function working() {
  const engine = new dunlin.Engine(options);
  await engine.ping();
  await engine.wait(1000);
  const report = await engine.status();
  check('status has each', same(report.entries.map((e) => [e.id, e.state, e.hasDown, e.hasVerify]),
    [['0001', State.APPLIED, true, true], ['0002', State.APPLIED, true, false]]));
  check('and the head', /^[0-9]+:[0-9a-f]{64}$/.test(report.head) &&
    report.entries[0].appliedAt.startsWith('20'));
  check('list asks no target',
    (await engine.list()).entries.every((entry) => entry.state === State.NONE));
  check('verify', (await engine.verify()).verified === 1);
  check('down', (await engine.migrate({ kind: Wish.DOWN, count: 1 })).reverted === 1);
  check('goto', (await engine.migrate({ kind: Wish.GOTO, version: '2' })).applied === 1);
  const done = await engine.migrate({ kind: Wish.REDO });
  check('redo', done.reverted === 1 && done.applied === 1);
  const trial = await engine.migrate({ kind: Wish.DOWN, flags: WishFlag.ALL | WishFlag.DRY_RUN });
  check('a trial', trial.reverted === 2 &&
    (await engine.status()).entries[1].state === State.APPLIED);
  const order = [];
  await Promise.all([
    engine.migrate({ kind: Wish.DOWN, flags: WishFlag.ALL }).then((r) => order.push(r.reverted)),
    engine.migrate({ kind: Wish.DOWN, flags: WishFlag.ALL }).then((r) => order.push(r.reverted)),
    engine.migrate().then((r) => order.push(r.applied)),
    engine.close().then(() => order.push('closed')),
  ]);
  check('calls come in their order, and closing last', same(order, [2, 0, 2, 'closed']));
  await engine.close();
  check('a closed engine says so', await fails(() => engine.ping(), Status.EUSAGE));
}

async function failing() {
  const bad = { ...options, folders: ['good', 'bad'] };
  const error = await fails(() => dunlin.start(bad), Status.EMISSING);
  check('a failing migration names its line', error?.file === 'bad/0003_c.up.sql' &&
    error.line === 2 && error.message.startsWith('bad/0003_c.up.sql:2:13: ') &&
    error.text.includes('nowhere'));
  check('its SQLSTATE and what is left', error?.sqlstate === '42P01' &&
    error.state.includes('0003 is pending') && error.result.pending === 1 &&
    error.source === 'INSERT INTO nowhere VALUES (1);');
  check('bad options are refused',
    await fails(() => dunlin.start({ url: 'nonsense', folders: ['good'] }), Status.EUSAGE));
  check('as are unknown ones, and what is no text',
    (await throws(() => dunlin.start({ uri: url })))?.message.includes('uri') &&
    (await throws(() => new dunlin.Engine({ url: 7 }))) instanceof TypeError &&
    (await throws(() => new dunlin.Engine({ folders: 'good' }))) instanceof TypeError &&
    (await throws(() => new dunlin.Engine({ url: 'a\0b' }))) instanceof TypeError);
}

async function hearing() {
  const engine = new dunlin.Engine(options);
  await engine.migrate({ kind: Wish.DOWN, flags: WishFlag.ALL });
  const enough = new RangeError('enough');
  const stop = { ...options, log: () => { throw enough; } };
  const picky = new dunlin.Engine(stop);
  check('what a callback throws ends the run', (await throws(() => picky.migrate())) === enough &&
    (await engine.status()).entries[0].state === State.PENDING);
  await picky.close();
  check('start is over when it rejects with it', (await throws(() => dunlin.start(stop))) === enough &&
    (await engine.status()).entries[1].state === State.APPLIED);

  // A statement without an end, which only the event loop can end.
  const patient = new dunlin.Engine({
    ...options, folders: ['good', 'endless'],
    onEvent: (event) => {
      if (event.kind === EventKind.STEP && event.id === '0003') setImmediate(() => patient.cancel());
    },
  });
  check('the event loop goes on, and cancels',
    await fails(() => patient.migrate(), Status.ECANCELED));
  check('a canceled engine is good for closing', await fails(() => patient.ping(), Status.ECANCELED));
  await patient.close();
  await engine.close();

  // Registered callbacks are few: each must be given back.
  for (let i = 0; i < 9000; i++) await new dunlin.Engine({ ...options, log: () => {} }).close();
  check('thousands of engines, one after the other', true);
}

/* What can be asked of a fresh database: by the client library, as a program's own would be. */
function sqlite(fresh) {
  const library = koffi.load('libsqlite3.so.0');
  const exec = library.func('int sqlite3_exec(void *, const char *, void *, void *, void *)');
  return (sql) => exec(fresh.native, sql, null, null, null) === 0;
}

function postgres(fresh) {
  const library = koffi.load('libpq.so.5');
  const connect = library.func('void *PQconnectdb(const char *)');
  const exec = library.func('void *PQexec(void *, const char *)');
  const status = library.func('int PQresultStatus(void *)');
  const clear = library.func('void PQclear(void *)');
  const finish = library.func('void PQfinish(void *)');
  return (sql) => {
    const connection = connect(fresh.url);
    const result = exec(connection, sql);
    const good = status(result) === 1;
    clear(result);
    finish(connection);
    return good;
  };
}

async function testing() {
  const isSqlite = url.startsWith('sqlite:');
  const ask = isSqlite ? sqlite : postgres;
  const lines = [];
  const testDb = new dunlin.TestDb({ ...options, log: (line) => lines.push(line) });
  const fresh = await Promise.all([1, 2, 3].map(() => testDb.open()));
  const asks = fresh.map(ask);
  check('fresh databases have the tables', asks.every((exec) => exec('INSERT INTO b VALUES (1)')));
  check('each its own', asks[0]('DROP TABLE b') && asks[1]('INSERT INTO b VALUES (2)') &&
    !asks[0]('INSERT INTO b VALUES (2)'));
  check('the migrations ran once',
    lines.filter((line) => line.startsWith('0002_b: applied in ')).length <= 1);
  check('they are what the database has', fresh.every((one) =>
    isSqlite ? one.native !== null && one.url === null : one.native === null && one.url !== url));
  const gone = fresh[0].close();
  await Promise.all([gone, fresh[0].close(), fresh[1].close(), fresh[2].close(), testDb.close()]);
  check('closing twice is fine', await testDb.close() === undefined);
  check('closed ones say so', await fails(() => testDb.open(), Status.EUSAGE));
  check('there is nothing left to collect', await dunlin.collect({ url }) === 0);
  const bad = new dunlin.TestDb({ ...options, folders: ['good', 'bad'] });
  const error = await fails(() => bad.open(), Status.EMISSING);
  check('migrations that fail name their line', error?.line === 2);
  await bad.close();
  check('what a callback throws is thrown by open', await (async () => {
    const enough = new RangeError('enough');
    const loud = new dunlin.TestDb({ ...options, session: ['SELECT 1'], log: () => { throw enough; } });
    const thrown = await throws(() => loud.open());
    await loud.close();
    return thrown === enough;
  })());
}

async function main() {
  put('good/0001_a.up.sql', 'CREATE TABLE a (x INTEGER);\n');
  put('good/0001_a.down.sql', 'DROP TABLE a;\n');
  put('good/0001_a.verify.sql', 'SELECT x FROM a;\n');
  put('good/0002_b.up.sql', 'CREATE TABLE b (x INTEGER);\n');
  put('good/0002_b.down.sql', 'DROP TABLE b;\n');
  put('bad/0003_c.up.sql', 'CREATE TABLE c (x INTEGER);\nINSERT INTO nowhere VALUES (1);\n');
  put('endless/0003_c.up.sql', 'CREATE TABLE c AS WITH RECURSIVE n (x) AS ' +
    '(SELECT 1 UNION ALL SELECT 1 FROM n) SELECT count(*) AS x FROM n;\n');
  check('the package has the version of the library',
    dunlin.version() === require('dunlin/package.json').version);
  await starting();
  await working();
  await failing();
  await hearing();
  await testing();
}

main().catch((error) => {
  console.log('not ok', error.stack.split('\n').join(' '));
  process.exitCode = 1;
});
