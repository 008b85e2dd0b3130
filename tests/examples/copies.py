"""copies.py N COMMAND... - starts N copies of a server at once, and asks them.

Each copy prints, as its first line, "listening on URL".  Standard input says what to ask, a line each:

    GET PATH
    POST PATH [BODY]
    LAST PATH BODY     as POST, and the copy gets its SIGTERM when it waits for the body

The copies are asked in turn.  Prints "STATUS BODY" for each, without the end of the line; then ends
them with SIGTERM and prints "ended STATUS" for each.  What they say on stderr comes out there.
"""

import http.client
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
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


def has_read(port):
    """Whether who accepted the connection from this port has read all that was sent."""
    with open("/proc/net/tcp") as sockets:
        for line in sockets:
            field = line.split()
            if field[2].endswith(f":{port:04X}") and field[9] != "0":  # the inode: accepted
                return int(field[4].split(":")[1], 16) == 0  # nothing is in the receive queue
    return False


def ask_last(copy, url, path, body):
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)
    connection.putrequest("POST", path)
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders()
    while not has_read(connection.sock.getsockname()[1]):
        pass
    copy.terminate()
    connection.send(body.encode())
    answer = connection.getresponse()
    return f"{answer.status} {answer.read().decode().rstrip()}"


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    copies = []
    try:
        for _ in range(int(sys.argv[1])):
            copies.append(subprocess.Popen(sys.argv[2:], stdout=subprocess.PIPE,
                                           stdin=subprocess.DEVNULL, text=True))
        urls = []
        told = set()  # who has its SIGTERM: another would meet a Python that is on its way out
        for copy in copies:
            line = copy.stdout.readline()  # empty when it has ended
            if not line.startswith("listening on "):
                sys.exit(f"it did not start, and said: {line}")
            urls.append(line.split()[-1])
        for number, line in enumerate(sys.stdin):
            which = number % len(urls)
            method, *rest = line.rstrip("\n").split(" ", 2)
            if method == "LAST":
                told.add(which)
                print(ask_last(copies[which], urls[which], *rest))
            else:
                print(ask(urls[which], method, *rest))
        for number, copy in enumerate(copies):
            if number not in told:
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
