/*
 * Types of dunlin.js.  What a setting means is said in dunlin/dunlin.h and dunlin/testing.h, under the
 * same name in another spelling.  Times are in milliseconds (Ms) or microseconds (Us).
 */

type Names<Name extends string> = Readonly<Record<Name, number>>;

/** What became of a call; the class of an error. */
export const Status: Names<
  | 'OK' | 'ENOMEM' | 'EUSAGE' | 'EPLUGIN' | 'EUNSUPPORTED' | 'ECONNECT' | 'ECONNLOST'
  | 'ECOMMITUNKNOWN' | 'ESYNTAX' | 'EEXISTS' | 'EMISSING' | 'ELOCKTIMEOUT' | 'EDEADLOCK'
  | 'ESERIALIZE' | 'ECANCELED' | 'EPERM' | 'EREADONLY' | 'ESQL' | 'EBUSY' | 'EREFUSED' | 'EBEHIND'
>;
/** What an event tells. */
export const EventKind: Names<
  | 'CONNECTED' | 'WARNING' | 'WAITING' | 'RETRY' | 'STEP' | 'STATEMENT' | 'NOTICE' | 'DONE'
  | 'APPLIED' | 'BUSY' | 'BACKUP'
>;
/** Which body of a migration runs. */
export const Direction: Names<'UP' | 'DOWN' | 'VERIFY'>;
/** How a migration stands; NONE when no target was asked. */
export const State: Names<
  | 'NONE' | 'APPLIED' | 'PENDING' | 'OUT_OF_ORDER' | 'CHANGED' | 'MISSING' | 'OTHER' | 'WAITING'
  | 'DUE' | 'RENAMED' | 'UNFINISHED'
>;
/** What migrate() is to do. */
export const Wish: Names<
  'UP' | 'DOWN' | 'GOTO' | 'SEED' | 'REDO' | 'STAMP' | 'REPAIR' | 'RESOLVE'
>;
/** How migrate() is to do it. */
export const WishFlag: Names<
  | 'ALL' | 'OUT_OF_ORDER' | 'ONE_TRANSACTION' | 'VERIFY' | 'DRY_RUN' | 'SCRIPT' | 'DONE'
  | 'SYNC_EACH' | 'FORCE'
>;
/** What start() does with migrations that are to be applied. */
export const Pending: Names<'APPLY' | 'REFUSE' | 'WARN'>;

/** The kind of a migration: versioned, repeatable, seed; '' where an event is about none. */
export type Migration = 'v' | 'r' | 's' | '';

/** What the engine tells while it works; which members say something depends on the kind. */
export interface Event {
  kind: number;
  migration: Migration;
  direction: number;
  step: number;
  nSteps: number;
  stmt: number;
  nStmts: number;
  line: number;
  elapsedUs: number;
  id: string | null;
  name: string | null;
  file: string | null;
  text: string | null;
  permille: number;
  bytes: number;
}

/** A project and its target; what is left out has the default of the C library. */
export interface Options {
  url?: string | null;
  folders?: string[];
  /** A database file may be created by opening it. */
  create?: boolean;
  skipMissing?: boolean;
  project?: string | null;
  dialects?: string[];
  env?: string | null;
  driver?: string | null;
  /** Folders where drivers are looked for before the installed one; left out: those of the
   * variable DUNLIN_DRIVER_PATH. */
  places?: string[];
  schema?: string | null;
  historySchema?: string | null;
  prefix?: string | null;
  session?: string[];
  connectTimeoutMs?: number;
  lockTimeoutMs?: number;
  statementTimeoutMs?: number;
  lockWaitMs?: number;
  silenceMs?: number;
  osUser?: string | null;
  host?: string | null;
  tools?: string | null;
  /** The address of an open connection of the database's own client library, as koffi has it, with
   * `scheme` and without `url`; the caller keeps it open, and leaves it alone during a call. */
  native?: bigint | null;
  scheme?: 'sqlite' | 'postgres' | null;
  /** Called with each event, in the thread of the program, while the run waits.  What it throws
   * cancels the run of an engine, and the call rejects with it; that of start() and of a TestDb goes
   * on, and rejects with it when it is over.  A promise that it returns is not waited for. */
  onEvent?: (event: Event) => void;
  /** The same as a line of text. */
  log?: (line: string) => void;
}

/** What a run came to; of a trial (DRY_RUN) what it would have come to. */
export interface Result {
  applied: number;
  reverted: number;
  seeded: number;
  verified: number;
  pending: number;
  waiting: number;
  recorded: number;
  standing: number;
  head: string;
  onCopy: boolean;
}

/** One migration and how it stands. */
export interface Entry {
  state: number;
  migration: Migration;
  hasDown: boolean;
  hasVerify: boolean;
  id: string;
  name: string;
  file: string | null;
  reason: string | null;
  appliedAt: string | null;
  durationUs: number;
  checksum: string | null;
  ordinal: number;
}

