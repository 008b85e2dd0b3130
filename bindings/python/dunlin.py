"""Migrate a database from inside a Python program, through libdunlin.

    import dunlin

    options = dunlin.Options("postgresql:///shop", folders=["migrations"], log=print)
    dunlin.start(options)

One call for a program that starts.  To do more, open an engine:

    with dunlin.Engine(options) as engine:
        for entry in engine.status():
            print(entry.id, entry.name, entry.state.name)
        engine.migrate(dunlin.Wish.DOWN, count=1)

A fresh, migrated database for every test (pytest_dunlin.py has it for pytest):

    with dunlin.TestDb(options) as testdb, testdb.open() as fresh:
        print(fresh.url)

This is one file over the C library and needs nothing but the standard library of Python 3.9 or
later.  The library is the one that the variable DUNLIN_LIBRARY names, else the one that the loader
of the system finds.  What a setting means is said in dunlin/dunlin.h, under the same name.

A call that fails raises Error.  Times are in milliseconds (ms) or microseconds (us), as the name
says.  While a call is under way other threads of the program run.
"""

from __future__ import annotations

import ctypes
import dataclasses
import enum
import os
import threading
from typing import Any, Callable, Iterator, List, Optional, Sequence, Union

__all__ = [
    "Direction", "Engine", "Entry", "Error", "Event", "EventKind", "Migration", "Options",
    "Fresh", "Pending", "Report", "Result", "State", "Status", "TestDb", "Wish", "WishFlag", "start",
    "version",
]

# ---- names for numbers ---------------------------------------------------------------------------
#
# A newer library may know more of them; such a number stays a plain int.


class Status(enum.IntEnum):
    """What became of a call; the class of an error."""

    OK = 0
    ENOMEM = 1
    EUSAGE = 2
    EPLUGIN = 3
    EUNSUPPORTED = 4
    ECONNECT = 5
    ECONNLOST = 6
    ECOMMITUNKNOWN = 7
    ESYNTAX = 8
    EEXISTS = 9
    EMISSING = 10
    ELOCKTIMEOUT = 11
    EDEADLOCK = 12
    ESERIALIZE = 13
    ECANCELED = 14
    EPERM = 15
    EREADONLY = 16
    ESQL = 17
    EBUSY = 18
    EREFUSED = 19
    EBEHIND = 20


class EventKind(enum.IntEnum):
    """What an event tells."""

    CONNECTED = 1
    WARNING = 2
    WAITING = 3
    RETRY = 4
    STEP = 5
    STATEMENT = 6
    NOTICE = 7
    DONE = 8
    APPLIED = 9
    BUSY = 10
    BACKUP = 11


class Direction(enum.IntEnum):
    """Which body of a migration runs."""

    UP = 0
    DOWN = 1
    VERIFY = 2


class State(enum.IntEnum):
    """How a migration stands; NONE when no target was asked."""

    NONE = 0
    APPLIED = 1
    PENDING = 2
    OUT_OF_ORDER = 3
    CHANGED = 4
    MISSING = 5
    OTHER = 6
    WAITING = 7
    DUE = 8
    RENAMED = 9
    UNFINISHED = 10


class Wish(enum.IntEnum):
    """What migrate() is to do."""

    UP = 0
    DOWN = 1
    GOTO = 2
    SEED = 3
    REDO = 4
    STAMP = 5
    REPAIR = 6
    RESOLVE = 7


class WishFlag(enum.IntFlag):
    """How migrate() is to do it."""

    NONE = 0
    ALL = 1 << 0
    OUT_OF_ORDER = 1 << 1
    ONE_TRANSACTION = 1 << 2
    VERIFY = 1 << 3
    DRY_RUN = 1 << 4
    SCRIPT = 1 << 5
    DONE = 1 << 6
    SYNC_EACH = 1 << 7
    FORCE = 1 << 8


class Pending(enum.IntEnum):
    """What start() does with migrations that are to be applied."""

    APPLY = 0
    REFUSE = 1
    WARN = 2


class Migration(str, enum.Enum):
    """The kind of a migration; NONE where an event is about none."""

    NONE = ""
    VERSIONED = "v"
    REPEATABLE = "r"
    SEED = "s"


