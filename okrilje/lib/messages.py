"""Catalogues of translated messages in pure Python: update, check, compile.

``<package>/locale/<language>/LC_MESSAGES/django.po`` is the form that translators edit and git keeps; the ``.mo`` files
that Django reads are made from it at every start and never committed. Serbian Cyrillic has no catalogue of its
own: it is transliterated from Serbian Latin when that is compiled. English needs none: the messages are English.

    python -m okrilje.lib.messages update | check | compile
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

from okrilje.lib import scripts
from okrilje.lib.extraction import LIBRARIES, Key, Unreadable, extract, key

#: The locale made by transliteration, by the locale it is made from.
TRANSLITERATED = {"sr_Latn": "sr"}
LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"

#: One rule for Bosnian, Croatian and Serbian: 1, 21, 31... | 2-4, 22-24... | the rest.
PLURALS = "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2"
_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=3; plural=({plurals});\\n"

"""


def catalogues(locale_dir: Path) -> dict[str, Path]:
    """The catalogues that translators edit, by locale ("bs", "sr_Latn")."""
    return {path.parent.parent.name: path for path in sorted(locale_dir.glob("*/LC_MESSAGES/django.po"))}


def read(path: Path) -> Catalog:
    """The catalogue in a .po file. Raises Unreadable with file and line."""
    try:
        with path.open("rb") as file:
            return read_po(file, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise Unreadable(f"{path}: {error}") from error


def forms(message: Message) -> tuple[str, ...]:
    """The translation: one text, or one for each plural form."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def complete(message: Message) -> bool:
    return all(forms(message)) and not message.fuzzy


# --- Update --------------------------------------------------------------------------------------------------


def update(locale_dir: Path) -> dict[str, tuple[int, int]]:
    """Bring every catalogue up to date with the sources; how many messages came and went, by locale.

    A message that is gone leaves the file. A new one that resembles a lost one takes over its translation,
    marked fuzzy, for a person to look at.
    """
    template = extract(locale_dir.parent, locale_dir / LIBRARIES)
    wanted = {key(m) for m in template}
    changes = {}
    for locale, path in catalogues(locale_dir).items():
        old = {key(m): m for m in read(path) if m.id}
        write(path, [_carried_over(m, old, wanted) for m in template], locale)
        changes[locale] = len(wanted - old.keys()), len(old.keys() - wanted)
    return changes


def _carried_over(message: Message, old: dict[Key, Message], wanted: set[Key]) -> Message:
    """The message as it stands in the sources, with its translation as it stood in the catalogue."""
    known, flags = old.get(key(message)), set[str]()
    if known is None:
        lost = {each[0]: each for each, m in old.items() if each not in wanted and all(forms(m))}
        if near := get_close_matches(key(message)[0], lost, n=1, cutoff=0.75):
            known, flags = old[lost[near[0]]], {"fuzzy"}
    keep = known is not None and known.pluralizable == message.pluralizable
    return Message(
        message.id,
        known.string if known and keep else "",
        [(name, 0) for name, _line in message.locations],
        flags | (known.flags & {"fuzzy"}) if known and keep else (),
        message.auto_comments,
        known.user_comments if known else (),
        context=message.context,
    )


def write(path: Path, messages: Iterable[Message], locale: str) -> None:
    """Write a .po file that differs only where messages differ: no dates, no line numbers, the given order."""
    catalog = Catalog(locale=locale)
    for message in messages:
        catalog[message.id] = message
    body = io.BytesIO()
    write_po(body, catalog, width=110, include_lineno=False, omit_header=True)
    _replace(path, _HEADER.format(language=locale, plurals=PLURALS).encode() + body.getvalue())


def _replace(path: Path, content: bytes) -> None:
    """At once, so that another process never reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_bytes(content)
    new.replace(path)


# --- Check ---------------------------------------------------------------------------------------------------

_PLACEHOLDER = re.compile(r"%\(\w+\)[-#0 +]*[\d.]*[a-zA-Z]|%[sdrf%]|\{\w*\}|</?[a-zA-Z][^<>]*>")
_EDGES = re.compile(r"\A\s*|\s*\Z")


def problems(locale_dir: Path) -> list[str]:
    """Everything wrong with the catalogues, one sentence each; empty when they are complete and sound."""
    template = {key(m): m for m in extract(locale_dir.parent, locale_dir / LIBRARIES)}
    found: dict[str, list[str]] = {}
    for locale, path in catalogues(locale_dir).items():
        catalog = {key(m): m for m in read(path) if m.id}
        for k in template.keys() | catalog.keys():
            for fault in _faults(template.get(k), catalog.get(k)):
                found.setdefault(f"{_named(k)} {fault}", []).append(locale)
    return sorted(f"{', '.join(locales)}: {sentence}" for sentence, locales in found.items())


def _named(message: Key) -> str:
    text, context = message
    return f'"{text}"' + (f" ({context})" if context else "")


def _faults(source: Message | None, message: Message | None) -> Iterator[str]:
    """What is wrong with one message of one catalogue, as the end of a sentence."""
    if source is None:
        yield "is in no source any more; run update"
    elif message is None:
        yield "is not in the catalogue; run update"
    else:
        yield from _wrong(source, message)


def _wrong(source: Message, message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield "is marked fuzzy: look at the translation, then remove the mark"
    if source.pluralizable != message.pluralizable:
        yield "has a plural in only one of source and catalogue; run update"
    elif not all(forms(message)):
        yield "is not translated" + (" in every plural form" if any(forms(message)) else "")
    elif message.pluralizable and len(forms(message)) != 3:
        yield f"has {len(forms(message))} plural forms instead of 3"
    else:
        # Every plural form needs the number: the first one serves 21 and 31 as well as 1.
        original = source.id if isinstance(source.id, str) else source.id[1]
        for form in forms(message):
            yield from _differences(original, form)


def _differences(original: str, form: str) -> Iterator[str]:
    asked, given = (Counter(_PLACEHOLDER.findall(text)) for text in (original, form))
    if asked != given:
        odd = " ".join(sorted(((asked - given) + (given - asked)).elements()))
        yield f'has other placeholders or tags than its translation "{form}": {odd}'
    if _EDGES.findall(original) != _EDGES.findall(form):
        yield f'begins or ends with other blanks than its translation "{form}"'
    if scripts.to_latin(form) != form:
        yield f'has Cyrillic letters in its translation "{form}"'


# --- Compile -------------------------------------------------------------------------------------------------


def compile_all(locale_dir: Path) -> list[str]:
    """Make the .mo files that are missing or older than what they are made from; the locales that were made.

    Messages without a finished translation are left out, so that the library's own translation or the English
    text shows.
    """
    made = []
    code = max(Path(file).stat().st_mtime for file in (__file__, scripts.__file__))
    for source, path in catalogues(locale_dir).items():
        for locale, convert in _targets(source):
            target = locale_dir / locale / "LC_MESSAGES" / "django.mo"
            if not target.exists() or target.stat().st_mtime < max(code, path.stat().st_mtime):
                _compile(read(path), locale, convert, target)
                made.append(locale)
    return made


def _targets(source: str) -> Iterator[tuple[str, Callable[[str], str]]]:
    yield source, str
    if source in TRANSLITERATED:
        yield TRANSLITERATED[source], scripts.to_cyrillic


def _compile(catalog: Catalog, locale: str, convert: Callable[[str], str], target: Path) -> None:
    compiled = Catalog(locale=locale)
    compiled.mime_headers = [("Plural-Forms", f"nplurals=3; plural=({PLURALS});")]
    for message in catalog:
        if message.id and complete(message):
            texts = tuple(map(convert, forms(message)))
            compiled.add(message.id, texts if message.pluralizable else texts[0], context=message.context)
    content = io.BytesIO()
    write_mo(content, compiled)
    _replace(target, content.getvalue())


# --- Command line --------------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0: done, or nothing wrong; 1: the check found something; 2: a file cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m okrilje.lib.messages", description="Catalogues of translations.")
    parser.add_argument("command", choices=["update", "check", "compile"])
    parser.add_argument("--locale-dir", type=Path, default=LOCALE_DIR, help="folder of the catalogues")
    options = parser.parse_args(arguments)
    try:
        return {"update": _update, "check": _check, "compile": _compile_all}[options.command](options.locale_dir)
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2


def _update(locale_dir: Path) -> int:
    for locale, (came, went) in update(locale_dir).items():
        catalog = read(catalogues(locale_dir)[locale])
        todo = sum(1 for m in catalog if m.id and not complete(m))
        print(f"{locale}: {came} new, {went} removed, {todo} of {len(catalog)} to translate")
    return 0


def _check(locale_dir: Path) -> int:
    found = problems(locale_dir)
    print("\n".join(found) or f"{', '.join(catalogues(locale_dir))}: complete")
    return 1 if found else 0


def _compile_all(locale_dir: Path) -> int:
    print(f"compiled: {', '.join(compile_all(locale_dir)) or 'nothing, all up to date'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
