"""Making an installation ready and running it: what ``okrilje setup``, ``serve`` and ``demo`` do."""

from __future__ import annotations

import errno
import fcntl
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, Any

import click
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from okrilje.accounts import actions as accounts
from okrilje.accounts import catalogue, demonstration
from okrilje.accounts.checks import no_demonstration_users_in_production
from okrilje.accounts.models import User
from okrilje.files import vault
from okrilje.monitoring import actions as monitoring
from okrilje.monitoring import demonstration as reports
from okrilje.plan import actions as plans
from okrilje.plan import overlapping
from okrilje.registers import examples as records
from okrilje.web import worker


class InstallationError(Exception):
    """What was asked cannot be done here; the message says why and what to do."""


class NotADemonstration(InstallationError):
    """The installation holds more than the demonstration, so it is not deleted."""


def prepare() -> None:
    """Database, static files, the country's data, secrets under a new key; in demonstration mode people and plans too.

    Raises InstallationError where production would start over the made-up people of a demonstration.
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        click.echo("Preparing the database ...")
        call_command("migrate", verbosity=0, interactive=False)
    for problem in no_demonstration_users_in_production(databases=["default"]):
        raise InstallationError(f"{problem.msg} {problem.hint}")
    call_command("collectstatic", verbosity=0, interactive=False)
    load_country()
    if settings.SECRET_KEY_FALLBACKS:
        accounts.renew_second_steps(by="system", at=timezone.now())
        vault.renew()
    if settings.DEMONSTRATION:
        load_demonstration()


@transaction.atomic
def load_country() -> None:
    """Institutions, strategies and plans that are shipped for the country; what is there already stays as it is."""
    at, country = timezone.now(), settings.COUNTRY
    accounts.load_institutions(catalogue.load(country), by="system", at=at)
    index = catalogue.country_file(country, "index.json")
    for name in index["strategies"]:
        plans.load_strategy(catalogue.country_file(country, name), by="system", at=at)
    for entry in index["plans"]:
        plans.load_shipped_plan(country, entry["file"], by="system", at=at, government=entry["government"])
    for name in index["overlaps"]:
        overlapping.load(catalogue.country_file(country, name), by="system", at=at)
    load_common_measures()


def load_common_measures() -> None:
    """What the plans of the country measure alike; what people changed since stays as it is."""
    for name in catalogue.country_file(settings.COUNTRY, "index.json")["common_measures"]:
        facts = catalogue.country_file(settings.COUNTRY, name)
        monitoring.load_common_measures(facts, by="system", at=timezone.now())


def load_demonstration() -> None:
    """Made-up users, a made-up plan, and made-up reports on it and on the real one, each marked as demonstration."""
    demonstration.create_users(by="system", at=timezone.now())
    load_demonstration_plans()
    records.build()
    reports.build()


def load_demonstration_plans() -> None:
    for entry in catalogue.country_file(settings.COUNTRY, "index.json")["demonstration_plans"]:
        plans.load_shipped_plan(
            settings.COUNTRY,
            entry["file"],
            by="system",
            at=timezone.now(),
            government=entry["government"],
            is_demonstration=True,
        )
    load_common_measures()


def reset_demonstration() -> None:
    """Empties the database and builds the demonstration anew.

    Raises NotADemonstration in production mode, or where real accounts exist; InstallationError while the site runs.
    """
    if not settings.DEMONSTRATION:
        raise NotADemonstration("This is a production installation (OKRILJE_MODE); there is no demonstration to reset.")
    tables = connection.introspection.table_names()
    if User._meta.db_table in tables and User.objects.filter(is_demonstration=False).exists():
        raise NotADemonstration(
            f"{settings.DATA_DIR} holds accounts of real people, so it is not deleted. Name another folder in "
            "OKRILJE_DATA, or remove this one yourself."
        )
    with _serving_mark() as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InstallationError(f"The site is running on {settings.DATA_DIR}. Stop it first.") from error
        _drop_everything()
        prepare()


@contextmanager
def in_use() -> Iterator[None]:
    """As long as the site or a worker runs, the demonstration under it is not reset."""
    with _serving_mark() as mark:
        fcntl.flock(mark, fcntl.LOCK_SH)
        yield


def _serving_mark() -> IO[bytes]:
    """A file that every running site holds a shared lock on; the system gives it back when the last process ends."""
    return (settings.DATA_DIR / "serving").open("ab")


def _drop_everything() -> None:
    """The audit log refuses deletion row by row, so the database is emptied from outside."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    for anchor in settings.DATA_DIR.glob("audit-anchor*"):
        anchor.unlink()
    for sha256 in list(vault.everything()):
        vault.remove(sha256)
    cache.clear()


def logins_text() -> str:
    lines = [f"  {login.email:42} {login.role}" for login in demonstration.one_for_each_role()]
    return "\n".join(
        [
            "Demonstration logins (made-up people, never in production):",
            *lines,
            "  and a reporter and an approver of each institution: reporter-sps@, approver-sps@, ...",
            f"  password: {demonstration.PASSWORD}",
        ]
    )


def welcome(bind: str) -> str:
    text = f"\nOkrilje {settings.VERSION} at http://{bind}/   (Ctrl+C stops it)\n"
    return f"{text}\n{logins_text()}\n" if settings.DEMONSTRATION else text


def check_address(bind: str) -> None:
    """Raises InstallationError where nothing can listen on ``bind`` (HOST:PORT, or unix:PATH)."""
    if bind.startswith("unix:"):
        return
    host, _colon, port = bind.rpartition(":")
    if not (host and port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise InstallationError(f'"{bind}" is no address to listen on: write HOST:PORT, as in 127.0.0.1:8000.')
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(
            host.strip("[]"), int(port), type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise InstallationError(
                f"{bind} is in use: perhaps Okrilje runs there already. Stop the other program, or choose another "
                f"port: okrilje serve --bind {host}:{int(port) % 65535 + 1}"
            ) from error
        raise InstallationError(f"Nothing can listen on {bind}: {error.strerror}.") from error


def serve(bind: str, workers: int) -> None:
    """Serves until stopped. The application is loaded once and shared by the workers."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in {
                "bind": bind,
                "workers": workers,
                "threads": 4,
                "preload_app": True,
                "max_requests": 5000,
                "max_requests_jitter": 500,
                "loglevel": "warning",
                "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,
            }.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from okrilje.web.wsgi import application

            connection.close()
            return application

    sys.argv = sys.argv[:1]
    with in_use(), worker.beside() if settings.WORKER else nullcontext():
        Server().run()
