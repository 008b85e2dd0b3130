"""Tests of app.py: each has a database of its own, with the migrations of the application."""

import io
import json

import pytest

import app


@pytest.fixture
def ask(dunlin_url):
    """Asks the application as a server does: ask("GET", "/tasks") is (200, what it answers)."""
    application = app.application(dunlin_url)

    def ask(method, path, body=b""):
        seen = []
        answer = application(
            {"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(body)),
             "wsgi.input": io.BytesIO(body)},
            lambda status, headers: seen.append(int(status.split()[0])))
        return seen[0], json.loads(b"".join(answer))

    return ask


GUIDE = {"id": 1, "title": "Read the guide", "done": False}


def test_begins_with_the_guide(ask):
    assert ask("GET", "/tasks") == (200, [GUIDE])


def test_keeps_what_is_added(ask):
    assert ask("POST", "/tasks", b"Buy milk") == (201, 2)
    assert ask("GET", "/tasks") == (200, [GUIDE, {"id": 2, "title": "Buy milk", "done": False}])


def test_ticks_off(ask):
    assert ask("POST", "/tasks/1/done") == (200, "done")
    assert ask("GET", "/tasks") == (200, [dict(GUIDE, done=True)])
    assert ask("POST", "/tasks/2/done")[0] == 404


@pytest.mark.parametrize("title", [b"", b"x" * 1001])
def test_refuses_a_title_that_does_not_fit(ask, title):
    assert ask("POST", "/tasks", title)[0] == 400
    assert ask("GET", "/tasks") == (200, [GUIDE])


def test_a_title_has_a_character(dunlin_connection):
    with dunlin_connection.cursor() as cursor, pytest.raises(Exception, match="tasks_title_check"):
        cursor.execute("INSERT INTO tasks (title) VALUES ('')")
