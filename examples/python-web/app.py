"""Tasks over HTTP, on PostgreSQL.

    DATABASE_URL=postgresql:///tasks python3 app.py PORT

GET /tasks lists them, POST /tasks adds its body as one, POST /tasks/ID/done ticks it off.
"""

import json
import os
import pathlib
import signal
import sys
import threading
import wsgiref.simple_server

import psycopg2

import dunlin

MIGRATIONS = pathlib.Path(__file__).resolve().parent / "migrations"
MAX_TITLE = 1000


def migrate(url):
    """Any number of copies may start at once: one does the work, the others find it done."""
    options = dunlin.Options(url, folders=[MIGRATIONS],
                             log=lambda line: print("migrations:", line, file=sys.stderr))
    result = dunlin.start(options, timeout_ms=60000, wait_ms=10000)
    print(f"migrations: {result.applied} applied", file=sys.stderr)


def list_tasks(cursor):
    cursor.execute("SELECT id, title, done FROM tasks ORDER BY id")
    return "200 OK", [dict(zip(("id", "title", "done"), row)) for row in cursor]


def add_task(cursor, title):
    if not 0 < len(title) <= MAX_TITLE:
        return "400 Bad Request", f"a task has a title of at most {MAX_TITLE} bytes"
    cursor.execute("INSERT INTO tasks (title) VALUES (%s) RETURNING id", [title.decode()])
    return "201 Created", cursor.fetchone()[0]


def tick_off(cursor, number):
    cursor.execute("UPDATE tasks SET done = true WHERE id = %s", [number])
    return ("200 OK", "done") if cursor.rowcount else ("404 Not Found", "there is no such task")


def route(cursor, method, path, body):
    """What a request comes to: a status, and what is to be sent as JSON."""
    parts = path.strip("/").split("/")
    if parts == ["tasks"] and method == "GET":
        return list_tasks(cursor)
    if parts == ["tasks"] and method == "POST":
        return add_task(cursor, body)
    if len(parts) == 3 and parts[::2] == ["tasks", "done"] and parts[1].isdecimal() \
            and method == "POST":
        return tick_off(cursor, parts[1])
    return "404 Not Found", "there is /tasks"


def application(url):
    """The application on a database that is migrated."""

    def answer(environ, start_response):
        # One byte more than fits tells that it is too long.
        length = min(int(environ.get("CONTENT_LENGTH") or 0), MAX_TITLE + 1)
        body = environ["wsgi.input"].read(length)
        connection = psycopg2.connect(url)
        try:
            with connection, connection.cursor() as cursor:  # a transaction
                status, result = route(cursor, environ["REQUEST_METHOD"], environ["PATH_INFO"],
                                       body)
        finally:
            connection.close()
        start_response(status, [("Content-Type", "application/json")])
        return [json.dumps(result).encode() + b"\n"]

    return answer


def main():
    url = os.environ["DATABASE_URL"]
    try:
        migrate(url)
    except dunlin.Error as error:
        sys.exit(f"migrations: {error}")
    with wsgiref.simple_server.make_server("127.0.0.1", int(sys.argv[1]),
                                           application(url)) as server:
        # shutdown() waits for the request under way, which this thread answers.
        signal.signal(signal.SIGTERM,
                      lambda *_: threading.Thread(target=server.shutdown).start())
        print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
