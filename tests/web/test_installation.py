"""From an empty folder to a running site and back: what ``okrilje setup``, ``serve`` and ``demo`` promise."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from okrilje.accounts import demonstration
from okrilje.accounts.permissions import Role
from okrilje.web import installation
from tests.web.program import ROOT, assert_one_sentence, command, environment, okrilje

LISTENS_WITHIN = 60
KEY = "a-key-of-more-than-fifty-characters-0123456789-abcdefghij"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demonstration, made once for the tests below; each leaves it as it was."""
    data = tmp_path_factory.mktemp("installation") / "data"
    done = okrilje(data, "demo", "--reset")
    assert done.returncode == 0, done.stderr
    return data


def exported(data: Path, file: Path) -> bytes:
    done = okrilje(data, "plan", "export", "demo-canton-2021-2023", "--out", str(file))
    assert done.returncode == 0, done.stderr
    return file.read_bytes()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    site = subprocess.Popen(
        command("serve", "--bind", f"127.0.0.1:{port}", "--workers", "1"), cwd=ROOT, env=environment(data),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield site
    finally:
        site.send_signal(signal.SIGINT)
        site.communicate(timeout=30)


def answer(port: int, path: str) -> int:
    """The status of a page, as soon as somebody listens."""
    until = time.monotonic() + LISTENS_WITHIN
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as page:
                return int(page.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.2)
    raise AssertionError("nobody listens")


def appears(file: Path, why: str) -> None:
    until = time.monotonic() + LISTENS_WITHIN
    while not file.exists():
        assert time.monotonic() < until, why
        time.sleep(0.2)


def test_the_site_serves_and_is_not_reset_or_started_twice_meanwhile(prepared: Path) -> None:
    port = free_port()
    with running(prepared, port) as site:
        assert answer(port, "/health/") == 200
        assert answer(port, "/plans/bih-2020-2023/") == 200
        appears(prepared / "worker", "a worker is kept beside the site")
        reset = okrilje(prepared, "demo", "--reset")
        assert reset.returncode == 2 and "The site is running" in reset.stderr
        second = okrilje(prepared, "serve", "--bind", f"127.0.0.1:{port}")
        assert second.returncode == 2 and "is in use" in second.stderr and f":{port + 1}" in second.stderr
        assert_one_sentence(second.stderr)
        assert answer(port, "/plans/bih-2020-2023/activities/1.1.1/") == 200
    assert site.returncode == 0


def test_setting_up_again_loses_nothing_and_a_reset_builds_the_same_anew(prepared: Path, tmp_path: Path) -> None:
    first = exported(prepared, tmp_path / "first.json")
    done = okrilje(prepared, "plan", "import", str(tmp_path / "first.json"), "--plan", "mine", "--yes")
    assert done.returncode == 0, done.stderr
    assert okrilje(prepared, "setup").returncode == 0
    assert "mine\t" in okrilje(prepared, "plan", "list").stdout
    reset = okrilje(prepared, "demo", "--reset")
    assert reset.returncode == 0 and demonstration.PASSWORD in reset.stdout
    assert "mine\t" not in okrilje(prepared, "plan", "list").stdout
    assert exported(prepared, tmp_path / "again.json") == first


def test_the_data_folder_is_for_its_owner_alone(prepared: Path) -> None:
    assert prepared.stat().st_mode & 0o077 == 0
    assert (prepared / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the tests run on SQLite; test-postgres runs this one")
def test_the_demonstration_is_built_and_reset_on_postgresql(tmp_path: Path) -> None:
    given = urlsplit(os.environ["DATABASE_URL"])
    name = f"okrilje_reset_{os.getpid()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            url = given._replace(path=f"/{name}").geturl()
            for _ in range(2):
                done = okrilje(tmp_path / "data", "demo", "--reset", DATABASE_URL=url)
                assert done.returncode == 0, done.stderr
            assert "bih-2020-2023\t" in okrilje(tmp_path / "data", "plan", "list", DATABASE_URL=url).stdout
        finally:
            server.execute(f'DROP DATABASE "{name}"')


def test_production_does_not_start_over_a_demonstration(prepared: Path) -> None:
    production = {
        "OKRILJE_MODE": "production",
        "OKRILJE_ADDRESS": "https://plan.gov.example",
        "OKRILJE_SECRET_KEY": KEY,
    }
    done = okrilje(prepared, "serve", "--bind", f"127.0.0.1:{free_port()}", **production)
    assert done.returncode == 2 and f"{len(demonstration.logins())} open demonstration accounts" in done.stderr
    assert_one_sentence(done.stderr)


# --- In words ------------------------------------------------------------------------------------------------


def test_the_welcome_names_address_and_one_login_for_each_role() -> None:
    text = installation.welcome("127.0.0.1:8000")
    assert "http://127.0.0.1:8000/" in text and demonstration.PASSWORD in text
    assert {line.split()[-1] for line in text.splitlines() if demonstration.DOMAIN in line} == set(Role)


def test_production_names_no_logins(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMONSTRATION = False
    assert demonstration.PASSWORD not in installation.welcome("127.0.0.1:8000")


@pytest.mark.parametrize(
    "bind", ["8000", "foo", ":8000", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "h:8000x", ""]
)
def test_what_is_no_address_is_refused_with_an_example(bind: str) -> None:
    with pytest.raises(installation.InstallationError, match="127.0.0.1:8000"):
        installation.check_address(bind)


def test_a_port_that_somebody_holds_is_named_with_another() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        bind = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(installation.InstallationError, match=f"{bind} is in use"):
            installation.check_address(bind)


def test_free_addresses_and_sockets_of_a_proxy_are_accepted(tmp_path: Path) -> None:
    installation.check_address(f"127.0.0.1:{free_port()}")
    installation.check_address(f"unix:{tmp_path}/okrilje.sock")
