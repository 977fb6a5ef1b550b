from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

import okrilje
from okrilje.lib import charts

STYLESHEET = Path(okrilje.__file__).parent / "web/static/okrilje/okrilje.css"


def spec(*labels: str, to: str = "/plans/x/activities/4.2.10/") -> dict[str, Any]:
    values = [
        {"label": label, "n": n, "to": charts.local(to), "said": f"{label}: {n}"} for n, label in enumerate(labels, 1)
    ]
    y = {"field": "label", "type": "ordinal", "axis": None}
    link = {"href": {"field": "to"}, "description": {"field": "said"}}
    return {
        "width": 200,
        "data": {"values": values},
        "layer": [
            {"mark": {"type": "bar", "color": "var(--cat-1)"},
             "encoding": {"x": {"field": "n", "type": "quantitative", "axis": None}, "y": y, **link}},
            {"mark": "text", "encoding": {"text": {"field": "label"}, "y": y, **link}},
        ],
    }  # fmt: skip


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def test_a_drawing_holds_nothing_that_the_content_security_policy_refuses() -> None:
    for in_page in (True, False):
        drawn = charts.svg(spec("a", "b"), in_page=in_page)
        assert not re.search(r"<style|<script|\sstyle=|\son\w+=|https?://(?!www\.w3\.org/)", drawn)


@pytest.mark.parametrize("label", ["čćđšž ČĆĐŠŽ", "љњџђћ ЉЊЏЂЋ", '<b> & "quotes"'])
def test_every_letter_is_kept(label: str) -> None:
    drawn = ET.fromstring(charts.svg(spec(label)))
    assert label in {text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")}


def test_links_lead_to_this_site_with_their_address_untouched() -> None:
    drawn = charts.svg(spec("a"))
    assert set(re.findall(r'href="([^"]*)"', drawn)) == {"/plans/x/activities/4.2.10/"}
    assert "here.invalid" not in drawn


def test_a_shape_says_what_it_is_when_pointed_at_and_only_words_are_in_the_tab_order() -> None:
    drawn = charts.svg(spec("a", "b"))
    assert re.findall(r"<title>([^<]*)</title>", drawn) == ["a: 1", "b: 2"]
    assert len(re.findall(r"<a [^>]*tabindex=\"-1\"[^>]*><path", drawn)) == 2
    assert len(re.findall(r"<a href=\"[^\"]*\"><text", drawn)) == 2


def test_in_the_page_a_drawing_takes_colours_and_font_from_it() -> None:
    drawn = charts.svg(spec("a"))
    assert "var(--cat-1)" in drawn and "font-family" not in drawn


def test_as_a_picture_it_brings_its_own() -> None:
    drawn = charts.svg(spec("a"), in_page=False)
    assert "var(" not in drawn and charts.LIGHT["--cat-1"] in drawn and "font-family" in drawn
    assert f'fill="{charts.LIGHT["--surface"]}"' in drawn


def test_the_colours_of_pictures_are_the_light_ones_of_the_stylesheet() -> None:
    root = STYLESHEET.read_text(encoding="utf-8").split("@layer tokens {")[1].split("}")[0]
    tokens = dict(re.findall(r"(--[\w-]+): light-dark\((#\w+),", root))
    assert {name: tokens[name] for name in charts.LIGHT} == charts.LIGHT


def test_the_fingerprint_tells_drawings_apart_and_nothing_else() -> None:
    assert charts.fingerprint(spec("a")) == charts.fingerprint(spec("a"))
    assert len({charts.fingerprint(s) for s in (spec("a"), spec("b"), spec("a", to="/"))}) == 3


def test_a_drawing_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = charts.svg(spec("a"))

    def refuse(*_args: object, **_more: object) -> str:
        raise AssertionError("drawn again")

    monkeypatch.setattr(charts, "_draw", refuse)
    assert charts.svg(spec("a")) == first
    with pytest.raises(AssertionError, match="drawn again"):
        charts.svg(spec("a"), in_page=False)
