"""Charts: a Vega-Lite specification in, an SVG out. What is shown, and why, is the business of the caller.

Colours in a specification are custom properties of the stylesheet (``var(--cat-1)``), so that the same drawing is
right on a light and on a dark page; in a picture that leaves the page they become the colours of the light theme.
The reasons stand in docs/adr/0006-charts.md.
"""

from __future__ import annotations

import hashlib
import json
import re
import xml.etree.ElementTree as ET
from typing import Any

from django.core.cache import cache

Spec = dict[str, Any]

#: The same values as ``light-dark(THIS, ...)`` in okrilje.css; a test compares them.
LIGHT = {
    "--paper": "#faf9f5",
    "--surface": "#ffffff",
    "--ink": "#17242b",
    "--ink-soft": "#4b5a63",
    "--line": "#dad8cf",
    "--line-strong": "#6c7a83",
    "--brand": "#0a4f5c",
    "--warning": "#764a00",
    "--danger": "#a3221b",
    "--cat-1": "#0a6675",
    "--cat-2": "#3b5fa4",
    "--cat-3": "#8a3f7a",
    "--cat-4": "#946000",
    "--cat-5": "#3f7a35",
}
CONFIG: Spec = {
    "background": None,
    #: The one font that vl-convert brings along, so that a drawing is the same whatever a machine has installed.
    "font": "Liberation Sans",
    "view": {"stroke": None},
    "text": {"color": "var(--ink)", "fontSize": 13},
    "rule": {"color": "var(--line)"},
}
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_VEGA_LITE = "6.4"
#: Vega only keeps whole addresses; the links of a chart lead to this site, so the host is taken off again.
_HERE = "https://here.invalid"
_DAY = 7 * 24 * 3600
_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")


def local(address: str) -> str:
    """The form in which a specification holds an address of this site."""
    return _HERE + address


def fingerprint(spec: Spec) -> str:
    """The same for the same drawing, and only for it: the key of the cache and the ETag of the page."""
    text = json.dumps([_VEGA_LITE, spec], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def svg(spec: Spec, *, in_page: bool = True) -> str:
    """The drawing as SVG text, rendered once and then kept for a week.

    ``in_page``: takes colours and font from the page around it. Otherwise a picture that stands alone.
    The first rendering in a process takes most of a second, later ones a tenth: never render while a person waits
    for a whole page.
    """
    key = f"chart-{'page' if in_page else 'file'}-{fingerprint(spec)}"
    drawn = cache.get(key)
    if drawn is None:
        drawn = _draw(spec, in_page=in_page)
        cache.set(key, drawn, _DAY)
    return str(drawn)


def _draw(spec: Spec, *, in_page: bool) -> str:
    import vl_convert  # takes a tenth of a second and 80 MB, and most requests draw nothing

    whole = {"$schema": _SCHEMA, **spec, "config": {**CONFIG, **spec.get("config", {})}}
    root = ET.fromstring(vl_convert.vegalite_to_svg(whole, vl_version=_VEGA_LITE))
    for element in list(root.iter()):
        _tidy(element, in_page=in_page)
    ET.register_namespace("", _SVG.strip("{}"))
    if in_page:
        root.set("focusable", "false")
        return ET.tostring(root, encoding="unicode")
    root.insert(0, ET.Element(f"{_SVG}rect", {"width": "100%", "height": "100%", "fill": "var(--surface)"}))
    text = ET.tostring(root, encoding="unicode")
    return re.sub(r"var\((--[\w-]+)\)", lambda match: LIGHT[match[1]], text)


def _tidy(element: ET.Element, *, in_page: bool) -> None:
    """Leaves what is seen and what leads somewhere; what is said aloud is the text and the table beside it."""
    for child in list(element):
        if child.get("class") in ("background", "foreground") and "stroke" not in child.attrib:
            element.remove(child)
    title, address = element.attrib.pop("aria-label", ""), element.attrib.pop(_LINK, "")
    for name in ("role", "aria-roledescription", "aria-hidden", "pointer-events", "class"):
        element.attrib.pop(name, None)
    if "font-family" in element.attrib:
        element.set("font-family", "Liberation Sans, Arial, Helvetica, sans-serif")
    if in_page:
        element.attrib.pop("font-family", None)
    for name, value in element.attrib.items():
        element.set(name, _LONG_NUMBER.sub(lambda n: f"{float(n[0]):.1f}", value))
    if element.tag == f"{_SVG}path" and title:
        ET.SubElement(element, f"{_SVG}title").text = title
    if address:
        _lead(element, address.removeprefix(_HERE))


def _lead(link: ET.Element, address: str) -> None:
    """A shape links for the mouse only: the words beside it already are the same link for everybody."""
    link.set("href", address)
    if not any(child.tag == f"{_SVG}text" for child in link):
        link.set("tabindex", "-1")
        link.set("aria-hidden", "true")
