"""Asks clamd, the daemon of ClamAV, about a file, over its socket."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from enum import StrEnum

_CHUNK = 64 * 1024
#: An answer is one short line; more is not read.
_LONGEST_ANSWER = 4096


class Verdict(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    #: More than the StreamMaxLength of its configuration.
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Answer:
    """``name`` is what the scanner calls what it found."""

    verdict: Verdict
    name: str = ""


class Unavailable(Exception):
    """Nobody answers at the socket, or not in time, or nothing that can be understood. Ask again later."""


def scan(data: bytes, address: str, *, timeout: float = 60) -> Answer:
    """What clamd at ``address`` ("unix:/run/clamav/clamd.ctl" or "127.0.0.1:3310") says; ``timeout`` in seconds for
    each step. Raises Unavailable.
    """
    try:
        with _connected(address, timeout) as connection:
            return _understood(_asked(connection, data))
    except (OSError, ValueError) as error:
        raise Unavailable(type(error).__name__) from error


def _connected(address: str, timeout: float) -> socket.socket:
    if address.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(timeout)
        try:
            connection.connect(address.removeprefix("unix:"))
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout)


def _asked(connection: socket.socket, data: bytes) -> bytes:
    try:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), _CHUNK):
            chunk = data[start : start + _CHUNK]
            connection.sendall(len(chunk).to_bytes(4) + chunk)
        connection.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it stops listening once it has enough, and has said why
    said = b""
    while b"\0" not in said and len(said) < _LONGEST_ANSWER and (piece := connection.recv(_LONGEST_ANSWER)):
        said += piece
    return said.partition(b"\0")[0].strip()


def _understood(said: bytes) -> Answer:
    if said == b"stream: OK":
        return Answer(Verdict.CLEAN)
    if match := re.fullmatch(rb"stream: (.+) FOUND", said):
        return Answer(Verdict.INFECTED, match[1].decode("ascii", "replace")[:200])
    if b"size limit exceeded" in said:
        return Answer(Verdict.TOO_LARGE)
    raise Unavailable(f"answer of {len(said)} bytes that is none")
