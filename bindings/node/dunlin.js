'use strict';
/*
 * dunlin - migrate a database from inside a Node.js program, through libdunlin.
 *
 *   const dunlin = require('dunlin');
 *   await dunlin.start({ url: 'postgresql:///shop', folders: ['migrations'], log: console.log });
 *
 * One file over the C library and the package koffi.  The library is the one that the variable
 * DUNLIN_LIBRARY names, else the one that the loader of the system finds.  What a setting means is
 * said in dunlin/dunlin.h, under the same name in another spelling: lockTimeoutMs is lock_timeout_ms.
 *
 * What takes time is a promise, and is done in another thread: the event loop goes on.  A call that
 * fails rejects with, or throws, a DunlinError.  Types are in dunlin.d.ts.
 */
const koffi = require('koffi');
const path = require('path');
const { promisify } = require('util');

// ---- the numbers of the headers; a newer library may know more -----------------------------------

const Status = Object.freeze({
  OK: 0, ENOMEM: 1, EUSAGE: 2, EPLUGIN: 3, EUNSUPPORTED: 4, ECONNECT: 5, ECONNLOST: 6,
  ECOMMITUNKNOWN: 7, ESYNTAX: 8, EEXISTS: 9, EMISSING: 10, ELOCKTIMEOUT: 11, EDEADLOCK: 12,
  ESERIALIZE: 13, ECANCELED: 14, EPERM: 15, EREADONLY: 16, ESQL: 17, EBUSY: 18, EREFUSED: 19,
  EBEHIND: 20,
});
const EventKind = Object.freeze({
  CONNECTED: 1, WARNING: 2, WAITING: 3, RETRY: 4, STEP: 5, STATEMENT: 6, NOTICE: 7, DONE: 8,
  APPLIED: 9, BUSY: 10, BACKUP: 11,
});
const Direction = Object.freeze({ UP: 0, DOWN: 1, VERIFY: 2 });
const State = Object.freeze({
  NONE: 0, APPLIED: 1, PENDING: 2, OUT_OF_ORDER: 3, CHANGED: 4, MISSING: 5, OTHER: 6, WAITING: 7, DUE: 8,
  RENAMED: 9, UNFINISHED: 10,
});
const Wish = Object.freeze({
  UP: 0, DOWN: 1, GOTO: 2, SEED: 3, REDO: 4, STAMP: 5, REPAIR: 6, RESOLVE: 7,
});
const WishFlag = Object.freeze({
  ALL: 1 << 0, OUT_OF_ORDER: 1 << 1, ONE_TRANSACTION: 1 << 2, VERIFY: 1 << 3, DRY_RUN: 1 << 4,
  SCRIPT: 1 << 5, DONE: 1 << 6, SYNC_EACH: 1 << 7, FORCE: 1 << 8,
});
const Pending = Object.freeze({ APPLY: 0, REFUSE: 1, WARN: 2 });
const OptionFlag = Object.freeze({ SKIP_MISSING: 1 << 0, CREATE: 1 << 1 });
const PlaceFlag = Object.freeze({ BUILD: 1 << 0 });
const ResultFlag = Object.freeze({ ON_COPY: 1 << 0 });
const TestDbFlag = Object.freeze({ SEEDS: 1 << 0, KEEP: 1 << 1 });
const CollectFlag = Object.freeze({ TEMPLATES: 1 << 0 });

// ---- its structs ---------------------------------------------------------------------------------

const text = 'const char *';
const texts = koffi.pointer(text);
const handle = koffi.pointer(koffi.opaque());
// Letters and yes or no: char would do, but a number that is looked at is plain.
const letter = 'int8_t';

