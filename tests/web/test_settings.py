"""Settings from the environment: what each variable does, and the sentence for each wrong value."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.web.program import ROOT

SETTINGS = ROOT / "okrilje" / "settings.py"
KEY = "a-key-of-more-than-fifty-characters-0123456789-abcdefghij"
PRODUCTION = {
    "OKRILJE_MODE": "production",
    "OKRILJE_SECRET_KEY": KEY,
    "OKRILJE_ADDRESS": "https://plan.gov.example",
}


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Reads the settings as a new process would, with these variables and no others of ours."""

    def loaded(**variables: str) -> dict[str, Any]:
        for name in names_in_code():
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(f"{name}_FILE", raising=False)
        for name, value in ({"OKRILJE_DATA": str(tmp_path / "data")} | variables).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(SETTINGS))

    return loaded


def names_in_code() -> set[str]:
    return set(re.findall(r'"(OKRILJE_[A-Z_]+|DATABASE_URL)"', SETTINGS.read_text(encoding="utf-8")))


WRONG = [
    ({"OKRILJE_MODE": "prod"}, "OKRILJE_MODE is 'prod'; write one of: demonstration, production"),
    ({"OKRILJE_COUNTRY": "xx"}, "OKRILJE_COUNTRY is 'xx'; write one of: bih."),
    ({"OKRILJE_DEBUG": "yes"}, "OKRILJE_DEBUG is 'yes'; write 1 for yes or 0 for no"),
    ({"OKRILJE_WORKER": "no"}, "OKRILJE_WORKER is 'no'; write 1 for yes or 0 for no"),
    ({"OKRILJE_WAIVE_MFA": "true"}, "OKRILJE_WAIVE_MFA is 'true'"),
    ({"OKRILJE_BEHIND_PROXY": "no"}, "OKRILJE_BEHIND_PROXY is 'no'"),
    ({"OKRILJE_SECRET_KEY": "short"}, "OKRILJE_SECRET_KEY is too weak"),
    ({"OKRILJE_SECRET_KEY": "ab" * 40}, "OKRILJE_SECRET_KEY is too weak"),
    ({"OKRILJE_SECRET_KEY_FILE": "/missing/key"}, "OKRILJE_SECRET_KEY_FILE names /missing/key, which cannot be read"),
    ({"OKRILJE_SECRET_KEY_FALLBACKS": "short"}, "OKRILJE_SECRET_KEY_FALLBACKS holds a key that is too weak"),
    ({"OKRILJE_SECRET_KEY_FALLBACKS": f"{KEY} short"}, "OKRILJE_SECRET_KEY_FALLBACKS holds a key that is too weak"),
    ({**PRODUCTION, "OKRILJE_SECRET_KEY_FALLBACKS": KEY}, "OKRILJE_SECRET_KEY_FALLBACKS holds the key of OKRILJE_SEC"),
    ({"OKRILJE_SECRET_KEY_FALLBACKS_FILE": "/missing/key"}, "OKRILJE_SECRET_KEY_FALLBACKS_FILE names /missing/key"),
    ({"OKRILJE_ADDRESS": "plan.gov.example"}, "OKRILJE_ADDRESS is 'plan.gov.example'; write scheme and host"),
    ({"OKRILJE_ADDRESS": "https://plan.gov.example/path"}, "OKRILJE_ADDRESS"),
    ({"OKRILJE_TODAY": "yesterday"}, "OKRILJE_TODAY is 'yesterday'; write a day, as in 2022-01-20"),
    ({**PRODUCTION, "OKRILJE_TODAY": "2022-01-20"}, "OKRILJE_TODAY is for demonstrations"),
    ({"OKRILJE_TIME_ZONE": "Mars"}, "OKRILJE_TIME_ZONE is 'Mars'; write a name such as Europe/Sarajevo"),
    ({"OKRILJE_TIME_ZONE": "../etc/passwd"}, "OKRILJE_TIME_ZONE"),
    ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must begin with postgres://"),
    ({"DATABASE_URL": "x"}, "DATABASE_URL must begin with postgres://"),
    ({"DATABASE_URL": "postgres://host:port/x"}, "DATABASE_URL cannot be read"),
    ({"OKRILJE_IMPORT_MAX_MB": "0"}, "OKRILJE_IMPORT_MAX_MB is '0'; write a whole number from 1 to 200"),
    ({"OKRILJE_IMPORT_MAX_MB": "2.5"}, "OKRILJE_IMPORT_MAX_MB is '2.5'"),
    ({"OKRILJE_IDLE_MINUTES": "-5"}, "OKRILJE_IDLE_MINUTES is '-5'; write a whole number from 5 to 480"),
    ({"OKRILJE_MAIL_URL": "mail.gov.example"}, "OKRILJE_MAIL_URL cannot be read; write smtp"),
    ({"OKRILJE_MAIL_URL": "smtp://mail:port"}, "OKRILJE_MAIL_URL cannot be read"),
    ({"OKRILJE_OIDC_SERVER": "sso"}, "OKRILJE_OIDC_SERVER is 'sso'"),
    ({"OKRILJE_OIDC_SERVER": "https://sso.gov.example"}, "OKRILJE_OIDC_SERVER needs OKRILJE_OIDC_CLIENT_ID"),
    ({**PRODUCTION, "OKRILJE_SECRET_KEY": ""}, "OKRILJE_SECRET_KEY (or OKRILJE_SECRET_KEY_FILE) is missing"),
    ({**PRODUCTION, "OKRILJE_ADDRESS": "http://plan.gov.example"}, "OKRILJE_ADDRESS must begin with https://"),
]