_OPTION_SKIP_MISSING = 1 << 0
_OPTION_CREATE = 1 << 1
_PLACE_BUILD = 1 << 0
_RESULT_ON_COPY = 1 << 0
_TESTDB_SEEDS = 1 << 0
_TESTDB_KEEP = 1 << 1

# ---- the structs of dunlin/dunlin.h and dunlin/testing.h ------------------------------------------

_text = ctypes.c_char_p
_texts = ctypes.POINTER(ctypes.c_char_p)


class _Event(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_uint32), ("kind", ctypes.c_uint32), ("migration", ctypes.c_char),
        ("reserved", ctypes.c_char * 3), ("direction", ctypes.c_int32),
        ("step", ctypes.c_int64), ("n_steps", ctypes.c_int64), ("stmt", ctypes.c_int64),
        ("n_stmts", ctypes.c_int64), ("line", ctypes.c_int64), ("elapsed_us", ctypes.c_int64),
        ("id", _text), ("name", _text), ("file", _text), ("text", _text),
        ("permille", ctypes.c_int64), ("bytes", ctypes.c_int64),
    ]


class _Place(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("flags", ctypes.c_uint32), ("path", _text),
                ("label", _text)]


_event_fn = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(_Event))


class _Options(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_uint32), ("flags", ctypes.c_uint32), ("folders", _texts),
        ("n_folders", ctypes.c_size_t), ("project", _text), ("dialects", _texts),
        ("n_dialects", ctypes.c_size_t), ("env", _text), ("url", _text), ("driver", _text),
        ("places", ctypes.POINTER(ctypes.POINTER(_Place))), ("n_places", ctypes.c_size_t),
        ("schema", _text), ("history_schema", _text), ("prefix", _text), ("session", _texts),
        ("n_session", ctypes.c_size_t), ("connect_timeout_ms", ctypes.c_int64),
        ("lock_timeout_ms", ctypes.c_int64), ("statement_timeout_ms", ctypes.c_int64),
        ("lock_wait_ms", ctypes.c_int64), ("os_user", _text), ("host", _text),
        ("on_event", _event_fn), ("payload", ctypes.c_void_p), ("silence_ms", ctypes.c_int64),
        ("tools", _text), ("bundles", ctypes.c_void_p), ("n_bundles", ctypes.c_size_t),
        ("native", ctypes.c_void_p), ("scheme", _text),
    ]


class _Entry(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_uint32), ("state", ctypes.c_int32), ("migration", ctypes.c_char),
        ("has_down", ctypes.c_char), ("has_verify", ctypes.c_char), ("reserved", ctypes.c_char),
        ("id", _text), ("name", _text), ("file", _text), ("reason", _text),
        ("applied_at", _text), ("duration_us", ctypes.c_int64), ("checksum", _text),
        ("ordinal", ctypes.c_int64),
    ]


class _Wish(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_uint32), ("kind", ctypes.c_uint32), ("flags", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32), ("count", ctypes.c_int64), ("version", _text),
        ("backup", _text), ("from", _text), ("replicas", ctypes.c_uint32),
        ("reserved2", ctypes.c_uint32), ("replica_lag", ctypes.c_int64),
        ("replica_wait_ms", ctypes.c_int64),
    ]


class _Result(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_uint32), ("flags", ctypes.c_uint32), ("applied", ctypes.c_int64),
        ("reverted", ctypes.c_int64), ("seeded", ctypes.c_int64), ("verified", ctypes.c_int64),
        ("pending", ctypes.c_int64), ("waiting", ctypes.c_int64), ("head", ctypes.c_char * 96),
        ("recorded", ctypes.c_int64), ("standing", ctypes.c_int64),
    ]


class _Start(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("pending", ctypes.c_uint32),
                ("timeout_ms", ctypes.c_int64), ("wait_ms", ctypes.c_int64),
                ("replicas", ctypes.c_uint32), ("reserved", ctypes.c_uint32),
                ("replica_lag", ctypes.c_int64), ("replica_wait_ms", ctypes.c_int64)]


class _TestDbOptions(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("flags", ctypes.c_uint32), ("version", _text),
                ("cache", _text), ("client", ctypes.c_void_p), ("owner", ctypes.c_int64)]