const EventStruct = koffi.struct({
  size: 'uint32_t', kind: 'uint32_t', migration: letter, reserved: koffi.array('int8_t', 3),
  direction: 'int32_t', step: 'int64_t', n_steps: 'int64_t', stmt: 'int64_t', n_stmts: 'int64_t',
  line: 'int64_t', elapsed_us: 'int64_t', id: text, name: text, file: text, text,
  permille: 'int64_t', bytes: 'int64_t',
});
const PlaceStruct = koffi.struct({ size: 'uint32_t', flags: 'uint32_t', path: text, label: text });
const onEvent = koffi.pointer(koffi.proto('void', ['void *', koffi.pointer(EventStruct)]));
const OptionsStruct = koffi.struct({
  size: 'uint32_t', flags: 'uint32_t', folders: texts, n_folders: 'size_t', project: text,
  dialects: texts, n_dialects: 'size_t', env: text, url: text, driver: text,
  places: koffi.pointer(koffi.pointer(PlaceStruct)), n_places: 'size_t', schema: text,
  history_schema: text, prefix: text, session: texts, n_session: 'size_t',
  connect_timeout_ms: 'int64_t', lock_timeout_ms: 'int64_t', statement_timeout_ms: 'int64_t',
  lock_wait_ms: 'int64_t', os_user: text, host: text, on_event: onEvent, payload: 'void *',
  silence_ms: 'int64_t', tools: text, bundles: 'void *', n_bundles: 'size_t', native: 'void *',
  scheme: text,
});
const EntryStruct = koffi.struct({
  size: 'uint32_t', state: 'int32_t', migration: letter, has_down: letter, has_verify: letter,
  reserved: letter, id: text, name: text, file: text, reason: text, applied_at: text,
  duration_us: 'int64_t', checksum: text, ordinal: 'int64_t',
});
const WishStruct = koffi.struct({
  size: 'uint32_t', kind: 'uint32_t', flags: 'uint32_t', reserved: 'uint32_t', count: 'int64_t',
  version: text, backup: text, from: text, replicas: 'uint32_t', reserved2: 'uint32_t',
  replica_lag: 'int64_t', replica_wait_ms: 'int64_t',
});
const ResultStruct = koffi.struct({
  size: 'uint32_t', flags: 'uint32_t', applied: 'int64_t', reverted: 'int64_t', seeded: 'int64_t',
  verified: 'int64_t', pending: 'int64_t', waiting: 'int64_t', head: koffi.array('char', 96),
  recorded: 'int64_t', standing: 'int64_t',
});
const StartStruct = koffi.struct({
  size: 'uint32_t', pending: 'uint32_t', timeout_ms: 'int64_t', wait_ms: 'int64_t',
  replicas: 'uint32_t', reserved: 'uint32_t', replica_lag: 'int64_t', replica_wait_ms: 'int64_t',
});
const TestDbStruct = koffi.struct({
  size: 'uint32_t', flags: 'uint32_t', version: text, cache: text, client: 'void *',
  owner: 'int64_t',
});

// ---- the library ---------------------------------------------------------------------------------

function load() {
  try {
    return koffi.load(process.env.DUNLIN_LIBRARY || 'libdunlin.so.0');
  } catch (error) {
    throw new Error(`cannot load libdunlin: ${error.message}; the variable DUNLIN_LIBRARY names ` +
      'the file when the loader of the system does not find it');
  }
}

const library = load();
const declare = (name, returns, takes) => library.func(`dunlin_${name}`, returns, takes);
const inStruct = (struct) => koffi.pointer(struct);
const outHandle = koffi.out(koffi.pointer(handle));

const c = {
  errorNew: declare('error_new', handle, []),
  errorFree: declare('error_free', 'void', [handle]),
  statusText: declare('status_text', text, ['int32_t']),
  version: declare('version', text, []),
  eventLine: declare('event_line', 'size_t', ['void *', 'size_t', inStruct(EventStruct)]),
  open: declare('engine_open', 'int32_t', [outHandle, inStruct(OptionsStruct), handle]),
  close: declare('engine_close', 'void', [handle]),
  cancel: declare('cancel', 'void', [handle]),
  list: declare('list', 'int32_t', [outHandle, handle, handle]),
  status: declare('status_of', 'int32_t', [outHandle, handle, handle]),
  reportFree: declare('report_free', 'void', [handle]),
  reportCount: declare('report_count', 'size_t', [handle]),
  reportAt: declare('report_at', 'void', [handle, 'size_t', 'void *']),
  reportHead: declare('report_head', text, [handle]),
  migrate: declare('migrate', 'int32_t', [handle, inStruct(WishStruct), 'void *', handle]),
  start: declare('start', 'int32_t',
    [inStruct(OptionsStruct), inStruct(StartStruct), 'void *', handle]),
  verify: declare('verify', 'int32_t', [handle, 'void *', handle]),
  ping: declare('ping', 'int32_t', [handle, handle]),
  wait: declare('wait', 'int32_t', [handle, 'int64_t', handle]),
  testDbNew: declare('testdb_new', 'int32_t',
    [outHandle, inStruct(OptionsStruct), inStruct(TestDbStruct), handle]),
  testDbFree: declare('testdb_free', 'void', [handle]),
  testDbOpen: declare('testdb_open', 'int32_t', [outHandle, handle, handle]),
  testDbCollect: declare('testdb_collect', 'int32_t',
    [inStruct(OptionsStruct), 'uint32_t', koffi.out(koffi.pointer('int64_t')), handle]),
  freshNative: declare('fresh_native', 'void *', [handle]),
  freshUrl: declare('fresh_url', text, [handle]),
  freshClose: declare('fresh_close', 'int32_t', [handle, handle]),
};
const errorTexts = {};
for (const name of ['message', 'sqlstate', 'detail', 'hint', 'context', 'state', 'file', 'source'])
  errorTexts[name] = declare(`error_${name}`, text, [handle]);
