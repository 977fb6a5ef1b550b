"""The head of the chain, written down outside the database.

Whoever owns the database could cut off its end, or compute the whole chain anew. Neither passes unnoticed where
the file ``audit-anchor`` (better: a copy of it on another machine) still says what the hash of an event was.
Each line: number of the event, its hash, and when the line was written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from okrilje.audit.chain import as_text

#: A line is added when so many events, or so much time, lie between the last line and a new event.
EVERY_EVENTS = 100
EVERY = timedelta(days=1)
_LINE_BYTES = 128


@dataclass(frozen=True, slots=True)
class Anchor:
    sequence: int
    hash: str
    at: datetime


def path() -> Path:
    return Path(settings.DATA_DIR) / "audit-anchor"


def keep(sequence: int, digest: str, at: datetime) -> None:
    """Adds a line if the last one lies far enough back. Called after the commit of each event."""
    last = _last()
    if last is None or sequence - last.sequence >= EVERY_EVENTS or at - last.at >= EVERY:
        append(sequence, digest, at)


def append(sequence: int, digest: str, at: datetime) -> None:
    """Adds a line and waits until it is on the disk."""
    path().parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, f"{sequence} {digest} {as_text(at)}\n".encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(file: Path | None = None) -> Iterator[Anchor]:
    """Every line, oldest first; none where there is no file. ValueError, with the line, where one is unreadable."""
    try:
        text = (file or path()).open(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return
    with text:
        for number, line in enumerate(text, start=1):
            try:
                yield _parse(line)
            except ValueError as error:
                raise ValueError(f"line {number} of {file or path()} is not an anchor") from error


def _parse(line: str) -> Anchor:
    sequence, digest, at = line.split()
    if len(digest) != 64:
        raise ValueError(line)
    return Anchor(int(sequence), digest, datetime.strptime(at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC))


def _last() -> Anchor | None:
    """The last line, without reading the whole file. A line that cannot be read counts as none: a new one follows."""
    try:
        with path().open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LINE_BYTES))
            lines = file.read().decode("ascii", errors="replace").splitlines()
        return _parse(lines[-1]) if lines else None
    except (FileNotFoundError, ValueError):
        return None
