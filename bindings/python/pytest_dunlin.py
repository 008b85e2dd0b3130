"""A fresh, migrated database for every test: a plugin of pytest, over dunlin.py.

    pytest -p pytest_dunlin --dunlin-folder migrations

    def test_books(dunlin_connection):
        dunlin_connection.execute("INSERT INTO books VALUES (2, 'Emma')")

Fixtures for a test:

    dunlin_connection   an open connection: of sqlite3, or of psycopg or psycopg2
    dunlin_url          where the database is: "sqlite:PATH", a file, or a URL of PostgreSQL

Both lead to the database of that test, which is gone when it ends.  On SQLite the connection is to
one in memory, unless the test asks for dunlin_url as well: then to that file.

Settings, each as an option and as a line of the ini file:

    --dunlin-url URL        dunlin_url = URL        SQLite without it; on PostgreSQL the databases are
                                                    made on that server, beside the one it names
    --dunlin-folder DIR     dunlin_folders = DIR... the migrations; in the ini file from its folder
    --dunlin-seeds          dunlin_seeds = true     with the seeds that are for everybody
    --dunlin-env NAME       dunlin_env = NAME       with these and the seeds of that name
    --dunlin-version V      dunlin_version = V      with the migrations up to V
    --dunlin-cache DIR      dunlin_cache = DIR      SQLite: a folder that keeps what the migrations
                                                    made for the next session; in the ini file from
                                                    its folder

The option comes before the ini file, and of URLs the variable DUNLIN_TEST_URL between them, so that a
password need not be in either.  For more, write a fixture dunlin_options of your own, of scope
"session", that returns a dunlin.Options; with `params` the tests run on several databases.

The migrations run once: in a session, and on PostgreSQL for as long as they stay the same.  Each
process of pytest-xdist has databases of its own.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import sqlite3
from typing import Any, Iterator, List, Optional, Tuple

import pytest

import dunlin


class _Url(str):
    """A URL that is not shown where pytest shows the values of a test that failed."""

    def __repr__(self) -> str:
        return "'sqlite:...'" if self.startswith("sqlite:") else "'postgresql:...'"


# The option, what happens to it, its line of the ini file, the type of that, and what it is for.
_SETTINGS: Tuple[Tuple[str, str, str, Optional[str], str], ...] = (
    ("url", "store", "url", None, "where databases for tests are made (default: SQLite, in memory)"),
    ("folder", "append", "folders", "paths", "a folder of migrations; may be given several times"),
    ("seeds", "store_true", "seeds", "bool", "with the seeds that are for everybody"),
    ("env", "store", "env", None, "with these and the seeds of this name"),
    ("version", "store", "version", None, "with the migrations up to this one"),
    ("cache", "store", "cache", "paths", "SQLite: a folder that keeps what the migrations made"),
)


def pytest_addoption(parser: Any) -> None:
    group = parser.getgroup("dunlin", "databases for tests (dunlin)")
    for name, action, line, kind, text in _SETTINGS:
        group.addoption(f"--dunlin-{name}", action=action, dest=f"dunlin_{name}", default=None,
                        help=text)
        parser.addini(f"dunlin_{line}", text, type=kind,
                      default={None: "", "bool": False, "paths": []}[kind])


def _paths(config: Any, name: str, line: str) -> List[pathlib.Path]:
    given = config.getoption("dunlin_" + name)
    if given is None:
        return [pathlib.Path(path) for path in config.getini("dunlin_" + line)]
    return [pathlib.Path(config.invocation_params.dir, path)
            for path in (given if isinstance(given, list) else [given])]


def _setting(config: Any, name: str) -> Optional[str]:
    given = config.getoption("dunlin_" + name)
    if given is None and name == "url":
        given = os.environ.get("DUNLIN_TEST_URL")
    return given or config.getini("dunlin_" + name) or None


def _seeds(config: Any) -> bool:
    return bool(config.getoption("dunlin_seeds") or config.getini("dunlin_seeds"))


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What fails in a database is told as it is, without the lines of Python that led to it."""
    try:
        yield
    except dunlin.Error as error:
        text = str(error)
    else:
        return
    pytest.fail(f"no database for this test: {text}", pytrace=False)