const errorNumbers = {};
for (const name of ['line', 'column'])
  errorNumbers[name] = declare(`error_${name}`, 'int64_t', [handle]);

/* A struct that the library fills: memory that stays where it is, with the size set. */
class Filled {
  constructor(struct) {
    this.struct = struct;
    this.memory = Buffer.alloc(koffi.sizeof(struct));
    new Uint32Array(this.memory.buffer, this.memory.byteOffset, 1)[0] = this.memory.length;
  }

  read() {
    return koffi.decode(this.memory, this.struct);
  }
}

// ---- what goes in and comes out ------------------------------------------------------------------

class DunlinError extends Error {
  constructor(message, status = Status.EUSAGE, more = {}) {
    const where = more.file ? [more.file, more.line, more.column].filter(Boolean).join(':') : '';
    const head = (where ? `${where}: ` : '') + message + (more.sqlstate ? ` (${more.sqlstate})` : '');
    super([head, more.detail, more.context, more.state, more.hint].filter(Boolean).join('\n  '));
    this.name = 'DunlinError';
    this.status = status;
    this.text = message;
    for (const name of ['sqlstate', 'detail', 'hint', 'context', 'state', 'file', 'source'])
      this[name] = more[name] ?? null;
    this.line = more.line ?? 0;
    this.column = more.column ?? 0;
    this.result = more.result ?? null;
  }
}

function toError(status, fault, result) {
  const more = { result };
  if (fault !== null) {
    for (const name of Object.keys(errorTexts)) more[name] = errorTexts[name](fault);
    for (const name of Object.keys(errorNumbers)) more[name] = errorNumbers[name](fault);
  }
  return new DunlinError(more.message || c.statusText(status), status, more);
}

const letterOf = (number) => (number === 0 ? '' : String.fromCharCode(number));

function toEvent(e) {
  return {
    kind: e.kind, migration: letterOf(e.migration), direction: e.direction, step: e.step,
    nSteps: e.n_steps, stmt: e.stmt, nStmts: e.n_stmts, line: e.line, elapsedUs: e.elapsed_us,
    id: e.id, name: e.name, file: e.file, text: e.text, permille: e.permille, bytes: e.bytes,
  };
}

function toResult(filled) {
  const r = filled.read();
  return {
    applied: r.applied, reverted: r.reverted, seeded: r.seeded, verified: r.verified,
    pending: r.pending, waiting: r.waiting, recorded: r.recorded, standing: r.standing,
    head: r.head, onCopy: (r.flags & ResultFlag.ON_COPY) !== 0,
  };
}

function toReport(report) {
  const filled = new Filled(EntryStruct);
  const entries = [];
  const count = Number(c.reportCount(report));
  for (let i = 0; i < count; i++) {
    c.reportAt(report, i, filled.memory);
    const e = filled.read();
    entries.push({
      state: e.state, migration: letterOf(e.migration), hasDown: e.has_down !== 0,
      hasVerify: e.has_verify !== 0, id: e.id, name: e.name, file: e.file, reason: e.reason,
      appliedAt: e.applied_at, durationUs: e.duration_us, checksum: e.checksum, ordinal: e.ordinal,
    });
  }
  return { entries, head: c.reportHead(report) };
}