def _new(struct: Any, **members: Any) -> Any:
    """A struct with the size that this file knows."""
    return struct(size=ctypes.sizeof(struct), **members)


# ---- the library ---------------------------------------------------------------------------------


def _load() -> ctypes.CDLL:
    path = os.environ.get("DUNLIN_LIBRARY") or "libdunlin.so.0"
    try:
        lib = ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(f"cannot load libdunlin: {error}; the variable DUNLIN_LIBRARY names the "
                          "file when the loader of the system does not find it") from None
    handle = ctypes.c_void_p
    out = ctypes.POINTER(ctypes.c_void_p)
    result = ctypes.POINTER(_Result)
    for name, returns, takes in (
        ("error_new", handle, []),
        ("error_free", None, [handle]),
        ("error_status", ctypes.c_int32, [handle]),
        ("error_message", _text, [handle]),
        ("error_sqlstate", _text, [handle]),
        ("error_detail", _text, [handle]),
        ("error_hint", _text, [handle]),
        ("error_context", _text, [handle]),
        ("error_state", _text, [handle]),
        ("error_file", _text, [handle]),
        ("error_line", ctypes.c_int64, [handle]),
        ("error_column", ctypes.c_int64, [handle]),
        ("error_source", _text, [handle]),
        ("status_text", _text, [ctypes.c_int32]),
        ("version", _text, []),
        ("event_line", ctypes.c_size_t, [_text, ctypes.c_size_t, ctypes.POINTER(_Event)]),
        ("engine_open", ctypes.c_int32, [out, ctypes.POINTER(_Options), handle]),
        ("engine_close", None, [handle]),
        ("cancel", None, [handle]),
        ("list", ctypes.c_int32, [out, handle, handle]),
        ("status_of", ctypes.c_int32, [out, handle, handle]),
        ("report_free", None, [handle]),
        ("report_count", ctypes.c_size_t, [handle]),
        ("report_at", None, [handle, ctypes.c_size_t, ctypes.POINTER(_Entry)]),
        ("report_head", _text, [handle]),
        ("migrate", ctypes.c_int32, [handle, ctypes.POINTER(_Wish), result, handle]),
        ("start", ctypes.c_int32,
         [ctypes.POINTER(_Options), ctypes.POINTER(_Start), result, handle]),
        ("verify", ctypes.c_int32, [handle, result, handle]),
        ("ping", ctypes.c_int32, [handle, handle]),
        ("wait", ctypes.c_int32, [handle, ctypes.c_int64, handle]),
        ("testdb_new", ctypes.c_int32,
         [out, ctypes.POINTER(_Options), ctypes.POINTER(_TestDbOptions), handle]),
        ("testdb_free", None, [handle]),
        ("testdb_open", ctypes.c_int32, [out, handle, handle]),
        ("fresh_native", handle, [handle]),
        ("fresh_url", _text, [handle]),
        ("fresh_close", ctypes.c_int32, [handle, handle]),
    ):
        function = getattr(lib, "dunlin_" + name)
        function.restype = returns
        function.argtypes = takes
    return lib


_lib = _load()


def _known(names: Any, number: int) -> Any:
    try:
        return names(number)
    except ValueError:
        return number


def _str(data: Optional[bytes]) -> Optional[str]:
    return None if data is None else data.decode("utf-8", "replace")


def _bytes(value: Union[str, bytes, "os.PathLike[str]", None]) -> Optional[bytes]:
    """As the library takes it: UTF-8, and paths as the system has them."""
    if value is None:
        return None
    data = os.fsencode(os.fspath(value)) if not isinstance(value, str) else \
        value.encode("utf-8", "surrogateescape")
    if b"\0" in data:
        raise ValueError("a text for the library holds a NUL")
    return data


def version() -> str:
    """The version of the library, "0.1.0"."""
    return _lib.dunlin_version().decode()


# ---- what goes in and comes out ------------------------------------------------------------------

_Path = Union[str, "os.PathLike[str]"]


