"""The rules of the house, kept by machine. Each test names the rule it keeps."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "okrilje"
OURS = ("audit", "accounts", "plan", "registers", "monitoring")
FLOORS = ["lib", "audit", "accounts", "statistics", "plan", "assessment", "cases", "registers", "monitoring", "web"]
FORBIDDEN_NAMES = {"common", "core", "utils", "helpers", "services", "managers", "base", "misc"}

#: Places over a hard limit, each with its reason. The list may only shrink.
TOO_LONG_FILES: dict[str, str] = {}
TOO_LONG_TEMPLATES: dict[str, str] = {}
TOO_LONG_FUNCTIONS: dict[str, str] = {}
TOO_MANY_FIELDS: dict[str, str] = {}


def python_files() -> list[Path]:
    return [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]


def our_models() -> list[type[models.Model]]:
    return [model for label in OURS for model in apps.get_app_config(label).get_models()]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def views(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern.callback


def test_every_view_of_ours_names_its_permission() -> None:
    silent = [
        address
        for address, view in views(get_resolver().url_patterns)
        if getattr(view, "__module__", "").startswith("okrilje") and not hasattr(view, "permission")
    ]
    assert not silent


def test_views_are_functions() -> None:
    classes = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in python_files()
        if path.name == "views.py" or path.parent.name == "views"
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and any("View" in ast.unparse(base) for base in node.bases)
    ]
    assert not classes


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_every_field_is_classed(model: type[models.Model]) -> None:
    classes = getattr(model, "CLASSES", {})
    fields = {field.name for field in model._meta.get_fields() if field.concrete}
    assert set(classes) == fields
    assert set(classes.values()) <= {"public", "internal", "sensitive"}


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_models_stay_small(model: type[models.Model]) -> None:
    if model.__name__ not in TOO_MANY_FIELDS:
        assert len(model._meta.concrete_fields) <= 20


def test_foreign_keys_point_down() -> None:
    upward = []
    for model in our_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.ManyToManyField):
                target = field.related_model._meta.app_label
                if target in FLOORS and FLOORS.index(target) > FLOORS.index(model._meta.app_label):
                    upward.append(f"{model.__name__}.{field.name} -> {target}")
    assert not upward


def test_the_audit_log_has_no_foreign_keys() -> None:
    fields = apps.get_model("audit", "Event")._meta.get_fields()
    assert not [field.name for field in fields if field.is_relation]


def test_names_say_what_a_place_is_for() -> None:
    vague = [
        str(path.relative_to(ROOT))
        for path in [*python_files(), *(p for p in PACKAGE.iterdir() if p.is_dir())]
        if path.stem in FORBIDDEN_NAMES and "templates" not in path.parts
    ]
    assert not vague


def test_no_signals_of_our_own_and_no_save_overrides() -> None:
    found = []
    for path in python_files():
        text = path.read_text(encoding="utf-8")
        if re.search(r"django\.db\.models\.signals|\bpre_save\b|\bpost_save\b", text):
            found.append(f"{path.relative_to(ROOT)}: signal")
        if re.search(r"^    def save\(self", text, re.MULTILINE) and "models" in str(path):
            found.append(f"{path.relative_to(ROOT)}: save()")
    assert not found


def test_the_django_admin_is_not_used() -> None:
    assert not apps.is_installed("django.contrib.admin")


def test_files_stay_short_enough_to_live_in() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in python_files()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert set(long) <= set(TOO_LONG_FILES), long


def test_functions_stay_short() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": length
        for path in python_files()
        for node in functions(path)
        if (length := (node.end_lineno or 0) - node.lineno + 1) > 60
    }
    assert set(long) <= set(TOO_LONG_FUNCTIONS), long


def test_templates_stay_short() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in PACKAGE.rglob("templates/**/*.html")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 150
    }
    assert set(long) <= set(TOO_LONG_TEMPLATES), long


def test_exemptions_are_still_needed() -> None:
    for name in [*TOO_LONG_FILES, *TOO_LONG_TEMPLATES]:
        assert (ROOT / name).exists(), f"{name} is gone: take it off the list"


INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE
)


def test_templates_hold_no_script_and_no_style() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in PACKAGE.rglob("templates/**/*.html")
        if (match := INLINE.search(path.read_text(encoding="utf-8")))
    ]
    assert not found


def test_templates_write_keys_without_a_separator_of_thousands() -> None:
    """A page says "1,046" where it is told to write the number 1046; as an id or a value that leads nowhere."""
    wrong = [
        f"{path.name}: {found}"
        for path in PACKAGE.rglob("templates/**/*.html")
        for found in re.findall(r"\{\{ *[\w.]*\b(?:pk|id) *\}\}", path.read_text(encoding="utf-8"))
        if re.search(r"\bpk\b|\.id\b", found) and "rule.id" not in found
    ]
    assert wrong == []


def test_templates_ask_nothing_of_another_site() -> None:
    """Links that a person follows may leave; what a page loads may not."""
    loads = re.compile(r"(?:src|srcset|action|data|poster)=[\"']?(?:https?:)?//|<link[^>]+href=[\"'](?:https?:)?//")
    found = [
        str(path.relative_to(ROOT))
        for path in PACKAGE.rglob("templates/**/*.html")
        if loads.search(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_the_clock_is_asked_in_few_places() -> None:
    """Rules and actions take the moment from their caller, so that a test can say what time it is."""
    allowed = {"views", "api", "management", "templatetags"}
    asking = [
        str(path.relative_to(PACKAGE))
        for path in python_files()
        if re.search(r"timezone\.(now|localdate)\(|date\.today\(|datetime\.now\(", path.read_text(encoding="utf-8"))
        and not allowed & set(path.parts)
        and path.name not in {"views.py", "api_access.py", "clock.py", "cli.py", "installation.py", "events.py"}
    ]
    assert not asking


def test_nothing_of_this_machine_is_committed() -> None:
    """No path of the machine it was written on, no host of a package registry."""
    words = re.compile(r"(?<![\w.])/work/|/root/|pypi\.org|pythonhosted|registry\.npmjs|deb\.debian\.org")
    skipped = {".venv", ".git", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
    found = [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*")
        if path.is_file()
        and not skipped & set(path.relative_to(ROOT).parts)
        and path.suffix in {".py", ".md", ".toml", ".lock", ".html", ".css", ".js", ".json", ".po", "", ".sh"}
        and path.name not in {"test_house.py", "uv.lock"}
        and words.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found