/* As the library takes it: a NUL would cut it short there. */
function given(value, name) {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new TypeError(`${name} is a string`);
  if (value.includes('\0')) throw new TypeError(`${name} holds a NUL`);
  return value;
}

function givenList(values, name) {
  if (values === undefined || values === null) return [];
  if (!Array.isArray(values)) throw new TypeError(`${name} is an array`);
  return values.map((value) => given(value, name));
}

function drivers(options) {
  const label = options.places ? 'places' : 'DUNLIN_DRIVER_PATH';
  const found = options.places
    ? givenList(options.places, 'places')
    : (process.env.DUNLIN_DRIVER_PATH || '').split(':').filter(Boolean);
  return found.map((place) => ({
    size: koffi.sizeof(PlaceStruct), flags: 0, path: path.resolve(place), label,
  }));
}

const optionNames = new Set(['url', 'folders', 'create', 'skipMissing', 'project', 'dialects', 'env',
  'driver', 'places', 'schema', 'historySchema', 'prefix', 'session', 'connectTimeoutMs',
  'lockTimeoutMs', 'statementTimeoutMs', 'lockWaitMs', 'silenceMs', 'osUser', 'host', 'tools',
  'native', 'scheme', 'onEvent', 'log']);

function onlyKnown(options, known) {
  for (const name of Object.keys(options))
    if (!known.has(name)) throw new TypeError(`there is no option ${name}`);
}

function toOptions(options, registered) {
  const places = drivers(options);
  const folders = givenList(options.folders, 'folders');
  const dialects = givenList(options.dialects, 'dialects');
  const session = givenList(options.session, 'session');
  return {
    size: koffi.sizeof(OptionsStruct),
    flags: (options.create ? OptionFlag.CREATE : 0) |
      (options.skipMissing ? OptionFlag.SKIP_MISSING : 0),
    folders, n_folders: folders.length,
    project: given(options.project, 'project'),
    dialects, n_dialects: dialects.length,
    env: given(options.env, 'env'),
    url: given(options.url, 'url'),
    driver: options.driver ? path.resolve(given(options.driver, 'driver')) : null,
    places, n_places: places.length,
    schema: given(options.schema, 'schema'),
    history_schema: given(options.historySchema, 'historySchema'),
    prefix: given(options.prefix, 'prefix'),
    session, n_session: session.length,
    connect_timeout_ms: options.connectTimeoutMs ?? 0,
    lock_timeout_ms: options.lockTimeoutMs ?? 0,
    statement_timeout_ms: options.statementTimeoutMs ?? 0,
    lock_wait_ms: options.lockWaitMs ?? 0,
    os_user: given(options.osUser, 'osUser'),
    host: given(options.host, 'host'),
    on_event: registered, payload: null,
    silence_ms: options.silenceMs ?? 0,
    tools: given(options.tools, 'tools'),
    bundles: null, n_bundles: 0,
    native: options.native ?? null,
    scheme: given(options.scheme, 'scheme'),
  };
}

function eventLine(pointer) {
  for (let size = 256; ;) {
    const buffer = Buffer.alloc(size);
    const length = Number(c.eventLine(buffer, size, pointer));
    if (length < size) return buffer.toString('utf8', 0, length);
    size = length + 1;
  }
}

/*
 * What a program wants to hear.  The library calls it in the thread that works, and koffi has it run in
 * this one while that thread waits.  No exception may pass through C: the first is kept.
 */
class Ear {
  constructor(options) {
    this.raised = null;
    this.onRaise = null;
    this.registered = null;
    if (options.onEvent || options.log)
      this.registered = koffi.register((_, pointer) => this.hear(options, pointer), onEvent);
  }

  hear(options, pointer) {
    if (this.raised !== null) return;
    try {
      if (options.onEvent) options.onEvent(toEvent(koffi.decode(pointer, EventStruct)));
      const line = options.log ? eventLine(pointer) : '';
      if (line) options.log(line);
    } catch (error) {
      this.raised = { error };
      if (this.onRaise) this.onRaise();
    }
  }

  takeRaised() {
    const raised = this.raised;
    this.raised = null;
    return raised;
  }

  close() {
    if (this.registered !== null) koffi.unregister(this.registered);
    this.registered = null;
  }
}