@pytest.fixture(scope="session")
def dunlin_options(pytestconfig: Any) -> dunlin.Options:
    """What is migrated, and where: from the settings; or a fixture of your own."""
    folders = _paths(pytestconfig, "folder", "folders")
    if not folders:
        pytest.fail("no folder of migrations: say --dunlin-folder DIR, or dunlin_folders = DIR in "
                    "the ini file of pytest", pytrace=False)
    url = _setting(pytestconfig, "url")
    return dunlin.Options(url, folders=folders, env=_setting(pytestconfig, "env"),
                          scheme=None if url else "sqlite")


class _Databases:
    """Gives out databases; on SQLite copies of the first one, for the sqlite3 module to open."""

    def __init__(self, testdb: dunlin.TestDb, options: dunlin.Options) -> None:
        self.testdb = testdb
        self.session = [text for text in options.session]
        # Here, once, so that migrations that fail do so once and not in every test.
        with testdb.open() as fresh:
            self.image = None if fresh.native is None else fresh.image()

    def connect_sqlite(self, path: Optional[pathlib.Path]) -> sqlite3.Connection:
        """To the file, or to a copy in memory; as dunlin_fresh_native() has it."""
        connection = sqlite3.connect(":memory:" if path is None else path)
        if path is None:
            assert self.image is not None
            connection.deserialize(self.image)
        connection.execute("PRAGMA foreign_keys = ON")
        for text in self.session:
            connection.executescript(text)
        return connection


@pytest.fixture(scope="session")
def _dunlin_databases(pytestconfig: Any, dunlin_options: dunlin.Options) -> Iterator[_Databases]:
    with contextlib.ExitStack() as stack:
        with _told():
            testdb = stack.enter_context(dunlin.TestDb(
                dunlin_options, version=_setting(pytestconfig, "version"),
                seeds=dunlin_options.env is not None or _seeds(pytestconfig),
                cache=next(iter(_paths(pytestconfig, "cache", "cache")), None)))
            databases = _Databases(testdb, dunlin_options)
        yield databases


@pytest.fixture
def dunlin_url(request: Any, _dunlin_databases: _Databases) -> Iterator[str]:
    """Where the database of this test is."""
    if _dunlin_databases.image is not None:
        path = request.getfixturevalue("tmp_path") / "dunlin.db"
        path.write_bytes(_dunlin_databases.image)
        yield _Url(f"sqlite:{path}")
        return
    with _told():
        fresh = _dunlin_databases.testdb.open()
    assert fresh.url is not None
    yield _Url(fresh.url)
    with _told():
        fresh.close()


def _connect_postgres(url: str) -> Any:
    for module in ("psycopg", "psycopg2"):
        try:
            client = __import__(module)
        except ImportError:
            continue
        return client.connect(str(url))
    return pytest.fail("dunlin_connection on PostgreSQL needs psycopg or psycopg2 (Debian: "
                       "python3-psycopg2); dunlin_url goes without", pytrace=False)


@pytest.fixture
def dunlin_connection(request: Any, _dunlin_databases: _Databases) -> Iterator[Any]:
    """An open connection to the database of this test."""
    in_memory = _dunlin_databases.image is not None and "dunlin_url" not in request.fixturenames
    # Before Python 3.11 nothing is read into memory.
    if in_memory and hasattr(sqlite3.Connection, "deserialize"):
        connection = _dunlin_databases.connect_sqlite(None)
    else:
        url = request.getfixturevalue("dunlin_url")
        connection = (_connect_postgres(url) if _dunlin_databases.image is None else
                      _dunlin_databases.connect_sqlite(pathlib.Path(url[len("sqlite:"):])))
    yield connection
    connection.close()
