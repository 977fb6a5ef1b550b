"""The real program, started as an official starts it: ``okrilje serve`` in a data folder of its own."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

#: The first start creates the database; on a busy machine that takes a while.
STARTS_WITHIN = 120


class Installed:
    """A demonstration that was set up once; building it takes longer than most tests. Programs are started in copies.

    ``shared`` is a folder of all processes that run tests; the first one builds it, the others wait.
    """

    def __init__(self, shared: Path) -> None:
        self.folder = shared / "installed"
        server = os.environ.get("DATABASE_URL", "")
        self.database = _Database(server, f"okrilje_installed_{_short(shared)}") if server else None
        with (shared / "installing").open("w") as mark:
            fcntl.flock(mark, fcntl.LOCK_EX)
            if not self.folder.exists():
                self._build(shared / "building")

    def _build(self, folder: Path) -> None:
        environment = _environment(folder)
        if self.database:
            self.database.create()
            environment["DATABASE_URL"] = self.database.url
        done = subprocess.run(
            [sys.executable, "-m", "okrilje", "setup"], env=environment, capture_output=True, text=True, timeout=600
        )
        if done.returncode:
            raise RuntimeError(f"The demonstration could not be set up:\n{done.stdout}{done.stderr}")
        folder.rename(self.folder)


def _environment(folder: Path) -> dict[str, str]:
    ours = ("OKRILJE_", "DATABASE_", "DJANGO_SETTINGS_MODULE")
    keep = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return keep | {"OKRILJE_DATA": str(folder)}


def _short(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


class Program:
    """One installation in demonstration mode, reached at ``address`` until ``stop``."""

    def __init__(self, folder: Path, *, like: Installed, host: str = "127.0.0.1", **settings: str) -> None:
        port = _free_port()
        self.address = f"http://{host}:{port}"
        self.log = folder / "server.log"
        shutil.copytree(like.folder, folder, dirs_exist_ok=True)
        self._database = like.database.copy() if like.database else None
        environment = _environment(folder) | {"OKRILJE_ADDRESS": self.address} | settings
        # Reminders would come and go with the day on which the pages are looked at.
        environment.setdefault("OKRILJE_WORKER", "0")
        if self._database:
            environment["DATABASE_URL"] = self._database.url
        #: What else speaks to this installation is started with.
        self.environment = environment
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "okrilje", "serve", f"--bind=127.0.0.1:{port}", "--workers=1"],
                env=environment, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self._wait(f"http://127.0.0.1:{port}/health/")

    def _wait(self, health: str) -> None:
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(health, timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"The program did not start:\n{self.log.read_text(encoding='utf-8')}")

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._database:
            self._database.drop()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class _Database:
    """A PostgreSQL database of its own, on the server that DATABASE_URL names."""

    def __init__(self, server: str, name: str) -> None:
        self.server = server
        self.name = name

    @property
    def url(self) -> str:
        head, mark, query = self.server.partition("?")
        return f"{head.rsplit('/', 1)[0]}/{self.name}{mark}{query}"

    def create(self, *, like: str = "template1") -> None:
        self._run("CREATE DATABASE {} TEMPLATE {}", self.name, like)

    def copy(self) -> _Database:
        found = _Database(self.server, f"okrilje_browser_{os.getpid()}_{time.monotonic_ns()}")
        found.create(like=self.name)
        return found

    def drop(self) -> None:
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)

    def _run(self, statement: LiteralString, *names: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
