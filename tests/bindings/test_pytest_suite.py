"""A suite that uses the plugin: each test finds the database as the migrations left it."""

import os
import sqlite3

import pytest


def execute(connection, sql):
    cursor = connection.cursor()
    cursor.execute(sql)
    return cursor


@pytest.mark.parametrize("number", range(int(os.environ["COUNT"])))
def test_one_of_many(dunlin_connection, number):
    assert execute(dunlin_connection, "SELECT count(*) FROM books").fetchone()[0] == 1
    execute(dunlin_connection, f"INSERT INTO books VALUES ({number + 2}, 'Emma')")
    if not isinstance(dunlin_connection, sqlite3.Connection):
        name = execute(dunlin_connection, "SELECT current_database()").fetchone()[0]
        with open("names", "a", encoding="ascii") as names:
            names.write(name + "\n")
    dunlin_connection.commit()


@pytest.fixture
def other(dunlin_url):
    """A second connection, as a program under test makes it."""
    if dunlin_url.startswith("sqlite:"):
        connection = sqlite3.connect(dunlin_url[len("sqlite:"):])
    else:
        import psycopg2

        connection = psycopg2.connect(dunlin_url)
    yield connection
    connection.close()


@pytest.mark.parametrize("number", range(10))
def test_url_and_connection_lead_to_one(other, dunlin_connection, number):
    execute(dunlin_connection, "INSERT INTO books VALUES (2, 'Emma')")
    dunlin_connection.commit()
    assert execute(other, "SELECT count(*) FROM books").fetchone()[0] == 2


def test_url_is_of_a_database_of_its_own(dunlin_url, other):
    assert execute(other, "SELECT title FROM books").fetchall() == [("Middlemarch",)]
    assert "..." not in str(dunlin_url) and "..." in repr(dunlin_url)


def test_a_connection_left_in_a_transaction_is_closed(dunlin_connection):
    execute(dunlin_connection, "DELETE FROM books")


def test_foreign_keys_are_checked(dunlin_connection):
    execute(dunlin_connection, "CREATE TABLE pages (book BIGINT NOT NULL REFERENCES books (id))")
    with pytest.raises(Exception, match="(?i)foreign key"):
        execute(dunlin_connection, "INSERT INTO pages VALUES (77)")
        dunlin_connection.commit()
