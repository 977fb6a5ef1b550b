"""Asking clamd: what it says, what it means, and what happens when it says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from okrilje.lib.clamd import Answer, Unavailable, Verdict, scan
from tests.monitoring.clam import EICAR, Clamd, running


@pytest.fixture
def clamd(tmp_path: Path) -> Iterator[Clamd]:
    with running(tmp_path / "clamd.ctl") as server:
        yield server


def test_a_clean_file_arrives_whole(clamd: Clamd) -> None:
    data = bytes(range(256)) * 1024
    assert scan(data, clamd.address) == Answer(Verdict.CLEAN)
    assert scan(b"", clamd.address) == Answer(Verdict.CLEAN)
    assert clamd.seen == [data, b""]


def test_a_virus_is_named(clamd: Clamd) -> None:
    assert scan(b"%PDF-" + EICAR, clamd.address) == Answer(Verdict.INFECTED, "Win.Test.EICAR_HDB-1")


def test_more_than_the_scanner_takes_is_told_apart(clamd: Clamd) -> None:
    clamd.most = 1000
    assert scan(b"x" * 5_000_000, clamd.address) == Answer(Verdict.TOO_LARGE)


def test_no_answer_in_time_is_none(clamd: Clamd) -> None:
    clamd.silent = True
    with pytest.raises(Unavailable):
        scan(b"x", clamd.address, timeout=0.1)


@pytest.mark.parametrize(
    "answer", [b"stream: Can't allocate memory ERROR\0", b"\0", b"x" * 9000, b"stream: OK, perhaps\0"]
)
def test_what_cannot_be_understood_is_no_answer(clamd: Clamd, answer: bytes) -> None:
    clamd.answer = answer
    with pytest.raises(Unavailable):
        scan(b"x", clamd.address)


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.ctl", "127.0.0.1:1", "localhost:1"])
def test_nobody_there(address: str) -> None:
    with pytest.raises(Unavailable):
        scan(b"x", address)
