#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two very small servers that Debian has no package for.

  sink PORT             accepts every connection that TPROXY hands over and says nothing
  inetd PORT PROGRAM    starts PROGRAM for each connection, with the connection as its input and output
"""
import resource
import selectors
import signal
import socket
import subprocess
import sys

IP_TRANSPARENT = 19
MOST_CONNECTIONS = 20000


def listen(port, transparent=False):
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if transparent:
        server.setsockopt(socket.SOL_IP, IP_TRANSPARENT, 1)
    server.bind(("0.0.0.0", port))
    server.listen(4096)
    return server


def sink(port):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    most = min(MOST_CONNECTIONS, hard - 100)
    server = listen(port, transparent=True)
    server.setblocking(False)
    watch = selectors.DefaultSelector()
    watch.register(server, selectors.EVENT_READ)
    held = 0
    while True:
        for key, _ in watch.select():
            try:
                if key.fileobj is server:
                    connection, _ = server.accept()
                    if held >= most:
                        connection.close()
                        continue
                    held += 1
                    connection.setblocking(False)
                    watch.register(connection, selectors.EVENT_READ)
                elif not key.fileobj.recv(65536):
                    raise ConnectionResetError
            except BlockingIOError:
                continue
            except OSError:
                if key.fileobj is not server:
                    watch.unregister(key.fileobj)
                    key.fileobj.close()
                    held -= 1


def inetd(port, program):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    server = listen(port)
    while True:
        connection, _ = server.accept()
        subprocess.Popen(program, stdin=connection, stdout=connection, stderr=connection)
        connection.close()


if __name__ == "__main__":
    if sys.argv[1] == "sink":
        sink(int(sys.argv[2]))
    else:
        inetd(int(sys.argv[2]), sys.argv[3:])