@dataclasses.dataclass(frozen=True)
class Event:
    """What the engine tells while it works; which members say something depends on the kind."""

    kind: EventKind
    migration: Migration
    direction: Direction
    step: int
    n_steps: int
    stmt: int
    n_stmts: int
    line: int
    elapsed_us: int
    id: Optional[str]
    name: Optional[str]
    file: Optional[str]
    text: Optional[str]
    permille: int
    bytes: int


@dataclasses.dataclass
class Options:
    """A project and its target; what is left out has the default of the C library.

    places: folders where drivers are looked for before the installed one; None: those of the
        variable DUNLIN_DRIVER_PATH.
    native: the address of an open connection of the database's own client library, sqlite3 * or
        PGconn *, with scheme "sqlite" or "postgres" and without url; the caller keeps it open.
    on_event: called with each event.  log: called with the same as a line of text.  Both run in
        the thread that made the call and must not use the engine but for cancel().  What they
        raise cancels the call, which raises it in turn.
    """

    # Not in repr(), since it may hold a password, and test runners print what they know.
    url: Optional[str] = dataclasses.field(default=None, repr=False)
    folders: Sequence[_Path] = ()
    create: bool = False
    skip_missing: bool = False
    project: Optional[str] = None
    dialects: Sequence[str] = ()
    env: Optional[str] = None
    driver: Optional[_Path] = None
    places: Optional[Sequence[_Path]] = None
    schema: Optional[str] = None
    history_schema: Optional[str] = None
    prefix: Optional[str] = None
    session: Sequence[str] = ()
    connect_timeout_ms: int = 0
    lock_timeout_ms: int = 0
    statement_timeout_ms: int = 0
    lock_wait_ms: int = 0
    silence_ms: int = 0
    os_user: Optional[str] = None
    host: Optional[str] = None
    tools: Optional[str] = None
    native: Optional[int] = None
    scheme: Optional[str] = None
    on_event: Optional[Callable[[Event], Any]] = None
    log: Optional[Callable[[str], Any]] = None


@dataclasses.dataclass(frozen=True)
class Result:
    """What a run came to; of a trial (DRY_RUN) what it would have come to."""

    applied: int
    reverted: int
    seeded: int
    verified: int
    pending: int
    waiting: int
    recorded: int
    standing: int
    head: str
    on_copy: bool


@dataclasses.dataclass(frozen=True)
class Entry:
    """One migration and how it stands."""

    state: State
    migration: Migration
    has_down: bool
    has_verify: bool
    id: str
    name: str
    file: Optional[str]
    reason: Optional[str]
    applied_at: Optional[str]
    duration_us: int
    checksum: Optional[str]
    ordinal: int


@dataclasses.dataclass(frozen=True)
class Report(Sequence[Entry]):
    """The migrations in their order; head is the last event of the log, SEQ:HASH."""

    entries: List[Entry]
    head: str

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, index: Any) -> Any:
        return self.entries[index]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)


class Error(Exception):
    """Why a call failed.  str() gives all of it: where, what, which state is left, what to do.

    result: what the run came to before it failed, where a call has one.
    """

    def __init__(self, message: str, status: int = Status.EUSAGE, **more: Any) -> None:
        super().__init__(message)
        self.message = message
        self.status: Status = _known(Status, status)
        self.sqlstate: Optional[str] = more.get("sqlstate")
        self.detail: Optional[str] = more.get("detail")
        self.hint: Optional[str] = more.get("hint")
        self.context: Optional[str] = more.get("context")
        self.state: Optional[str] = more.get("state")
        self.file: Optional[str] = more.get("file")
        self.line: int = more.get("line", 0)
        self.column: int = more.get("column", 0)
        self.source: Optional[str] = more.get("source")
        self.result: Optional[Result] = more.get("result")

    def __str__(self) -> str:
        where = self.file or ""
        for number in (self.line, self.column):
            where += f":{number}" if where and number else ""
        head = (where + ": " if where else "") + self.message
        head += f" ({self.sqlstate})" if self.sqlstate else ""
        return "\n  ".join([head, *filter(None, (self.detail, self.context, self.state, self.hint))])