/* Calls function(..., error) in another thread and gives its status a meaning. */
async function inThread(fn, args, ear, result) {
  const fault = c.errorNew();
  try {
    const status = await promisify(fn.async)(...args, fault);
    const raised = ear === null ? null : ear.takeRaised();
    if (raised !== null) throw raised.error;
    if (status !== Status.OK) throw toError(status, fault, result ? toResult(result) : null);
  } finally {
    c.errorFree(fault);
  }
}

// ---- what can be done ----------------------------------------------------------------------------

const replicaNames = ['replicaLagBytes', 'replicaLagMs', 'replicaWaitMs'];
const startNames = new Set([...optionNames, 'pending', 'timeoutMs', 'waitMs', ...replicaNames]);
const wishNames = new Set(['kind', 'count', 'version', 'flags', 'backup', 'from', ...replicaNames]);

/* The members of a start and of a wish that say how replicas are waited for. */
function toReplicas(given) {
  const bytes = given.replicaLagBytes ?? null;
  const ms = given.replicaLagMs ?? null;
  if (bytes !== null && ms !== null) {
    throw new TypeError('replicaLagBytes or replicaLagMs, not both');
  }
  return {
    replicas: bytes !== null ? 1 : ms !== null ? 2 : 0, replica_lag: bytes ?? ms ?? 0,
    replica_wait_ms: given.replicaWaitMs ?? 0,
  };
}

async function start(options = {}) {
  onlyKnown(options, startNames);
  const replicas = toReplicas(options);
  const ear = new Ear(options);
  try {
    const result = new Filled(ResultStruct);
    const how = {
      size: koffi.sizeof(StartStruct), pending: options.pending ?? Pending.APPLY,
      timeout_ms: options.timeoutMs ?? 0, wait_ms: options.waitMs ?? 0, reserved: 0,
      ...replicas,
    };
    await inThread(c.start, [toOptions(options, ear.registered), how, result.memory], ear, result);
    return toResult(result);
  } finally {
    ear.close();
  }
}

class Engine {
  #handle = null;
  #ear;
  #last = Promise.resolve(); // one call at a time: the next begins when this one is settled
  #closed = null;

  constructor(options = {}) {
    onlyKnown(options, optionNames);
    this.#ear = new Ear(options);
    this.#ear.onRaise = () => this.cancel();
    const out = [null];
    const fault = c.errorNew();
    try {
      const status = c.open(out, toOptions(options, this.#ear.registered), fault);
      if (status !== Status.OK) throw toError(status, fault, null);
      this.#handle = out[0];
    } finally {
      c.errorFree(fault);
      if (this.#handle === null) this.#ear.close();
    }
  }

  /* The work that comes after all that was asked for before. */
  #run(work) {
    if (this.#closed !== null) return Promise.reject(new DunlinError('the engine is closed'));
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => {});
    return mine;
  }

  migrate(wish = {}) {
    return this.#run(async () => {
      onlyKnown(wish, wishNames);
      const result = new Filled(ResultStruct);
      const how = {
        size: koffi.sizeof(WishStruct), kind: wish.kind ?? Wish.UP, flags: wish.flags ?? 0,
        reserved: 0, count: wish.count ?? 0, version: given(wish.version, 'version'),
        backup: given(wish.backup, 'backup'), from: given(wish.from, 'from'),
        reserved2: 0, ...toReplicas(wish),
      };
      await inThread(c.migrate, [this.#handle, how, result.memory], this.#ear, result);
      return toResult(result);
    });
  }

  verify() {
    return this.#run(async () => {
      const result = new Filled(ResultStruct);
      await inThread(c.verify, [this.#handle, result.memory], this.#ear, result);
      return toResult(result);
    });
  }

  #look(fn) {
    return this.#run(async () => {
      const out = [null];
      try {
        await inThread(fn, [out, this.#handle], this.#ear, null);
        return toReport(out[0]);
      } finally {
        c.reportFree(out[0]);
      }
    });
  }

  list() {
    return this.#look(c.list);
  }

  status() {
    return this.#look(c.status);
  }

  ping() {
    return this.#run(() => inThread(c.ping, [this.#handle], this.#ear, null));
  }

  wait(timeoutMs = 0) {
    return this.#run(() => inThread(c.wait, [this.#handle, timeoutMs], this.#ear, null));
  }

  /* In this thread, for up to a second: all others may be busy with what is to be canceled. */
  cancel() {
    if (this.#handle !== null) c.cancel(this.#handle);
  }

  close() {
    this.#closed ??= this.#last.then(async () => {
      const handle = this.#handle;
      this.#handle = null;
      await promisify(c.close.async)(handle);
      this.#ear.close();
    });
    return this.#closed;
  }
}