/** The migrations in their order; head is the last event of the log, SEQ:HASH. */
export interface Report {
  entries: Entry[];
  head: string;
}

/** Why a call failed.  `message` is all of it: where, what, which state is left, what to do. */
export class DunlinError extends Error {
  /** One of Status. */
  status: number;
  /** What is wrong, in one line. */
  text: string;
  sqlstate: string | null;
  detail: string | null;
  hint: string | null;
  context: string | null;
  /** Which state the database is left in. */
  state: string | null;
  /** Where in the files: null or 0 when nowhere. */
  file: string | null;
  line: number;
  column: number;
  /** That line. */
  source: string | null;
  /** What the run came to before it failed, where a call has one. */
  result: Result | null;
}

/** Whether replicas are waited for. */
export interface ReplicaOptions {
  /** How far behind a replica may be after each step, in bytes of the database's log or in
   * milliseconds; with neither, replicas are not waited for. */
  replicaLagBytes?: number | null;
  replicaLagMs?: number | null;
  /** How long none of them may get any further; left out: 60 s; below 0: for ever. */
  replicaWaitMs?: number;
}

export interface StartOptions extends Options, ReplicaOptions {
  /** One of Pending: APPLY, REFUSE (fails when something is pending), WARN (tells it). */
  pending?: number;
  /** For all of it; then it is rolled back and fails with ECANCELED; 0: none. */
  timeoutMs?: number;
  /** How long a database that is not there yet is waited for; below 0: for ever. */
  waitMs?: number;
}

/** Applies what is pending: the one call for a program that starts.  Many copies of a program may
 * start at once: one does the work. */
export function start(options?: StartOptions): Promise<Result>;

/** What migrate() is asked for. */
export interface WishOptions extends ReplicaOptions {
  /** One of Wish; left out: UP. */
  kind?: number;
  /** How many; of DOWN and REDO one when left out, of UP all. */
  count?: number;
  /** UP, GOTO, STAMP: up to this one; DOWN: all above it; REDO, RESOLVE: it. */
  version?: string | null;
  /** WishFlag, added up. */
  flags?: number;
  /** A folder for a backup before the first step. */
  backup?: string | null;
  /** STAMP: where another tool keeps what it has applied. */
  from?: string | null;
}

/** A project and its target.  Making one checks the options and connects to nothing.  Close it.
 * Calls come one after the other, in the order they were made. */
export class Engine {
  constructor(options?: Options);
  /** Fulfils a wish, and resolves when that is durable.  The result of a run that fails is in the
   * error. */
  migrate(wish?: WishOptions): Promise<Result>;
  /** Runs the verify bodies of what is applied, in transactions that are rolled back. */
  verify(): Promise<Result>;
  /** The migrations in the folders, without asking the target. */
  list(): Promise<Report>;
  /** The same against the history of the target.  Writes nothing and takes no lock. */
  status(): Promise<Report>;
  /** Connects, and closes again. */
  ping(): Promise<void>;
  /** Resolves when the target answers; timeoutMs 0: within 60 s; below 0: for ever. */
  wait(timeoutMs?: number): Promise<void>;
  /** Ends the call that is under way, which rolls back and fails with ECANCELED, and every later one:
   * the engine is then only good for closing.  Returns when the statement has ended, or after a second
   * or so. */
  cancel(): void;
  /** Resolves when the calls that were made have ended and all is closed.  Closing twice is fine. */
  close(): Promise<void>;
}

export interface TestDbOptions {
  /** With the seeds of `env`. */
  seeds?: boolean;
  /** With the migrations up to this one. */
  version?: string | null;
  /** SQLite: a folder in which what the migrations made is kept for the next process. */
  cache?: string | null;
  /** SQLite: the address that sqlite3_libversion() returns in the program. */
  client?: bigint | null;
}

/** Gives out databases that the migrations were run on, once; any number at a time.  Close it. */
export class TestDb {
  /** SQLite with `scheme` 'sqlite' or such a URL, whose file is not touched; PostgreSQL with the URL
   * of a database on the server.  Connects to nothing. */
  constructor(options?: Options, how?: TestDbOptions);
  open(): Promise<Fresh>;
  /** Databases that are still open stay so. */
  close(): Promise<void>;
}

/** One database of its own. */
export class Fresh {
  private constructor();
  /** PostgreSQL: its URL, password included; else null. */
  readonly url: string | null;
  /** SQLite: the address of the open sqlite3, for libsqlite3 through koffi; else null. */
  readonly native: bigint | null;
  /** The database is gone then. */
  close(): Promise<void>;
}

/** Drops the databases for tests that processes of this host, which have ended, left on the server of
 * `url`; with `templates` all templates as well.  Resolves to how many. */
export function collect(options?: Options, how?: { templates?: boolean }): Promise<number>;

/** The version of the library, "0.1.0". */
export function version(): string;