class _Fault:
    """A dunlin_error, and what to do with the status that a call returned."""

    def __enter__(self) -> "_Fault":
        self.handle = ctypes.c_void_p(_lib.dunlin_error_new())
        return self

    def __exit__(self, *why: Any) -> None:
        _lib.dunlin_error_free(self.handle)

    def check(self, status: int, result: Optional[Result] = None) -> None:
        if status == Status.OK:
            return
        read = {name: getattr(_lib, "dunlin_error_" + name)(self.handle)
                for name in ("sqlstate", "detail", "hint", "context", "state", "file", "source")
                } if self.handle else {}
        message = _lib.dunlin_error_message(self.handle) if self.handle else None
        raise Error(
            _str(message or _lib.dunlin_status_text(status)) or "", status, result=result,
            line=_lib.dunlin_error_line(self.handle) if self.handle else 0,
            column=_lib.dunlin_error_column(self.handle) if self.handle else 0,
            **{name: _str(text) for name, text in read.items()})


class _Call:
    """The C form of options, all that it points to, and what a callback raised."""

    def __init__(self, options: Options) -> None:
        self.raised: Optional[BaseException] = None
        self.cancel: Optional[Callable[[], None]] = None
        self._options = options
        places = options.places
        label = b"places"
        if places is None:
            places = [p for p in os.environ.get("DUNLIN_DRIVER_PATH", "").split(":") if p]
            label = b"DUNLIN_DRIVER_PATH"
        self._places = [_new(_Place, path=_bytes(os.path.abspath(place)), label=label)
                        for place in places]
        c = self.struct = _new(
            _Options,
            flags=(_OPTION_CREATE if options.create else 0)
            | (_OPTION_SKIP_MISSING if options.skip_missing else 0))
        self._list("folders", options.folders)
        self._list("dialects", options.dialects)
        self._list("session", options.session)
        for name in ("project", "env", "url", "schema", "history_schema", "prefix", "os_user",
                     "host", "tools", "scheme"):
            setattr(c, name, _bytes(getattr(options, name)))
        c.driver = None if options.driver is None else _bytes(os.path.abspath(options.driver))
        for name in ("connect_timeout_ms", "lock_timeout_ms", "statement_timeout_ms",
                     "lock_wait_ms", "silence_ms", "native"):
            setattr(c, name, getattr(options, name))
        self._pointers = (ctypes.POINTER(_Place) * len(self._places))(
            *[ctypes.pointer(place) for place in self._places])
        c.places = ctypes.cast(self._pointers, type(c.places))
        c.n_places = len(self._places)
        if options.on_event is not None or options.log is not None:
            self._hear = _event_fn(self._tell)
            c.on_event = self._hear

    def _list(self, name: str, values: Sequence[Any]) -> None:
        if isinstance(values, (str, bytes)):
            raise TypeError(f"{name} is a list")
        array = (ctypes.c_char_p * len(values))(*[_bytes(value) for value in values])
        setattr(self, "_" + name, array)
        setattr(self.struct, name, ctypes.cast(array, _texts))
        setattr(self.struct, "n_" + name, len(values))

    def _tell(self, _payload: Any, pointer: Any) -> None:
        """No exception may pass through C: it is kept, and ends the run."""
        if self.raised is not None:
            return
        try:
            if self._options.on_event is not None:
                self._options.on_event(_event(pointer.contents))
            if self._options.log is not None:
                line = _event_line(pointer)
                if line:
                    self._options.log(line)
        except BaseException as raised:  # pylint: disable=broad-except
            self.raised = raised
            if self.cancel is not None:
                self.cancel()

    def check(self, fault: _Fault, status: int, result: Optional[Result] = None) -> None:
        """What a callback raised is the cause of a cancellation, and comes first."""
        raised, self.raised = self.raised, None
        if raised is not None:
            raise raised
        fault.check(status, result)


def _event(c: _Event) -> Event:
    return Event(
        _known(EventKind, c.kind), _known(Migration, c.migration.decode().strip("\0")),
        _known(Direction, c.direction), c.step, c.n_steps, c.stmt, c.n_stmts, c.line,
        c.elapsed_us, _str(c.id), _str(c.name), _str(c.file), _str(c.text), c.permille, c.bytes)


def _event_line(pointer: Any) -> str:
    size = 256
    while True:
        buffer = ctypes.create_string_buffer(size)
        length = _lib.dunlin_event_line(buffer, size, pointer)
        if length < size:
            return buffer.value.decode("utf-8", "replace")
        size = length + 1


