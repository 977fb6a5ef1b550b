"""The tutorial is true: its text, put into one file, is a kind of record with all that the others have."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "how-to" / "add-a-kind-of-record.md"
USE = """
from datetime import date
from django.conf import settings
from django.test import Client, override_settings
from okrilje.accounts.models import Institution, User
from okrilje.lib.periods import Period
from okrilje.plan import measuring

files = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
override_settings(MFA_WAIVED=True, STORAGES={**settings.STORAGES, "staticfiles": files}).enable()
ministry = Institution.objects.create(code="MS", name="Ministry", kind="ministry", level="state")
user = User.objects.create_user(email="a@example.org", name="A", password="x", institution=ministry, roles=["reporter"])
client = Client()
client.force_login(user)
client.cookies["language"] = "en"
sent = {"title": "Visit to Zagreb", "happened_on": "2021-05-04", "country": "HR", "delegates": 3, "note": ""}
assert client.post("/registers/visits/new/", sent).status_code == 302
shown = client.get("/registers/visits/?country=HR").content.decode()
assert "Visit to Zagreb" in shown and "Croatia" in shown and "Delegates: <strong>3</strong>" in shown
assert "Visit to Zagreb" not in client.get("/registers/visits/?country=RS").content.decode()
assert "Visit to Zagreb" in client.get("/registers/visits/file.csv").content.decode()
assert client.get("/registers/visits/file.xlsx").content[:2] == b"PK"
asked = measuring.question("count(visit: country=HR, date∈period)", {})
year = Period(date(2021, 1, 1), date(2021, 12, 31))
assert asked and measuring.rows(asked, year).count() == 1
print("the tutorial is true")
"""


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the tutorial is gone through once, on SQLite")
def test_the_kind_of_the_tutorial_is_one_file(tmp_path: Path) -> None:
    code = re.findall(r"^```python\n(.+?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    shutil.copytree(ROOT / "okrilje", tmp_path / "okrilje", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    (tmp_path / "okrilje" / "registers" / "kinds" / "visits.py").write_text(code[0], encoding="utf-8")
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    env |= {"PYTHONPATH": str(tmp_path), "OKRILJE_DATA": str(tmp_path / "data")}
    for command in (["makemigrations", "registers"], ["migrate"], ["shell", "--no-imports", "-c", USE]):
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr[-2000:]
    assert "the tutorial is true" in done.stdout