// ---- databases for tests: dunlin/testing.h -------------------------------------------------------

/* One database.  Its members are read at once, since the library lends them until it is closed. */
class Fresh {
  #handle;
  #closed = null;

  constructor(handle) {
    this.#handle = handle;
    this.url = c.freshUrl(handle);
    this.native = c.freshNative(handle);
  }

  close() {
    this.#closed ??= inThread(c.freshClose, [this.#handle], null, null);
    return this.#closed;
  }
}

const testDbNames = new Set(['seeds', 'version', 'cache', 'client']);

class TestDb {
  #handle = null;
  #ear;
  #opening = new Set();
  #closed = null;

  constructor(options = {}, how = {}) {
    onlyKnown(options, optionNames);
    onlyKnown(how, testDbNames);
    this.#ear = new Ear(options);
    const out = [null];
    const fault = c.errorNew();
    try {
      const status = c.testDbNew(out, toOptions(options, this.#ear.registered), {
        size: koffi.sizeof(TestDbStruct), flags: how.seeds ? TestDbFlag.SEEDS : 0,
        version: given(how.version, 'version'), cache: given(how.cache, 'cache'),
        client: how.client ?? null, owner: 0,
      }, fault);
      if (status !== Status.OK) throw toError(status, fault, null);
      this.#handle = out[0];
    } finally {
      c.errorFree(fault);
      if (this.#handle === null) this.#ear.close();
    }
  }

  async #open() {
    const out = [null];
    try {
      await inThread(c.testDbOpen, [out, this.#handle], this.#ear, null);
    } catch (error) {
      // There is one all the same when what failed is a callback.
      if (out[0]) await promisify(c.freshClose.async)(out[0], null);
      throw error;
    }
    return new Fresh(out[0]);
  }

  async open() {
    if (this.#closed !== null) throw new DunlinError('the test databases are closed');
    const opening = this.#open();
    this.#opening.add(opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(opening);
    }
  }

  close() {
    this.#closed ??= Promise.allSettled([...this.#opening]).then(async () => {
      await promisify(c.testDbFree.async)(this.#handle);
      this.#ear.close();
    });
    return this.#closed;
  }
}

async function collect(options = {}, how = {}) {
  onlyKnown(options, optionNames);
  onlyKnown(how, new Set(['templates']));
  const ear = new Ear(options);
  try {
    const dropped = [0];
    const flags = how.templates ? CollectFlag.TEMPLATES : 0;
    await inThread(c.testDbCollect, [toOptions(options, ear.registered), flags, dropped], ear, null);
    return dropped[0];
  } finally {
    ear.close();
  }
}

// `await using` closes them, where the language has it.
if (Symbol.asyncDispose)
  for (const owner of [Engine, Fresh, TestDb])
    owner.prototype[Symbol.asyncDispose] = owner.prototype.close;

module.exports = {
  Direction, DunlinError, Engine, EventKind, Fresh, Pending, State, Status, TestDb, Wish, WishFlag,
  collect, start, version: () => c.version(),
};

/* For the test that holds this file to the headers. */
Object.defineProperty(module.exports, '_abi', {
  value: {
    structs: {
      dunlin_event: EventStruct, dunlin_place: PlaceStruct, dunlin_options: OptionsStruct,
      dunlin_entry: EntryStruct, dunlin_wish: WishStruct, dunlin_result: ResultStruct,
      dunlin_start: StartStruct, dunlin_testdb_options: TestDbStruct,
    },
    constants: {
      '': Status, EVENT_: EventKind, DIRECTION_: Direction, STATE_: State,
      WISH_: { ...Wish, ...WishFlag }, PENDING_: Pending, OPTION_: OptionFlag, PLACE_: PlaceFlag,
      RESULT_: ResultFlag, TESTDB_: TestDbFlag, COLLECT_: CollectFlag,
    },
  },
});
