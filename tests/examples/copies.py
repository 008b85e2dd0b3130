"""copies.py N COMMAND... - starts N copies of a server at once, and asks them.

Each copy prints, as its first line, "listening on URL".  Standard input says what to ask, a line each:

    GET PATH
    POST PATH [BODY]

The copies are asked in turn.  Prints "STATUS BODY" for each, without the end of the line; then ends
them with SIGTERM and prints "ended STATUS" for each.  What they say on stderr comes out there.
"""

import signal
import subprocess
import sys
import urllib.error
import urllib.request


def ask(url, method, path, *body):
    request = urllib.request.Request(url + path, method=method,
                                     data="".join(body).encode() if method == "POST" else None)
    # No proxy of this machine stands between the test and its server.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as answer:
            return f"{answer.status} {answer.read().decode().rstrip()}"
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.read().decode().rstrip()}"


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    copies = []
    try:
        for _ in range(int(sys.argv[1])):
            copies.append(subprocess.Popen(sys.argv[2:], stdout=subprocess.PIPE,
                                           stdin=subprocess.DEVNULL, text=True))
        urls = []
        for copy in copies:
            line = copy.stdout.readline()  # empty when it has ended
            if not line.startswith("listening on "):
                sys.exit(f"it did not start, and said: {line}")
            urls.append(line.split()[-1])
        for number, line in enumerate(sys.stdin):
            print(ask(urls[number % len(urls)], *line.rstrip("\n").split(" ", 2)))
        for copy in copies:
            copy.terminate()
        for copy in copies:
            print("ended", copy.wait(60))
    finally:
        for copy in copies:
            if copy.poll() is None:
                copy.kill()
                copy.wait()


if __name__ == "__main__":
    main()
