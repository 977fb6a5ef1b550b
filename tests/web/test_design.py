"""The look keeps its promises: contrast, size, nothing inline, nothing from elsewhere, no class out of thin air."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

WEB = Path(__file__).parents[2] / "okrilje" / "web"
STATIC = WEB / "static" / "okrilje"
STYLESHEET = (STATIC / "okrilje.css").read_text(encoding="utf-8")
SCRIPT = (STATIC / "okrilje.js").read_text(encoding="utf-8")
REFERENCE = (Path(__file__).parents[2] / "docs" / "explanation" / "design.md").read_text(encoding="utf-8")
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))

#: Foreground, background, the ratio that WCAG 2.2 asks for: 4.5 for text (1.4.3), 3 for edges and bars (1.4.11).
GROUNDS = ("paper", "surface", "sunken")
KINDS = ("info", "success", "warning", "danger", "brand")
TEXT = [
    *[(ink, ground, 4.5) for ink in ("ink", "ink-soft", "brand", "brand-hover") for ground in GROUNDS],
    *[(ink, f"{kind}-soft", 4.5) for kind in KINDS for ink in (kind, "ink", "brand")],
    ("danger", "paper", 4.5), ("danger", "surface", 4.5), ("on-brand", "brand", 4.5), ("paper", "danger", 4.5),
    ("on-band", "band", 4.5), ("ink-soft", "line", 4.5), ("ink-soft", "brand-soft", 4.5),
]  # fmt: skip
EDGES = [
    *[("line-strong", ground, 3.0) for ground in GROUNDS],
    *[("focus", ground, 3.0) for ground in GROUNDS],
    *[(f"cat-{n}", ground, 3.0) for n in range(1, 6) for ground in ("surface", "paper")],
    ("brand", "line", 3.0), ("saffron", "band", 3.0),
]  # fmt: skip


def _colour(name: str, theme: str) -> str:
    pair = re.search(rf"--{name}: light-dark\((#\w{{6}}), (#\w{{6}})\);", STYLESHEET)
    if pair:
        return pair[1 if theme == "light" else 2]
    single = re.search(rf"--{name}: (#\w{{6}});", STYLESHEET)
    assert single, f"the stylesheet has no colour --{name}"
    return single[1]


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _known_classes() -> set[str]:
    without_comments = re.sub(r"/\*.*?\*/", "", STYLESHEET, flags=re.S)
    return set(re.findall(r"\.([a-z][\w-]*)(?=[^{}]*\{)", without_comments))


def _used_classes(html: str) -> set[str]:
    written = re.sub(r"{%.*?%}|{{.*?}}", " ", html)
    return {name for value in re.findall(r'class="([^"]*)"', written) for name in value.split()}


def test_black_on_white_has_the_contrast_of_21() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), TEXT + EDGES)
def test_every_pair_of_colours_has_enough_contrast(front: str, back: str, least: float, theme: str) -> None:
    ratio = _contrast(_colour(front, theme), _colour(back, theme))
    assert ratio >= least, f"--{front} on --{back} in {theme}: {ratio:.2f}, needs {least}"


def test_the_reference_shows_only_classes_that_the_stylesheet_knows() -> None:
    snippets = "".join(re.findall(r"```(?:html|django)\n(.*?)```", REFERENCE, flags=re.S))
    assert len(_used_classes(snippets)) > 50
    assert _used_classes(snippets) - _known_classes() == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_the_base_templates_use_known_classes_and_nothing_inline(template: Path) -> None:
    html = template.read_text(encoding="utf-8")
    assert _used_classes(html) - _known_classes() == set()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", html)


def test_nothing_is_fetched_from_another_origin() -> None:
    for file in STATIC.iterdir():
        if file.suffix in {".css", ".js", ".svg"}:
            text = file.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
            assert not re.search(r"https?://|@import|url\(", text), f"{file.name} refers to another file or site"


def test_the_files_stay_small() -> None:
    assert len(STYLESHEET.encode()) < 34_000
    assert len(gzip.compress(STYLESHEET.encode())) < 9_000
    assert len(SCRIPT.encode()) < 3_000


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "429.html", "500.html"])
@pytest.mark.parametrize(("language", "tag"), [("bs", "bs"), ("sr-latn", "sr-Latn"), ("sr", "sr-Cyrl"), ("en", "en")])
def test_errors_are_shown_without_request_user_or_database(name: str, language: str, tag: str) -> None:
    with translation.override(language):
        html = render_to_string(name)
    assert f'<html lang="{tag}">' in html
    assert html.count("<h1>") == 1


@pytest.mark.parametrize("name", ["403.html", "404.html"])
def test_refused_and_missing_pages_keep_the_way_back(name: str) -> None:
    request = RequestFactory().get("/nowhere/?a=1")
    html = render_to_string(name, {"reason": "Only the coordinator may do this."}, request=request)
    assert html.count("<h1>") == 1
    assert '<a class="brand" href="/">' in html
    assert ("Only the coordinator may do this." in html) == (name == "403.html")
