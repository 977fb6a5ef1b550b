"""What an attacker would try first."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.test import Client

from okrilje.accounts.permissions import Role
from tests.accounts.conftest import PASSWORD, english_client, sign_in

PRODUCTION = {
    "OKRILJE_MODE": "production",
    "OKRILJE_SECRET_KEY": "".join(chr(33 + n % 90) for n in range(80)),
    "OKRILJE_ADDRESS": "https://plan.gov.example",
    "DJANGO_SETTINGS_MODULE": "okrilje.settings",
}


def run(data: object, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    # The tests' own data folder and database are not passed on.
    given = {k: v for k, v in os.environ.items() if not k.startswith(("OKRILJE", "DATABASE"))}
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, timeout=120, cwd=django_settings.CHECKOUT,
        env=given | PRODUCTION | {"OKRILJE_DATA": str(data)} | environment,
    )  # fmt: skip


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> object:
    """The data folder of a production installation with its tables, shared by the tests below."""
    data = tmp_path_factory.mktemp("production")
    done = run(data, "manage.py", "migrate", "--verbosity=0")
    assert done.returncode == 0, done.stderr
    assert run(data, "manage.py", "collectstatic", "--noinput", "--verbosity=0").returncode == 0
    return data


def test_production_passes_the_deployment_check(production) -> None:
    done = run(production, "manage.py", "check", "--deploy", "--database", "default", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"OKRILJE_SECRET_KEY": ""}, "OKRILJE_SECRET_KEY"),
        ({"OKRILJE_SECRET_KEY": "short"}, "too weak"),
        ({"OKRILJE_ADDRESS": "http://plan.gov.example"}, "must begin with https"),
        ({"OKRILJE_IDLE_MINUTES": "0"}, "OKRILJE_IDLE_MINUTES"),
        ({"OKRILJE_OIDC_SERVER": "sso"}, "OKRILJE_OIDC_SERVER"),
    ],
)
def test_production_does_not_start_half_secured(environment, sentence, tmp_path) -> None:
    done = run(tmp_path, "manage.py", "check", **environment)
    assert done.returncode != 0
    assert sentence in done.stderr


PRODUCTION_PAGES = """
import django
django.setup()
from django.test import Client
from okrilje.accounts import demonstration
from okrilje.accounts.models import Institution, User
ms = Institution.objects.create(code="MS", name="MS", kind="ministry", level="state")
User.objects.create_user("demo@example.org", "a long password 9", name="D", institution=ms,
                         roles=["administrator"], is_demonstration=True)
client = Client(headers={"host": "plan.gov.example"})
get = lambda path: client.get(path, secure=True)
print(get("/accounts/demonstration/").status_code, client.post("/accounts/demonstration/sign-in/",
      {"email": "demo@example.org"}, secure=True).status_code)
page = get("/login/")
print("demo-banner" in page.content.decode(), page.headers["Strict-Transport-Security"])
page = client.post("/login/", {"login": "demo@example.org", "password": "a long password 9"}, secure=True)
print("_auth_user_id" in client.session, page.headers.get("Location"))
cookie = page.cookies.get("sessionid") or page.cookies["csrftoken"]
print(cookie["secure"], cookie["httponly"], cookie["samesite"])
print(Client(headers={"host": "evil.example"}).get("/login/", secure=True).status_code)
print(client.get("/login/").status_code)
try:
    demonstration.logins()
except demonstration.NotADemonstration:
    print("refused")
"""


def test_production_knows_no_demonstration(production, tmp_path) -> None:
    data = shutil.copytree(production, tmp_path / "data")
    done = run(data, "-c", PRODUCTION_PAGES)
    assert done.stdout.splitlines() == [
        "404 404",
        "False max-age=31536000; includeSubDomains; preload",
        "False /login/closed/",
        "True True Lax",
        "400",
        "301",
        "refused",
    ], done.stderr
    done = run(data, "manage.py", "check", "--database", "default")
    assert done.returncode != 0
    assert "accounts.E001" in done.stderr
    done = run(data, "-c", "from okrilje.cli import main; main(['setup'])")
    assert done.returncode == 2
    assert "1 open demonstration accounts" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_session_key_changes_when_somebody_signs_in(person, english, waived) -> None:
    """An attacker who planted a session key before has nothing from it afterwards (session fixation)."""
    english.get("/login/")
    english.session["planted"] = "x"
    english.session.save()
    before = english.session.session_key
    sign_in(english, person(Role.REPORTER).email)
    assert english.session.session_key != before


def test_the_old_cookie_is_dead_after_signing_out(person, english, waived) -> None:
    sign_in(english, person(Role.REPORTER).email)
    cookie = english.cookies["sessionid"].value
    english.post("/login/out/")
    thief = english_client()
    thief.cookies["sessionid"] = cookie
    assert thief.get("/accounts/").status_code == 302


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "https:evil.example", "/\\evil.example"],
)
def test_signing_in_leads_nowhere_else(target: str, person, english, waived) -> None:
    assert sign_in(english, person(Role.REPORTER).email, next=target).url == "/tasks/"
    response = english.post("/login/out/", {"next": target})
    assert response.url == "/"


def test_signing_in_leads_to_the_page_that_was_asked_for(person, english, waived) -> None:
    assert sign_in(english, person(Role.REPORTER).email, next="/accounts/sessions/").url == "/accounts/sessions/"


def test_forms_without_the_token_of_the_page_are_refused(person, waived) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person(Role.ADMINISTRATOR))
    for path in ("/login/", "/accounts/users/invite/", "/accounts/demonstration/sign-in/", "/login/out/"):
        assert strict.post(path, {}).status_code == 403, path


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/login/", "/accounts/demonstration/", "/nowhere/"])
def test_every_answer_carries_the_headers_that_protect(path: str, english) -> None:
    headers = english.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_of_signed_in_people_are_not_kept(person, waived) -> None:
    page = english_client(person(Role.REPORTER)).get("/accounts/")
    assert "no-store" in page.headers["Cache-Control"]


def pages(client: Client) -> list[str]:
    paths = ["/login/", "/login/second-step/", "/login/second-step/app/", "/login/second-step/passkeys/new/",
             "/accounts/", "/accounts/users/", "/accounts/users/invite/", "/accounts/institutions/new/",
             "/accounts/demonstration/"]  # fmt: skip
    client.post("/login/again/", {"password": PASSWORD})
    return [client.get(path).content.decode() for path in paths]


def test_no_page_has_anything_inline_or_from_elsewhere(person, waived) -> None:
    for page in pages(english_client(person(Role.ADMINISTRATOR))):
        for tag in re.findall(r"<script[^>]*>", page):
            assert 'src="/static/' in tag or 'type="application/json"' in tag, tag
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", page)
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page)


def test_no_password_and_no_hash_reaches_a_page(person, waived) -> None:
    somebody = person(Role.ADMINISTRATOR)
    for page in pages(english_client(somebody)):
        assert PASSWORD not in page
        assert somebody.password not in page
