"""The background worker: one process that sends letters, makes the reminders of the day, does what takes long, and
forgets what is not to be kept.

``okrilje work`` runs it by itself; ``okrilje serve`` keeps one beside the site. Everything it does is in the database
first, so it may be killed at any moment: the next one goes on where it stopped.
"""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as Queue
from django_tasks_db.models import DBTaskResult

from okrilje.monitoring import actions, outbox, scanning
from okrilje.monitoring.models import ReminderRound
from okrilje.registers import uploads

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]
#: Reminders of a day are made after this time of the installation's time zone.
MORNING = time(7)
#: Seconds between two looks into the database, and after the database was away.
PAUSE, LONG_PAUSE = 1.0, 15.0
#: After the virus scanner did not answer.
SCANNER_RESTS = timedelta(minutes=1)
#: How long a worker may take to finish what it is doing when the site stops.
FINISHES_WITHIN = 20
#: How often work that its worker did not survive is begun anew: it may be the work itself that kills.
ATTEMPTS = 3


class Worker:
    """``with_site``: it was started by a site, and ends when that one is gone."""

    def __init__(self, now: Clock, *, with_site: bool = False) -> None:
        self._now = now
        self._stop = threading.Event()
        self._parent = os.getppid() if with_site else None
        self._done: date | None = None
        self._scans_from: datetime | None = None
        self._forgot: datetime | None = None
        self._name = socket.gethostname()[:64]
        # The queue of the library; each look works through it until it is empty.
        self._queue = Queue(
            queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
            worker_id=self._name, excluded_queue_names=[],
        )  # fmt: skip

    def run(self) -> None:
        """Works until it is told to stop; it finishes what it has begun."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._end())
        with _alone(wait=self._parent is not None, stopped=self._stopped) as is_mine:
            if not is_mine:
                return
            self._take_over()
            while not self._stopped():
                self._stop.wait(PAUSE if self._look() else LONG_PAUSE)

    def _stopped(self) -> bool:
        """Also when the site was killed, which could not tell."""
        if self._parent not in (None, os.getppid()):
            self._end()
        return self._stop.is_set()

    def _end(self) -> None:
        self._stop.set()
        self._queue.running = False

    def _take_over(self) -> None:
        """Nobody else works on this machine: what is still marked as being done was left by somebody who died."""
        outbox.release_claims()
        for task in DBTaskResult.objects.running():
            if task.worker_ids[-1:] == [self._name]:
                task.status = TaskResultStatus.READY if len(task.worker_ids) < ATTEMPTS else TaskResultStatus.FAILED
                task.save(update_fields=["status"])

    def _look(self) -> bool:
        """One look for work; whether the database was there."""
        try:
            close_old_connections()
            self._begin_the_day()
            self._forget()
            outbox.send_all(self._now, stopped=self._stopped)
            self._scan()
            self._queue.run()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The worker cannot use the database: %s", type(error).__name__)
            connection.close()
            return False
        return True

    def _scan(self) -> None:
        if self._scans_from and self._now() < self._scans_from:
            return
        answered = scanning.scan_all(self._now, stopped=self._stopped)
        self._scans_from = None if answered else self._now() + SCANNER_RESTS

    def _begin_the_day(self) -> None:
        """Once a day, in the morning: reminders, and what has to be tidied up."""
        local = timezone.localtime(self._now())
        if local.time() < MORNING or self._done == local.date():
            return
        if not ReminderRound.objects.filter(day=local.date()).exists():
            actions.remind(local.date(), by="system", at=self._now())
        actions.prune_versions(by="system", at=self._now())
        self._done = local.date()

    def _forget(self) -> None:
        """Once an hour: what nobody saved is not kept."""
        if self._forgot is None or self._now() - self._forgot >= timedelta(hours=1):
            actions.forget_uploads(self._now())
            uploads.forget(self._now())
            self._forgot = self._now()


@contextmanager
def _alone(*, wait: bool, stopped: Callable[[], bool]) -> Iterator[bool]:
    """Holds the mark that only one worker of a data folder has; the system gives it back when the process ends.

    Yields whether it is held: not where somebody else has it, unless one waits until they end.
    """
    with (settings.DATA_DIR / "worker").open("ab") as mark:
        while not stopped():
            try:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if not wait:
                    raise AlreadyWorking(f"A worker is running on {settings.DATA_DIR} already.") from None
                threading.Event().wait(PAUSE)
            else:
                mark.truncate(0)
                mark.write(b"%d\n" % os.getpid())
                mark.flush()
                yield True
                return
        yield False


class AlreadyWorking(Exception):
    """Another worker holds the data folder."""


@contextmanager
def beside() -> Iterator[None]:
    """Keeps a worker running as long as the site does, and stops it with the site."""
    owner, stopping = os.getpid(), threading.Event()
    child: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not stopping.is_set():
            child[:] = [subprocess.Popen([sys.executable, "-m", "okrilje", "work", "--with-site"])]
            child[0].wait()
            stopping.wait(PAUSE)

    keeper = threading.Thread(target=keep, name="keeps the worker", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        # The processes that answer requests are copies of this one and come by here too when they end.
        if os.getpid() == owner:
            stopping.set()
            for process in child:
                process.terminate()
            keeper.join(FINISHES_WITHIN)