def _result(c: _Result) -> Result:
    return Result(c.applied, c.reverted, c.seeded, c.verified, c.pending, c.waiting, c.recorded,
                  c.standing, c.head.decode(), bool(c.flags & _RESULT_ON_COPY))


def _report(handle: ctypes.c_void_p) -> Report:
    entries = []
    c = _new(_Entry)
    for i in range(_lib.dunlin_report_count(handle)):
        _lib.dunlin_report_at(handle, i, c)
        entries.append(Entry(
            _known(State, c.state), _known(Migration, c.migration.decode().strip("\0")),
            c.has_down != b"\0", c.has_verify != b"\0", _str(c.id) or "", _str(c.name) or "",
            _str(c.file), _str(c.reason), _str(c.applied_at), c.duration_us, _str(c.checksum),
            c.ordinal))
    return Report(entries, _str(_lib.dunlin_report_head(handle)) or "")


# ---- what can be done ----------------------------------------------------------------------------


def _take_replicas(c: object, lag_bytes: Optional[int], lag_ms: Optional[int],
                   wait_ms: int) -> None:
    """The members of a start and of a wish that say how replicas are waited for."""
    if lag_bytes is not None and lag_ms is not None:
        raise ValueError("replica_lag_bytes or replica_lag_ms, not both")
    if lag_bytes is not None:
        c.replicas, c.replica_lag = 1, lag_bytes
    elif lag_ms is not None:
        c.replicas, c.replica_lag = 2, lag_ms
    c.replica_wait_ms = wait_ms


def start(options: Options, *, pending: Pending = Pending.APPLY, timeout_ms: int = 0,
          wait_ms: int = 0, replica_lag_bytes: Optional[int] = None,
          replica_lag_ms: Optional[int] = None, replica_wait_ms: int = 0) -> Result:
    """Applies what is pending: the one call for a program that starts.

    Many copies of a program may start at once: one does the work.

    pending: REFUSE fails when something is pending, WARN tells it as an event; neither writes.
    timeout_ms: for all of it; then it is rolled back and fails with ECANCELED; 0: none.
    wait_ms: how long a database that is not there yet is waited for; below 0: for ever.
    replica_lag_bytes, replica_lag_ms, replica_wait_ms: as for Engine.migrate().

    There is no engine to cancel: what a callback raises is raised when the call is over.
    """
    call = _Call(options)
    result = _new(_Result)
    how = _new(_Start, pending=pending, timeout_ms=timeout_ms, wait_ms=wait_ms)
    _take_replicas(how, replica_lag_bytes, replica_lag_ms, replica_wait_ms)
    with _Fault() as fault:
        status = _lib.dunlin_start(call.struct, how, result, fault.handle)
        call.check(fault, status, _result(result))
    return _result(result)


