"""Find every message to translate in a package and in the libraries it names, without gettext's tools."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as extract_with
from django.utils.translation.template import templatize

#: In the folder of the catalogues: which messages of installed libraries we translate ourselves.
#: ``all`` lists files, ``[only]`` gives the wanted messages of a file, in English.
LIBRARIES = "libraries.toml"
TEMPLATES = {".html", ".txt", ".xml"}

_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {"_": None, "gettext_noop": None}
for _lazy in ("", "_lazy"):
    _KEYWORDS |= {f"gettext{_lazy}": None, f"ngettext{_lazy}": (1, 2)}
    _KEYWORDS |= {f"pgettext{_lazy}": ((1, "c"), 2), f"npgettext{_lazy}": ((1, "c"), 2, 3)}

#: What tells one message from another: the English text (its singular) and the context.
Key = tuple[str, str | None]


class Unreadable(ValueError):
    """A source file or a catalogue cannot be read; the text says which and why."""


def key(message: Message) -> Key:
    context = message.context
    return _singular(message), context or None


def _singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def extract(root: Path, libraries: Path | None = None) -> list[Message]:
    """The untranslated messages of the package in ``root``, ordered by file and text.

    ``libraries`` is the list of messages wanted from libraries; Unreadable when it names a file or a message that
    the installed version does not have, or when a source cannot be parsed.
    """
    found = Catalog()
    for name, path in _sources(root):
        _add(found, name, path)
    for name, only in _wanted(libraries).items():
        _add(found, name, _installed(name), only)
    return sorted((m for m in found if m.id), key=_place)


def _place(message: Message) -> tuple[str, str, str]:
    text, context = key(message)
    return message.locations[0][0], text, context or ""


def _sources(root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if path.suffix == ".py" or (path.suffix in TEMPLATES and "templates" in relative.parts):
            yield f"{root.name}/{relative.as_posix()}", path


def _wanted(libraries: Path | None) -> dict[str, frozenset[str] | None]:
    """The messages wanted of each library file; ``None`` stands for all of them."""
    if libraries is None or not libraries.exists():
        return {}
    lists = tomllib.loads(libraries.read_text(encoding="utf-8"))
    return {name: None for name in lists.get("all", [])} | {
        name: frozenset(messages) for name, messages in lists.get("only", {}).items()
    }


def _installed(name: str) -> Path:
    package = find_spec(name.split("/")[0])
    if package is not None and package.submodule_search_locations:
        path = Path(package.submodule_search_locations[0]).parent / name
        if path.is_file():
            return path
    raise Unreadable(f"{LIBRARIES} names {name}, which is not installed. Did a new version rename it?")


def _add(catalog: Catalog, name: str, path: Path, only: frozenset[str] | None = None) -> None:
    missing = set(only or ())
    for line, message, comments, context in _messages(name, path):
        singular = message if isinstance(message, str) else message[0]
        if only is None or singular in only:
            catalog.add(message, locations=[(name, line)], auto_comments=comments, context=context)
            missing.discard(singular)
    if missing:
        raise Unreadable(f"{LIBRARIES} wants messages that {name} does not have: {sorted(missing)}")


def _messages(name: str, path: Path) -> list[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    try:
        if path.suffix in TEMPLATES:
            # Django turns the template into calls in Python; the blanks before them are no indentation.
            text = "\n".join(line.lstrip() for line in templatize(text, name).split("\n"))
        elif "gettext" not in text:
            return []
        return list(extract_with("python", io.BytesIO(text.encode()), _KEYWORDS, comment_tags=("Translators",)))
    except (SyntaxError, ValueError) as error:
        raise Unreadable(f"{name}: {error}") from error
