"""The background worker as a process of its own: killed again and again, it loses nothing and doubles nothing."""

from __future__ import annotations

import email
import fcntl
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests.monitoring.clam import running as clamd
from tests.web.mail_server import mail_server
from tests.web.program import ROOT, assert_one_sentence, command, environment
from tests.web.test_installation import free_port

LETTERS, KILLS = 120, 2
WITHIN = 90

SEED = """
from django.utils import timezone
from okrilje.accounts.models import Institution, User
from okrilje.monitoring.models import Letter
here, _new = Institution.objects.get_or_create(code="MS", defaults={"name": "MS", "kind": "ministry", "level": "state"})
who, _new = User.objects.get_or_create(email="ana@example.org", defaults={"name": "Ana", "institution": here})
at = timezone.now()
Letter.objects.bulk_create(
    Letter(key=f"%s/{n}", recipient=who, subject=f"Letter {n}", body="Dobar dan, čćžšđ.", language="bs", made_at=at,
           not_before=at) for n in range(%d))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of an empty installation with its tables; on PostgreSQL with a database of its own."""
    data, variables, name = tmp_path_factory.mktemp("worker") / "data", {}, f"okrilje_worker_{os.getpid()}"
    if connection.vendor == "postgresql":
        given = urlsplit(os.environ["DATABASE_URL"])
        variables["DATABASE_URL"] = given._replace(path=f"/{name}").geturl()
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"')
    found = environment(data, **variables)
    manage(found, "migrate", "--verbosity=0")
    yield found
    if connection.vendor == "postgresql":
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def manage(variables: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [command()[0], "manage.py", *arguments], cwd=ROOT, env=variables, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


def shell(variables: dict[str, str], code: str) -> None:
    manage(variables, "shell", "--no-imports", "-c", code)


def rows(variables: dict[str, str], question: str) -> list[tuple[Any, ...]]:
    """What the database of the installation answers, without the seconds that another process of ours takes."""
    if url := variables.get("DATABASE_URL"):
        with psycopg.connect(url) as server:
            return server.execute(question).fetchall()  # type: ignore[arg-type]
    with closing(sqlite3.connect(Path(variables["OKRILJE_DATA"]) / "okrilje.sqlite3", timeout=30)) as file:
        return file.execute(question).fetchall()


@contextmanager
def working(variables: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    worker = subprocess.Popen(command("work"), cwd=ROOT, env=variables, stderr=subprocess.PIPE)
    try:
        yield worker
    finally:
        if worker.poll() is None:
            worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=30)


def until(happened: Callable[[], Any], seconds: float = WITHIN) -> Any:
    end = time.monotonic() + seconds
    while not (found := happened()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
    return found


def kill_again_and_again(variables: dict[str, str], sent: Callable[[], int]) -> None:
    """Starts workers and kills each in the middle of its work; the last one may finish it."""
    dice = random.Random(20211231)
    for _ in range(KILLS):
        before = sent()
        with working(variables) as worker:
            until(lambda before=before: sent() > before)
            time.sleep(dice.uniform(0, 0.08))
            worker.send_signal(signal.SIGKILL)
            worker.wait(timeout=10)
        assert sent() < LETTERS, "the worker was killed too late to prove anything"
    with working(variables) as worker:
        until(lambda: sent() >= LETTERS)
        # All that a worker does after the last letter is to mark it.
        time.sleep(0.5)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=20) == 0


UNSENT = "SELECT count(*) FROM monitoring_letter WHERE sent_at IS NULL"


def test_killed_in_the_middle_no_letter_is_lost_and_none_doubled(installed: dict[str, str]) -> None:
    shell(installed, SEED % ("folder", LETTERS))
    folder = Path(installed["OKRILJE_DATA"]) / "mail"
    kill_again_and_again(installed, lambda: len(list(folder.glob("*.eml"))))
    letters = [email.message_from_bytes(path.read_bytes()) for path in folder.glob("*.eml")]
    assert len(letters) == len({letter["Message-ID"] for letter in letters}) == LETTERS
    assert {letter["Subject"] for letter in letters} == {f"Letter {n}" for n in range(LETTERS)}
    assert all("čćžšđ" in letter.get_payload(decode=True).decode() for letter in letters), "each is whole"
    assert rows(installed, UNSENT) == [(0,)]


def test_a_mail_server_sees_at_most_the_letter_again_that_was_in_the_air(installed: dict[str, str]) -> None:
    """Whether a letter arrived that was handed over in the moment of the kill, nobody can know: it comes again, with
    the same Message-ID. Before that the server is down, which loses nothing either."""
    shell(installed, SEED % ("server", LETTERS))
    port = free_port()
    variables = installed | {"OKRILJE_MAIL_URL": f"smtp://127.0.0.1:{port}"}
    failed = "SELECT DISTINCT last_error FROM monitoring_letter WHERE last_error <> ''"
    with working(variables):
        errors = until(lambda: rows(variables, failed))
    assert errors == [("ConnectionRefusedError",)]
    shell(variables, "from okrilje.monitoring.models import *; Letter.objects.update(not_before='2021-01-01T00:00Z')")
    with mail_server(port) as (_port, taken):
        kill_again_and_again(variables, lambda: len(set(taken)))
        assert len(set(taken)) == LETTERS
        assert len(taken) <= LETTERS + KILLS
    assert rows(variables, UNSENT) == [(0,)]


def test_long_work_that_its_worker_did_not_survive_is_begun_anew(installed: dict[str, str], tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    shell(installed, f"from tests.web.long_work import write_down; write_down.enqueue({str(tmp_path)!r})")
    with working(installed) as worker:
        until(notes.exists)
        second = subprocess.run(command("work"), cwd=ROOT, env=installed, capture_output=True, text=True, timeout=60)
        assert second.returncode == 2 and "A worker is running" in second.stderr
        assert_one_sentence(second.stderr)
        worker.send_signal(signal.SIGKILL)
        worker.wait(timeout=10)
    assert notes.read_text() == "begun\n"
    (tmp_path / "go").touch()
    with working(installed) as worker:
        until(lambda: notes.read_text() == "begun\nbegun\ndone\n")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=20) == 0
    assert rows(installed, "SELECT status FROM django_tasks_database_dbtaskresult") == [("SUCCESSFUL",)]


FILES = """
import json
from okrilje.files import vault
from okrilje.files.models import StoredFile
for data in (b"one", b"two", b"three"):
    StoredFile.objects.get_or_create(sha256=vault.put(data), defaults={"kind": "txt", "size": 3, "state": "pending"})
"""
STATES = "SELECT state FROM files_storedfile"


def test_a_file_whose_scan_the_worker_did_not_survive_is_scanned_by_the_next(
    installed: dict[str, str], tmp_path: Path
) -> None:
    with clamd(tmp_path / "clamd.ctl") as scanner:
        variables = installed | {"OKRILJE_CLAMAV": scanner.address}
        shell(variables, FILES)
        scanner.silent = True
        with working(variables) as worker:
            until(lambda: scanner.asked)
            worker.send_signal(signal.SIGKILL)
            worker.wait(timeout=10)
        assert rows(variables, STATES) == [("pending",)] * 3 and not scanner.seen
        scanner.silent = False
        with working(variables):
            until(lambda: rows(variables, STATES) == [("clean",)] * 3)
        assert sorted(scanner.seen) == [b"one", b"three", b"two"]


def held(data: Path) -> bool:
    """Whether a worker works on the folder."""
    with (data / "worker").open("ab") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


#: What "okrilje serve" does around the site; it leaves when nobody holds its input any more.
SITE = """
import sys, django
django.setup()
from okrilje.web import worker
with worker.beside():
    sys.stdin.read()
"""


@pytest.mark.parametrize("is_killed", [False, True], ids=["stopped", "killed"])
def test_a_worker_beside_the_site_is_replaced_and_ends_with_it(installed: dict[str, str], is_killed: bool) -> None:
    data = Path(installed["OKRILJE_DATA"])

    def pid() -> int:
        return int((data / "worker").read_text() or 0) if held(data) else 0

    variables = installed | {"DJANGO_SETTINGS_MODULE": "okrilje.settings"}
    with subprocess.Popen([command()[0], "-c", SITE], cwd=ROOT, env=variables, stdin=subprocess.PIPE) as site:
        try:
            first = until(pid)
            os.kill(first, signal.SIGKILL)
            until(lambda: pid() not in (0, first))
        finally:
            if is_killed:
                site.kill()
    until(lambda: not held(data))


ACTIVITIES = 1_000
UPLOAD = f"""
from django.utils import timezone
from okrilje.monitoring import actions
from okrilje.monitoring.actions import uploads
from tests.monitoring import large
uploads.LARGE = 0
submission, who = large.submission({ACTIVITIES})
actions.take_upload(submission, name="x.xlsx", data=large.filled_in(submission), by=who, at=timezone.now())
"""
#: Asks for the saving and kills the worker in the middle of it: another process would look too late on a busy machine.
SAVE_AND_KILL = """
import os, signal, time
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from okrilje.monitoring import actions
from okrilje.monitoring.models import ReportUpload
upload = ReportUpload.objects.get()
actions.save_upload(upload, by=upload.by, at=timezone.now())
while not DBTaskResult.objects.filter(task_path__endswith="save_later", status="RUNNING").exists():
    time.sleep(0.005)
time.sleep(0.1)
os.kill(%d, signal.SIGKILL)
"""


def look(variables: dict[str, str], query: str) -> Any:
    """The first value that a query gives, from outside: a program of its own would come too late."""
    if "DATABASE_URL" in variables:
        with psycopg.connect(variables["DATABASE_URL"], autocommit=True) as server:
            row = server.execute(query).fetchone()
    else:
        with closing(sqlite3.connect(Path(variables["OKRILJE_DATA"]) / "okrilje.sqlite3", timeout=60)) as file:
            row = file.execute(query).fetchone()
    return row[0] if row else None


STATE = "SELECT state FROM monitoring_reportupload"
VERSIONS = "SELECT count(*) FROM monitoring_itemversion"
RIGHT = """SELECT count(*) FROM monitoring_item AS i JOIN plan_activity AS a ON a.id = i.activity_id
WHERE i.occurrences = a."order" AND i.done LIKE '%sastanaka: ' || a."order" || '.' AND i.revision = 1"""


def test_killed_in_the_middle_of_an_import_nothing_is_lost_and_nothing_doubled(installed: dict[str, str]) -> None:
    """Once while the workbook is read, once while it is saved."""
    too_late = "it was killed too late to prove anything"
    shell(installed, UPLOAD)
    with working(installed) as worker:
        until(lambda: look(installed, "SELECT done FROM monitoring_reportupload"))
        worker.send_signal(signal.SIGKILL)
        worker.wait(timeout=10)
    assert look(installed, STATE) == "waiting", too_late
    with working(installed) as worker:
        until(lambda: look(installed, STATE) == "read")
        shell(installed, SAVE_AND_KILL % worker.pid)
        worker.wait(timeout=10)
    assert look(installed, STATE) == "saving", too_late
    assert look(installed, VERSIONS) == 0, "all or nothing"
    with working(installed):
        until(lambda: look(installed, STATE) == "saved")
    assert look(installed, RIGHT) == look(installed, VERSIONS) == ACTIVITIES
    assert look(installed, "SELECT count(*) FROM audit_event WHERE action = 'submission.filled_in'") == 1