class Engine:
    """A project and its target.  Opening it checks the options and connects to nothing.

    Close it, or use it in a `with` statement.  Calls from several threads come one after the
    other; cancel() may be called at any time, from any of them.
    """

    def __init__(self, options: Options) -> None:
        self._handle: Optional[ctypes.c_void_p] = None
        self._busy = threading.RLock()
        self._working = False
        self._closing = threading.Lock()  # between cancel() and close()
        self._call = _Call(options)
        self._call.cancel = self.cancel
        handle = ctypes.c_void_p()
        with _Fault() as fault:
            fault.check(_lib.dunlin_engine_open(handle, self._call.struct, fault.handle))
        self._handle = handle

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *why: Any) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", None) is not None:
            self.close()

    def close(self) -> None:
        """Waits for a call that is under way in another thread.  Closing twice is fine."""
        with self._busy:
            self._not_from_callback()
            with self._closing:
                handle, self._handle = self._handle, None
            if handle is not None:
                _lib.dunlin_engine_close(handle)

    def cancel(self) -> None:
        """Ends the call that is under way, which rolls back and fails with ECANCELED.

        So does every later call: the engine is then only good for closing.
        """
        with self._closing:
            if self._handle is not None:
                _lib.dunlin_cancel(self._handle)

    def _not_from_callback(self) -> None:
        if self._working:
            raise Error("an engine cannot be used by its own callback, but for cancel()")

    def _run(self, function: Any, *arguments: Any, out: Any = None,
             result: Optional[_Result] = None) -> None:
        """Calls function(out, engine, arguments, result, error), as far as there are such."""
        with self._busy:
            self._not_from_callback()
            if self._handle is None:
                raise Error("the engine is closed")
            arguments = (*([] if out is None else [out]), self._handle, *arguments,
                         *([] if result is None else [result]))
            self._working = True
            try:
                with _Fault() as fault:
                    status = function(*arguments, fault.handle)
                    self._call.check(fault, status, None if result is None else _result(result))
            finally:
                self._working = False

    def migrate(self, wish: Wish = Wish.UP, *, count: int = 0, version: Optional[str] = None,
                flags: WishFlag = WishFlag.NONE, backup: Optional[_Path] = None,
                from_table: Optional[str] = None,
                replica_lag_bytes: Optional[int] = None, replica_lag_ms: Optional[int] = None,
                replica_wait_ms: int = 0) -> Result:
        """Fulfils a wish, and returns when that is durable.

        count, version: how many, or up to which; what they mean depends on the wish:
            UP        everything pending; count of them; or up to version
            DOWN      the last count (0: one) applied; or all above version
            GOTO      up or down to version
            REDO      the last count (0: one), reverted and applied again
            SEED      the seeds that are due
            STAMP     everything pending up to version, recorded and not run
            REPAIR    the history made to agree with the files
            RESOLVE   with flag DONE or without: what became of the statement in which
                      version was cut off
        backup: a folder for a backup before the first step.
        from_table: STAMP: where another tool keeps what it has applied.
        replica_lag_bytes, replica_lag_ms: how far behind a replica may be after each step; with
            neither, replicas are not waited for.
        replica_wait_ms: how long none of them may get any further; 0: 60 s; below 0: for ever.

        The result of a run that fails is in the Error.
        """
        result = _new(_Result)
        c = _new(_Wish, kind=wish, flags=flags, count=count, version=_bytes(version),
                 backup=_bytes(backup))
        _take_replicas(c, replica_lag_bytes, replica_lag_ms, replica_wait_ms)
        setattr(c, "from", _bytes(from_table))
        self._run(_lib.dunlin_migrate, c, result=result)
        return _result(result)

    def verify(self) -> Result:
        """Runs the verify bodies of what is applied, in transactions that are rolled back."""
        result = _new(_Result)
        self._run(_lib.dunlin_verify, result=result)
        return _result(result)

    def _look(self, function: Any) -> Report:
        handle = ctypes.c_void_p()
        try:
            self._run(function, out=handle)
            return _report(handle)
        finally:
            _lib.dunlin_report_free(handle)

    def list(self) -> Report:
        """The migrations in the folders, without asking the target."""
        return self._look(_lib.dunlin_list)

    def status(self) -> Report:
        """The same against the history of the target.  Writes nothing and takes no lock."""
        return self._look(_lib.dunlin_status_of)

    def ping(self) -> None:
        """Connects, and closes again."""
        self._run(_lib.dunlin_ping)

    def wait(self, timeout_ms: int = 0) -> None:
        """Returns when the target answers; timeout_ms 0: within 60 s; below 0: for ever."""
        self._run(_lib.dunlin_wait, timeout_ms)


# ---- a fresh database for every test -------------------------------------------------------------


def _sqlite() -> Optional[ctypes.CDLL]:
    """The client library as the system has it, which the driver has loaded too."""
    try:
        lib = ctypes.CDLL("libsqlite3.so.0")
    except OSError:
        return None
    lib.sqlite3_libversion.restype = ctypes.c_void_p
    lib.sqlite3_serialize.restype = ctypes.c_void_p
    lib.sqlite3_serialize.argtypes = [ctypes.c_void_p, _text, ctypes.POINTER(ctypes.c_int64),
                                      ctypes.c_uint]
    lib.sqlite3_free.restype = None
    lib.sqlite3_free.argtypes = [ctypes.c_void_p]
    return lib


