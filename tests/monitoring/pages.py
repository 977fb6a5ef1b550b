"""Opening pages of a report as one of the people of the story."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from okrilje.accounts.models import User
from okrilje.monitoring.models import Cycle

BASE = "/plans/test-plan/reporting"


def client(user: User, language: str = "en") -> Client:
    found = Client()
    found.force_login(user)
    found.cookies["language"] = language
    return found


def report(cycle: Cycle, who: str = "GP") -> str:
    return f"/plans/{cycle.plan.code}/reporting/{cycle.code}/{who}/"


def item(cycle: Cycle, code: str, who: str = "GP", scope: str = "whole") -> str:
    return f"{report(cycle, who)}{code}/{scope}/"


def fields_of(page: str) -> dict[str, str]:
    """What the form of an item would send back untouched, as a browser does: hidden fields, texts, choices."""
    form = page[page.index('class="answer"') :]
    form = form[: form.index("</form>")]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") == "radio" and "checked" not in tag:
            continue
        found[attributes["name"]] = attributes.get("value", "")
    for name, text in re.findall(r'<textarea name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        found[name] = text
    for name, options in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


def opened(person: Client, address: str) -> dict[str, Any]:
    response = person.get(address)
    assert response.status_code == 200, response.content.decode()[:2000]
    return fields_of(response.content.decode())
