"""Looks for a text everywhere in the installation: tables, files, letters, and what was logged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import mail


def traces(needle: str, log: Any = None) -> list[str]:
    """Where the text stands. ``log`` is pytest's caplog."""
    found = [
        model.__name__
        for model in apps.get_models()
        if any(needle in str(value) for row in model._default_manager.values_list() for value in row)
    ]
    found += [
        path.name
        for path in Path(settings.DATA_DIR).rglob("*")
        if path.is_file() and ".sqlite3" not in path.name and needle.encode() in path.read_bytes()
    ]
    found += ["mail" for letter in mail.outbox if needle in f"{letter.subject}{letter.body}{letter.to}"]
    if log is not None and needle in log.text:
        found.append("log")
    return found