class TestDb:
    """Gives out databases with all migrations applied, as said in dunlin/testing.h.

    Threads may open databases at the same time.  Close it, or use it in a `with` statement; what it
    gave out stays open.

    options: as of an engine, but that the database of a URL is not touched: on SQLite (scheme
        "sqlite" says it without a URL) they are in memory, on PostgreSQL beside the one it names.
    version: with the migrations up to this one.  seeds: with the seeds of options.env.
    cache: SQLite: a folder for what the migrations made, for the next process.
    """

    __test__ = False  # or pytest takes it for a class of tests

    def __init__(self, options: Options, *, version: Optional[str] = None, seeds: bool = False,
                 cache: Optional[_Path] = None) -> None:
        self._handle: Optional[ctypes.c_void_p] = None
        self._closing = threading.Condition()
        self._opening = 0
        self._call = _Call(options)
        how = _new(_TestDbOptions, flags=_TESTDB_SEEDS if seeds else 0, version=_bytes(version),
                   cache=_bytes(cache))
        # What image() calls must be the very library that the driver calls.
        self._sqlite = _sqlite()
        if self._sqlite is not None:
            how.client = self._sqlite.sqlite3_libversion()
        handle = ctypes.c_void_p()
        with _Fault() as fault:
            fault.check(_lib.dunlin_testdb_new(handle, self._call.struct, how, fault.handle))
        self._handle = handle

    def __enter__(self) -> "TestDb":
        return self

    def __exit__(self, *why: Any) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", None) is not None:
            self.close()

    def open(self) -> "Fresh":
        """One more.  The first call runs the migrations."""
        with self._closing:
            if self._handle is None:
                raise Error("the factory of databases is closed")
            self._opening += 1
        handle = ctypes.c_void_p()
        try:
            with _Fault() as fault:
                status = _lib.dunlin_testdb_open(handle, self._handle, fault.handle)
                try:
                    self._call.check(fault, status)
                except BaseException:
                    if handle:
                        _lib.dunlin_fresh_close(handle, None)
                    raise
        finally:
            with self._closing:
                self._opening -= 1
                self._closing.notify_all()
        return Fresh(handle, self._sqlite)

    def close(self) -> None:
        """Waits for open() in other threads.  Closing twice is fine."""
        with self._closing:
            handle, self._handle = self._handle, None
            self._closing.wait_for(lambda: self._opening == 0)
        if handle is not None:
            _lib.dunlin_testdb_free(handle)


class Fresh:
    """One database.  Close it, or use it in a `with` statement: then it is gone.

    url: PostgreSQL: leads to it, password included; None on SQLite.
    native: SQLite: the address of the sqlite3 *; None on PostgreSQL.
    """

    def __init__(self, handle: ctypes.c_void_p, sqlite: Optional[ctypes.CDLL]) -> None:
        self._handle: Optional[ctypes.c_void_p] = handle
        self._sqlite = sqlite
        self.url: Optional[str] = _str(_lib.dunlin_fresh_url(handle))
        self.native: Optional[int] = _lib.dunlin_fresh_native(handle)

    def __enter__(self) -> "Fresh":
        return self

    def __exit__(self, *why: Any) -> None:
        self.close()

    def __del__(self) -> None:
        handle, self._handle = getattr(self, "_handle", None), None
        if handle is not None:
            _lib.dunlin_fresh_close(handle, None)

    def close(self) -> None:
        """Ends connections to it as well.  Closing twice is fine."""
        handle, self._handle, self.native = self._handle, None, None
        if handle is not None:
            with _Fault() as fault:
                fault.check(_lib.dunlin_fresh_close(handle, fault.handle))

    def image(self) -> bytes:
        """SQLite: the database as the bytes of a file.

        The sqlite3 module of Python takes no connection that others have opened.  It reads these
        with Connection.deserialize() (Python 3.11), or from a file that they are written to.
        """
        if self.native is None or self._sqlite is None:
            raise Error("an image is to be had of an open database of SQLite, through "
                        "libsqlite3.so.0")
        size = ctypes.c_int64()
        data = self._sqlite.sqlite3_serialize(self.native, b"main", size, 0)
        if not data:
            raise MemoryError
        try:
            return ctypes.string_at(data, size.value)
        finally:
            self._sqlite.sqlite3_free(data)