@pytest.mark.parametrize(
    ("variables", "sentence"), WRONG, ids=lambda value: "" if isinstance(value, dict) else value[:40]
)
def test_a_wrong_value_is_named_with_what_is_allowed(load: Any, variables: dict[str, str], sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        load(**variables)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_data_folder_that_is_a_file_or_cannot_be_made_is_named(load: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "inside"):
        with pytest.raises(ImproperlyConfigured, match=f"OKRILJE_DATA: the folder {path} cannot be made"):
            load(OKRILJE_DATA=str(path))


def test_a_secret_never_stands_in_a_message(load: Any) -> None:
    for variables in (
        {"DATABASE_URL": "postgres://okrilje:hunter2@host:port/x"},
        {"OKRILJE_MAIL_URL": "smtp://okrilje:hunter2@mail:port"},
        {"OKRILJE_SECRET_KEY": "hunter2"},
        {"OKRILJE_SECRET_KEY_FALLBACKS": "hunter2"},
    ):
        with pytest.raises(ImproperlyConfigured) as caught:
            load(**variables)
        assert "hunter2" not in str(caught.value)


def test_without_any_variable_it_is_a_demonstration_on_this_machine(load: Any, tmp_path: Path) -> None:
    settings = load()
    assert settings["DEMONSTRATION"] and settings["MFA_WAIVED"] and not settings["DEBUG"]
    assert settings["DATABASES"]["default"]["NAME"] == tmp_path / "data" / "okrilje.sqlite3"
    assert settings["SECRET_KEY"] == load()["SECRET_KEY"], "the key that was made is kept"
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_without_a_data_folder_named_it_is_var_in_the_checkout(load: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(OKRILJE_DATA="", OKRILJE_SECRET_KEY=KEY)["DATA_DIR"] == ROOT / "var"


def test_production_is_locked(load: Any) -> None:
    settings = load(**PRODUCTION, OKRILJE_WAIVE_MFA="1")
    assert not settings["DEMONSTRATION"] and not settings["MFA_WAIVED"]
    assert settings["ALLOWED_HOSTS"] == ["plan.gov.example"]
    assert settings["SECURE_SSL_REDIRECT"] and settings["SESSION_COOKIE_SECURE"] and settings["SECURE_HSTS_SECONDS"] > 0


def test_secrets_may_come_from_files(load: Any, tmp_path: Path) -> None:
    for name, content in (("key", KEY), ("database", "postgres://u:p%40ss@db.gov.example:5433/plans")):
        (tmp_path / name).write_text(content + "\n", encoding="utf-8")
    settings = load(OKRILJE_SECRET_KEY_FILE=str(tmp_path / "key"), DATABASE_URL_FILE=str(tmp_path / "database"))
    database = settings["DATABASES"]["default"]
    assert settings["SECRET_KEY"] == KEY
    assert (database["HOST"], database["PORT"], database["PASSWORD"]) == ("db.gov.example", 5433, "p@ss")


def test_former_secret_keys_stand_in_one_variable_or_on_the_lines_of_a_file(load: Any, tmp_path: Path) -> None:
    former = [KEY[::-1], KEY.upper()]
    assert load(**PRODUCTION)["SECRET_KEY_FALLBACKS"] == []
    assert load(**PRODUCTION, OKRILJE_SECRET_KEY_FALLBACKS=" ".join(former))["SECRET_KEY_FALLBACKS"] == former
    (tmp_path / "before").write_text("\n".join(former) + "\n", encoding="utf-8")
    path = str(tmp_path / "before")
    assert load(**PRODUCTION, OKRILJE_SECRET_KEY_FALLBACKS_FILE=path)["SECRET_KEY_FALLBACKS"] == former


def test_mail_proxy_limits_and_single_sign_on_take_effect(load: Any) -> None:
    settings = load(
        **PRODUCTION,
        OKRILJE_MAIL_URL="smtp+tls://okrilje:pw@mail.gov.example:587", OKRILJE_MAIL_FROM="plan@gov.example",
        OKRILJE_BEHIND_PROXY="1", OKRILJE_IMPORT_MAX_MB="7", OKRILJE_IDLE_MINUTES="45",
        OKRILJE_OIDC_SERVER="https://sso.gov.example/realms/bih", OKRILJE_OIDC_CLIENT_ID="okrilje",
        OKRILJE_OIDC_CLIENT_SECRET="secret", OKRILJE_OIDC_NAME="Ministarstvo",
    )  # fmt: skip
    assert (settings["EMAIL_HOST"], settings["EMAIL_USE_TLS"]) == ("mail.gov.example", True)
    assert settings["DEFAULT_FROM_EMAIL"] == "plan@gov.example"
    assert settings["WORKER"] and not load(OKRILJE_WORKER="0")["WORKER"]
    assert settings["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert settings["IMPORT_MAX_BYTES"] == 7 * 1024 * 1024 and settings["SESSION_IDLE_MINUTES"] == 45
    assert settings["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"][0]["name"] == "Ministarstvo"
    assert "https://sso.gov.example" in settings["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"]


def test_the_page_on_settings_describes_exactly_the_variables_there_are() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^### `([A-Z_]+)`", page, re.MULTILINE))
    assert described == names_in_code()


def test_the_page_says_which_variables_may_come_from_a_file() -> None:
    code = SETTINGS.read_text(encoding="utf-8")
    from_files = set(re.findall(r'_text\("([A-Z_]+)"', code))
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`([A-Z_]+)_FILE`", page)) == from_files
