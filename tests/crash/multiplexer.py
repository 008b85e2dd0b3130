#!/usr/bin/env python3
"""multiplexer.py SOCKET - a proxy for MariaDB that gives each client two sessions, by turns.

It listens on a free port of 127.0.0.1, which it prints, and has connections at the server's SOCKET,
where the user must need no password.  As proxies that share sessions do, it

  * greets clients with connection ids of its own, and takes KILL for those;
  * changes to the other session wherever no transaction is open, and after each statement outside;
  * sends to both what is for the session: SET, USE, a reset;
  * stays with one from `SET @name = ...` until `SET @name = NULL`.

At its end a client's line "ID: N by the first, M by the second" goes to stderr.  TERM ends it.
"""
import re
import signal
import socket
import struct
import sys
import threading

IN_TRANSACTION, MORE_RESULTS = 1, 8
QUIT, INIT_DB, QUERY, RESET = 1, 2, 3, 31
COMPRESS, SSL, DEPRECATE_EOF = 1 << 5, 1 << 11, 1 << 24

clients = {}  # by the id that was given out
lock = threading.Lock()


class Gone(Exception):
    """One of the two sides is."""


class Side:
    """A connection that speaks in packets: four bytes of head, and what they announce."""

    def __init__(self, sock):
        self.sock, self.data = sock, b""

    def take(self, n):
        while len(self.data) < n:
            more = self.sock.recv(65536)
            if not more:
                raise Gone
            self.data += more
        taken, self.data = self.data[:n], self.data[n:]
        return taken

    def packet(self):
        head = self.take(4)
        return head + self.take(int.from_bytes(head[:3], "little"))

    def send(self, packet):
        self.sock.sendall(packet)


def skip_number(payload, at):
    """Behind a number of variable length."""
    return at + {0xFC: 3, 0xFD: 4, 0xFE: 9}.get(payload[at], 1)


def answer(server, client):
    """Hands one on; its last status flags, None when it is an error."""
    while True:
        packet = server.packet()
        payload, seen = packet[4:], [packet]
        if payload[0] == 0xFF:
            flags = None
        elif payload[0] == 0:
            at = skip_number(payload, skip_number(payload, 1))
            flags = struct.unpack_from("<H", payload, at)[0]
        else:
            ends = 0
            while ends < 2:  # of the columns and of the rows
                packet = server.packet()
                seen.append(packet)
                if packet[4] == 0xFF:
                    break
                ends += packet[4] == 0xFE and len(packet) < 13
            flags = None if packet[4] == 0xFF else struct.unpack_from("<H", packet, 7)[0]
        if client is not None:
            client.send(b"".join(seen))
        if flags is None or not flags & MORE_RESULTS:
            return flags


def greeting(packet, number):
    """The server's, with another id, and without what would change the form of answers."""
    payload = bytearray(packet)
    at = payload.index(0, 5) + 1
    struct.pack_into("<I", payload, at, number)
    low = at + 4 + 8 + 1
    flags = payload[low] | payload[low + 1] << 8 | payload[low + 5] << 16 | payload[low + 6] << 24
    flags &= ~(COMPRESS | SSL | DEPRECATE_EOF)
    payload[low : low + 2] = struct.pack("<H", flags & 0xFFFF)
    payload[low + 5 : low + 7] = struct.pack("<H", flags >> 16)
    payload[low + 14 : low + 18] = bytes(4)  # MariaDB's own
    return bytes(payload)


class Client:
    def __init__(self, path, sock, number):
        self.client, self.number, self.path = Side(sock), number, path
        self.servers, self.ids, self.counts = [], [], [0, 0]
        self.at, self.login = 0, []

    def connect(self):
        """Logs in twice, with the same packets."""
        for n in range(2):
            server = Side(socket.socket(socket.AF_UNIX))
            server.sock.connect(self.path)
            self.servers.append(server)
            hello = server.packet()
            at = hello.index(0, 5) + 1
            self.ids.append(struct.unpack_from("<I", hello, at)[0])
            if n == 0:
                self.client.send(greeting(hello, self.number))
                self.login.append(self.client.packet())
            server.send(self.login[0])
            packet = server.packet()
            while packet[4] not in (0, 0xFF):
                if n == 0:
                    self.client.send(packet)
                    self.login.append(self.client.packet())
                server.send(self.login[-1])
                packet = server.packet()
            if n == 0:
                self.client.send(packet)
            if packet[4] == 0xFF:
                raise Gone

    def kill(self, kind, number):
        """As the server would for one of its sessions; this one answers for it."""
        with lock:
            other = clients.get(number)
        if other is not None:
            self.servers[self.at].send(query(f"KILL {kind} {other.ids[other.at]}"))
        else:
            self.servers[self.at].send(query("KILL 0"))
        answer(self.servers[self.at], self.client)

    def work(self):
        pinned = False
        while True:
            packet = self.client.packet()
            command, text = packet[4], packet[5:].decode("utf-8", "replace")
            if command == QUIT:
                return
            kill = re.match(r"KILL\s+(QUERY|CONNECTION)\s+(\d+)", text) if command == QUERY else None
            if kill:
                self.kill(kill[1], int(kill[2]))
                continue
            variable = re.match(r"SET @(?!@).*?=\s*(NULL$)?", text) if command == QUERY else None
            if variable:
                pinned = variable[1] is None
            both = command in (INIT_DB, RESET) or (
                command == QUERY and not variable and re.match(r"SET |USE ", text)
            )
            if both:
                self.servers[1 - self.at].send(packet)
                answer(self.servers[1 - self.at], None)
            self.counts[self.at] += 1
            self.servers[self.at].send(packet)
            flags = answer(self.servers[self.at], self.client)
            if flags is not None and not flags & IN_TRANSACTION and not pinned:
                self.at = 1 - self.at

    def run(self):
        try:
            self.connect()
            self.work()
        except (Gone, OSError):
            pass
        with lock:
            clients.pop(self.number, None)
            print(f"{self.number}: {self.counts[0]} by the first, {self.counts[1]} by the second",
                  file=sys.stderr, flush=True)
        for side in [self.client] + self.servers:
            side.sock.close()


def query(text):
    payload = bytes([QUERY]) + text.encode()
    return struct.pack("<I", len(payload)) + payload


def main():
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    print(listener.getsockname()[1], flush=True)
    number = 3000000000
    while True:
        sock, _ = listener.accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        number += 1
        client = Client(sys.argv[1], sock, number)
        with lock:
            clients[number] = client
        threading.Thread(target=client.run, daemon=True).start()


main()
