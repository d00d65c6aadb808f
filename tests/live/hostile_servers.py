#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Servers that misbehave, each in one way: they stall, drip, hang up, flood, lie about lengths, or ban after N connections.

Used by hostile_test.py, which runs this file inside a network namespace of its own; every address here belongs to it.
Standard library only. CASES says who does what: (address, port, transport) -> (name, behaviour).
"""
import socket
import struct
import sys
import threading
import time

RESOLVER = "203.0.113.53"
HOLD = 120          # seconds that a stalling server keeps a connection
DRIP = 0.4          # seconds between two bytes
FLOOD = 512 << 20   # bytes after which a flood ends at last, so that nothing runs for ever
BANNED_AFTER = 12   # connections


def stall(connection, _):
    time.sleep(HOLD)


def close_at_once(connection, _):
    return


def close_after_request(connection, _):
    connection.recv(4096)


def drip(words):
    def behave(connection, _):
        connection.recv(4096)
        for byte in words + b"x" * 2000:
            connection.sendall(bytes([byte]))
            time.sleep(DRIP)
    return behave


def flood(first, block):
    def behave(connection, _):
        connection.recv(4096)
        connection.sendall(first)
        for _ in range(FLOOD // len(block)):
            connection.sendall(block)
    return behave


def say_and_hold(words):
    def behave(connection, _):
        connection.recv(4096)
        connection.sendall(words)
        time.sleep(HOLD)
    return behave


# A mail server until STARTTLS, then something else.
def mail(after):
    def behave(connection, number):
        connection.sendall(b"220 mail.test ESMTP\r\n")
        while True:
            asked = connection.recv(4096)
            if not asked:
                return
            if asked.upper().startswith(b"STARTTLS"):
                connection.sendall(b"220 go ahead\r\n")
                return after(connection, number)
            if asked.upper().startswith(b"QUIT"):
                return connection.sendall(b"221 bye\r\n")
            connection.sendall(b"250-mail.test\r\n250 STARTTLS\r\n")
    return behave


def endless_greeting(connection, _):
    for _ in range(FLOOD // 2100):
        connection.sendall(b"220-" + b"welcome " * 10 + b"\r\n")


# A good page for the first connections, then nothing any more.
def page_then(banned, after):
    def behave(connection, number):
        if number > after:
            return banned(connection, number)
        connection.recv(4096)
        body = b"<html><title>Accueil</title><body>bonjour</body></html>"
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                           % len(body) + body)
    return behave


# The server that really speaks TLS (started by the test) until the ban.
def relay_then(banned, real, after=BANNED_AFTER):
    def copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def behave(connection, number):
        if number > after:
            return banned(connection, number)
        with socket.create_connection(real) as upstream:
            back = threading.Thread(target=copy, args=(upstream, connection), daemon=True)
            back.start()
            copy(connection, upstream)
            back.join()
    return behave


def record(body, kind=0x16, length=None):
    return bytes([kind, 3, 3]) + struct.pack(">H", len(body) if length is None else length) + body


SERVER_HELLO = b"\x03\x03" + b"\x07" * 32 + b"\x00" + b"\xc0\x2f" + b"\x00" + b"\x00\x00"


def handshake(body, length=None):
    return b"\x02" + (len(body) if length is None else length).to_bytes(3, "big") + body


TLS_LIES = {  # what is said after the client's hello
    "record longer than what comes": record(handshake(SERVER_HELLO), length=16000),
    "handshake longer than what comes": record(handshake(SERVER_HELLO, length=0xFFFFFF)),
    "handshake shorter than its fields": record(handshake(SERVER_HELLO[:20])),
    "session longer than the hello": record(handshake(SERVER_HELLO[:34] + b"\xff" + SERVER_HELLO[35:])),
    "extensions longer than the hello": record(handshake(SERVER_HELLO[:-2] + b"\xff\xff")),
    "records of nothing": record(b"") * 2000,
}
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
HTTP_LIES = {
    "length of an exabyte": OK + b"Content-Length: 1000000000000000000\r\n\r\n<html>",
    "length below zero": OK + b"Content-Length: -1\r\n\r\n<html>",
    "length beyond any number": OK + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n<html>",
    "two lengths": OK + b"Content-Length: 5\r\nContent-Length: 50000\r\n\r\n<html>",
    "chunk of an exabyte": OK + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n<html>",
    "chunk beyond any number": OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 400 + b"\r\n<html>",
    "chunk that is no number": OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n<html>",
}


def labels(name):
    return b"".join(bytes([len(part)]) + part.encode() for part in name.split(".") if part) + b"\0"


def question_of(message):
    """(name, type, bytes of the question)."""
    names, at = [], 12
    while message[at]:
        names.append(message[at + 1:at + 1 + message[at]].decode("ascii", "replace").lower())
        at += message[at] + 1
    kind = struct.unpack(">H", message[at + 1:at + 3])[0]
    return ".".join(names), kind, message[12:at + 5]


def reply_to(message, answers=b"", count=0, flags=0x8400, code=0):
    _, _, question = question_of(message)
    return message[:2] + struct.pack(">HHHHH", flags | code, 1, count, 0, 0) + question + answers


def answer(kind, data, ttl=3600, length=None):
    return b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, ttl, len(data) if length is None else length) + data


DNS_LIES = {  # question -> the whole message
    "compression that turns in a circle": lambda m: reply_to(
        m, b"\xc0" + bytes([len(reply_to(m))]) + struct.pack(">HHIH", 1, 1, 60, 4) + b"\1\2\3\4", 1),
    "more records than there are": lambda m: reply_to(m, answer(1, b"\1\2\3\4"), 65535),
    "record longer than the message": lambda m: reply_to(m, answer(1, b"\1\2\3\4", length=65000), 1),
    "half a header": lambda m: m[:2] + b"\x84\x00",
    "another question": lambda m: reply_to(m[:12] + labels("other.example") + struct.pack(">HH", 1, 1)),
}


def framed(message):
    return struct.pack(">H", len(message)) + message


def dns_over_tcp(behave):
    """behave(connection, message)"""
    def serve(connection, _):
        asked = connection.recv(4096)
        if len(asked) > 14:
            behave(connection, asked[2:])
    return serve


def dns_lie_tcp(lie):
    def behave(connection, message):
        connection.sendall(framed(lie(message)))
        time.sleep(HOLD)
    return dns_over_tcp(behave)


def long_prefix(connection, message):
    connection.sendall(b"\xff\xff" + reply_to(message))
    time.sleep(HOLD)


def endless_transfer(connection, message):
    name, kind, _ = question_of(message)
    soa = labels("ns.test") + labels("root.test") + struct.pack(">IIIII", 1, 7200, 3600, 1209600, 3600)
    if kind != 252:
        return connection.sendall(framed(reply_to(message, answer(6, soa), 1)))
    connection.sendall(framed(reply_to(message, answer(6, soa), 1)))
    block = framed(reply_to(message, answer(1, b"\1\2\3\4") * 500, 500))
    for _ in range(FLOOD // len(block)):
        connection.sendall(block)


def truncated(message):
    return reply_to(message, flags=0x8600)


# domain -> addresses of its name servers; what each of them does is in CASES.
DOMAINS = {
    "cercle.test": ["192.0.2.65"], "ban.test": ["192.0.2.70"], "sixieme.test": ["2001:db8::53"],
    "sans.test": [],
}


def resolve(message):
    """The resolver of the audit: NS and addresses of DOMAINS, an empty answer for everything else below them."""
    name, kind, _ = question_of(message)
    flags = 0x8180
    for domain, addresses in DOMAINS.items():
        server = f"ns1.{domain}"
        if name == domain and kind == 2:
            return reply_to(message, answer(2, labels(server)), 1, flags)
        if name == server:
            wanted = {1: socket.AF_INET, 28: socket.AF_INET6}.get(kind)
            found = [socket.inet_pton(wanted, a) for a in addresses if wanted and (":" in a) == (kind == 28)]
            return reply_to(message, b"".join(answer(kind, data) for data in found), len(found), flags)
        if name == domain and kind == 6:
            soa = labels(server) + labels("root." + domain) + struct.pack(">IIIII", 1, 7200, 3600, 1209600, 3600)
            return reply_to(message, answer(6, soa), 1, flags)
        if name == domain:
            return reply_to(message, flags=flags)
        if name.endswith("." + domain):
            return reply_to(message, flags=flags, code=3)
    return reply_to(message, flags=flags, code=3)


def cases():
    out = {}

    def add(address, port, name, behave, udp=None):
        out[(address, port, "tcp")] = (name, behave)
        if udp:
            out[(address, port, "udp")] = (name, udp)

    real = ("127.0.0.1", 4443)
    tls = [("tls stall", stall), ("tls close at once", close_at_once), ("tls close after the hello", close_after_request),
           ("tls flood of records", flood(b"", record(handshake(b"\0" * 16000, length=0xFFFFFF)))),
           ("tls flood of bytes", flood(b"", b"\0" * 65536)), ("tls drip", drip(record(b"", length=16000))),
           ("tls ban: hangs up", relay_then(close_at_once, real)), ("tls ban: silence", relay_then(stall, real))]
    tls += [("tls lie: " + name, say_and_hold(words)) for name, words in TLS_LIES.items()]
    for number, (name, behave) in enumerate(tls):
        add(f"192.0.2.{11 + number}", 443, name, behave)
    smtp = [("starttls stall", mail(stall)), ("starttls close", mail(close_at_once)),
            ("starttls flood", mail(flood(b"", b"\x16\x03\x03\x40\x00" + b"\0" * 16384))),
            ("starttls drip", mail(drip(record(b"", length=16000)))),
            ("starttls lie", mail(say_and_hold(TLS_LIES["handshake longer than what comes"]))),
            ("starttls ban", lambda c, n: (mail(relay_then(stall, real, 10 ** 6)) if n <= BANNED_AFTER else stall)(c, n)),
            ("smtp greeting without end", endless_greeting), ("smtp stall", stall)]
    for number, (name, behave) in enumerate(smtp):
        add(f"192.0.2.{31 + number}", 25, name, behave)
    web = [("http stall", stall), ("http close", close_at_once), ("http close after the request", close_after_request),
           ("http flood of headers", flood(b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"a" * 4000 + b"\r\n")),
           ("http flood of chunks", flood(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"a" * 4096 + b"\r\n")),
           ("http flood of a body", flood(OK + b"\r\n", b"a" * 65536)), ("http drip", drip(b"HTTP/1.1 200 OK\r\n")),
           ("http ban: hangs up", page_then(close_at_once, 8)), ("http ban: silence", page_then(stall, 8))]
    web += [("http lie: " + name, say_and_hold(words)) for name, words in HTTP_LIES.items()]
    for number, (name, behave) in enumerate(web):
        add(f"192.0.2.{41 + number}", 80, name, behave)

    names = [("dns stall", stall, lambda m, n: None), ("dns close", close_at_once, lambda m, n: truncated(m)),
             ("dns prefix that lies", dns_over_tcp(long_prefix), lambda m, n: truncated(m)),
             ("dns transfer without end", dns_over_tcp(endless_transfer), lambda m, n: truncated(m))]
    names += [("dns lie: " + name, dns_lie_tcp(lie), (lambda lie: lambda m, n: lie(m))(lie)) for name, lie in DNS_LIES.items()]
    names += [("dns ban", lambda c, n: (dns_over_tcp(lambda c, m: c.sendall(framed(reply_to(m, flags=0x8400)))) if n <= 2 else stall)(c, n),
               lambda m, n: reply_to(m, flags=0x8400) if n <= 4 else None)]
    for number, (name, over_tcp, over_udp) in enumerate(names):
        add(f"192.0.2.{61 + number}", 53, name, over_tcp, over_udp)
    return out


CASES = cases()


def serve_tcp(listener, behave):
    seen = 0

    def one(connection, number):
        try:
            with connection:
                behave(connection, number)
        except (OSError, IndexError, struct.error):
            pass

    while True:
        connection, _ = listener.accept()
        seen += 1
        threading.Thread(target=one, args=(connection, seen), daemon=True).start()


def serve_udp(sock, behave):
    seen = 0
    while True:
        message, peer = sock.recvfrom(4096)
        seen += 1
        try:
            reply = behave(message, seen)
        except (IndexError, struct.error):
            continue
        if reply is not None:
            sock.sendto(reply, peer)


def main():
    def resolver_tcp(connection, message):
        connection.sendall(framed(resolve(message)))

    everyone = dict(CASES)
    everyone[(RESOLVER, 53, "udp")] = ("resolver", lambda m, n: resolve(m))
    everyone[(RESOLVER, 53, "tcp")] = ("resolver", dns_over_tcp(resolver_tcp))
    for (address, port, transport), (_, behave) in everyone.items():
        if transport == "tcp":
            listener = socket.create_server((address, port), backlog=200)
            threading.Thread(target=serve_tcp, args=(listener, behave), daemon=True).start()
        else:
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sock.bind((address, port))
            threading.Thread(target=serve_udp, args=(sock, behave), daemon=True).start()
    print("ready", flush=True)
    time.sleep(600)


if __name__ == "__main__":
    sys.exit(main())
