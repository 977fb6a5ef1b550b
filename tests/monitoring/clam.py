"""A clamd of its own: speaks the protocol of the real one at a socket, as far as INSTREAM goes."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: Clamd = self.server  # type: ignore[assignment]
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        server.asked += 1
        if server.silent:
            server.released.wait(5)
            return
        if server.answer:
            self.wfile.write(server.answer)
            return
        assert command == b"zINSTREAM\0"
        data = b""
        while size := int.from_bytes(self.rfile.read(4)):
            data += self.rfile.read(size)
            if len(data) > server.most:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        server.seen.append(data)
        self.wfile.write(b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in data else b"stream: OK\0")


class Clamd(socketserver.ThreadingUnixStreamServer):
    """``answer`` is said instead of scanning; ``silent``: it takes the question and says nothing."""

    daemon_threads = True

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), _Session)
        self.address = f"unix:{path}"
        self.seen: list[bytes] = []
        self.asked = 0
        self.most, self.answer, self.silent = 25 * 1024 * 1024, b"", False
        self.released = threading.Event()


@contextmanager
def running(path: Path) -> Iterator[Clamd]:
    with Clamd(path) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.released.set()
        server.shutdown()
