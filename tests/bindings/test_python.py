"""test_python.py URL: the binding for Python on an empty database."""

import os
import sys
import threading

import dunlin

url = sys.argv[1]


def check(what, good):
    print("ok" if good else "not ok", what)


def fails(call, status):
    try:
        call()
    except dunlin.Error as error:
        if error.status == status:
            return error
        print("another error:", repr(error), error)
    return None


def put(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


put("good/0001_a.up.sql", "CREATE TABLE a (x INTEGER);\n")
put("good/0001_a.down.sql", "DROP TABLE a;\n")
put("good/0001_a.verify.sql", "SELECT x FROM a;\n")
put("good/0002_b.up.sql", "CREATE TABLE b (x INTEGER);\n")
put("good/0002_b.down.sql", "DROP TABLE b;\n")
put("bad/0003_c.up.sql", "CREATE TABLE c (x INTEGER);\nINSERT INTO nowhere VALUES (1);\n")

lines, events = [], []
options = dunlin.Options(url, ["good"], create=True, project="shop", on_event=events.append,
                         log=lines.append)
error = fails(lambda: dunlin.start(options, pending=dunlin.Pending.REFUSE), dunlin.Status.EREFUSED)
check("start refuses what is pending", error is not None and error.result.pending == 2)
check("start warns of it", dunlin.start(options, pending=dunlin.Pending.WARN).pending == 2
      and dunlin.EventKind.WARNING in [event.kind for event in events])
result = dunlin.start(options, timeout_ms=60000, wait_ms=1000)
check("start applies it", (result.applied, result.standing, result.pending) == (2, 2, 0))
check("the log has it as a line", any(line.startswith("0002_b: applied in ") for line in lines))
check("an event has members", any(
    (event.id, event.name, event.migration, event.direction)
    == ("0002", "b", dunlin.Migration.VERSIONED, dunlin.Direction.UP) for event in events))
check("there is nothing to do again", dunlin.start(options).applied == 0)
if url.startswith("sqlite:"):
    check("SQLite has no replicas to wait for", fails(
        lambda: dunlin.start(options, replica_lag_ms=1000), dunlin.Status.EUNSUPPORTED) is not None)
else:
    dunlin.start(options, replica_lag_ms=1000, replica_wait_ms=5000)
    check("replicas are asked after", any("no replica is connected" in line for line in lines))
try:
    dunlin.start(options, replica_lag_ms=0, replica_lag_bytes=0)
    check("a lag is bytes or a time", False)
except ValueError as error:
    check("a lag is bytes or a time", "not both" in str(error))

with dunlin.Engine(options) as engine:
    engine.ping()
    engine.wait(1000)
    report = engine.status()
    check("status has each", [(e.id, e.state, e.has_down, e.has_verify) for e in report] == [
        ("0001", dunlin.State.APPLIED, True, True), ("0002", dunlin.State.APPLIED, True, False)])
    check("and the head", report.head == result.head and report[0].applied_at.startswith("20"))
    check("list asks no target", [e.state for e in engine.list()] == [dunlin.State.NONE] * 2)
    check("verify", engine.verify().verified == 1)
    check("down", engine.migrate(dunlin.Wish.DOWN, count=1).reverted == 1)
    check("goto", engine.migrate(dunlin.Wish.GOTO, version="2").applied == 1)
    done = engine.migrate(dunlin.Wish.REDO)
    check("redo", (done.reverted, done.applied) == (1, 1))
    check("a trial", engine.migrate(dunlin.Wish.DOWN, flags=dunlin.WishFlag.ALL
                                    | dunlin.WishFlag.DRY_RUN).reverted == 2
          and engine.status()[1].state == dunlin.State.APPLIED)
    engine.close()
    engine.close()
    check("a closed engine says so", fails(engine.ping, dunlin.Status.EUSAGE) is not None)

error = fails(lambda: dunlin.start(dunlin.Options(url, ["good", "bad"], project="shop")),
              dunlin.Status.EMISSING)
check("a failing migration names its line", error is not None
      and (error.file, error.line) == ("bad/0003_c.up.sql", 2)
      and str(error).startswith("bad/0003_c.up.sql:2:13: ") and "nowhere" in error.message)
check("its SQLSTATE and what is left", error.sqlstate == "42P01" and "0003 is pending" in error.state
      and error.source == "INSERT INTO nowhere VALUES (1);" and error.result.pending == 1)

engine = dunlin.Engine(options)
engine.migrate(dunlin.Wish.DOWN, flags=dunlin.WishFlag.ALL)


def stop(_line):
    raise KeyError("enough")


picky = dunlin.Engine(dunlin.Options(url, ["good"], project="shop", log=stop))
try:
    picky.migrate()
    check("what a callback raises ends the run", False)
except KeyError:
    check("what a callback raises ends the run", engine.status()[0].state == dunlin.State.PENDING)
picky.close()

# Canceled by another thread, at a place that is known: the run waits in its callback.
inside, go_on = threading.Event(), threading.Event()


def hold(event):
    if event.kind == dunlin.EventKind.CONNECTED:
        inside.set()
        go_on.wait(60)


held = dunlin.Engine(dunlin.Options(url, ["good"], project="shop", on_event=hold))
caught = []
worker = threading.Thread(
    target=lambda: caught.append(fails(held.migrate, dunlin.Status.ECANCELED)))
worker.start()
inside.wait(60)
canceler = threading.Thread(target=held.cancel)
canceler.start()
canceler.join(60)
go_on.set()
worker.join(60)
held.close()
check("another thread cancels", caught and caught[0] is not None)

threads = [threading.Thread(target=lambda: caught.append(engine.migrate().applied))
           for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(60)
check("threads share an engine", sorted(caught[1:]) == [0, 0, 0, 2])


def misuse(_event):
    try:
        user.ping()
    except dunlin.Error as mistake:
        caught.append(str(mistake))


user = dunlin.Engine(dunlin.Options(url, ["good"], on_event=misuse))
user.ping()
user.migrate()
check("an engine is not used by its callback", "an engine cannot" in str(caught[-1]))
user.close()
engine.close()
check("bad options are refused", fails(
    lambda: dunlin.Engine(dunlin.Options("nonsense", ["good"])).ping(),
    dunlin.Status.EUSAGE) is not None)
