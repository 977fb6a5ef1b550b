"""Which words on a page are in the wrong language or script."""

from __future__ import annotations

import re
from functools import cache

from okrilje.accounts import catalogue
from okrilje.lib import messages

#: A piece of text, the language it is marked as, and whether it is a code.
Text = tuple[str, str, bool]

#: Words of English that are no words of Bosnian, Croatian or Serbian.
ENGLISH = re.compile(r"\b(the|and|of|with|this|which|from|are|is|not|by|for)\b", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|%%")
_CATALOGUES = {"bs": "bs", "hr": "hr", "sr-latn": "sr_Latn", "sr": "sr_Latn"}


@cache
def _translations(locale: str) -> dict[str, str]:
    """What the catalogue says for each message, plural forms too."""
    path = messages.catalogues(messages.LOCALE_DIR)[locale]
    found: dict[str, str] = {}
    for message in messages.read(path):
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        for text in ids:
            if text:
                found[" ".join(text.split())] = " ".join(messages.forms(message)[0].split())
    return found


@cache
def _english(locale: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """The messages that must not be seen in this language: whole, and (with something filled in) as one pattern."""
    translations = _translations(locale)
    ours = {text.casefold() for text in translations.values()}
    foreign = [text for text, said in translations.items() if text.casefold() not in ours and text != said]
    whole = frozenset(_plain(text) for text in foreign if not _PLACEHOLDER.search(text))
    filled = [
        r".+".join(re.escape(piece) for piece in _PLACEHOLDER.split(text))
        for text in foreign
        if sum(len(re.findall(r"[A-Za-z]", piece)) for piece in _PLACEHOLDER.split(text)) >= 6
        and _PLACEHOLDER.search(text)
    ]
    return whole, re.compile("|".join(filled))


@cache
def is_english(text: str, language: str) -> bool:
    """Whether the text is a message of ours left in English, or reads like English."""
    whole, filled = _english(_CATALOGUES[language])
    return _plain(text) in whole or bool(filled.fullmatch(text) or ENGLISH.search(text))


def _plain(text: str) -> str:
    """Without signs around it; how the first letter is written does not count ("DEC", a code, is not "Dec")."""
    bare = text.strip(" .:,;·()")
    return bare[:1].lower() + bare[1:]


#: What stays in Latin letters in Cyrillic text. Everything else with two Latin letters in a row is a mistake.
_LATIN_WORD = re.compile(r"[^\W\d_]*[A-Za-zČčĆćĐđŠšŽž]{2}[^\W\d_]*")
_NO_WORDS = re.compile(r"Mozilla/.*|https?://\S+|\S+@\S+|\S*[/_.]\S*|\S*\d\S*")  # addresses, codes, files
_ABBREVIATION = re.compile(r"[A-ZČĆĐŠŽ]+")
#: Programs, and languages, which are named in their own.
_NAMES = {
    "Okrilje", "Excel", "Word", "OpenAPI", "Aegis", "FreeOTP", "Google", "Authenticator", "JavaScript", "iCalendar",
    "Outlook", "Thunderbird", "Apple", "Bosanski", "Hrvatski", "Srpski", "latinica", "English",
}  # fmt: skip


def _foreign_names() -> list[str]:
    """Names of foreign organisations, the same in all languages, and of the people of the demonstration."""
    known = catalogue.country_file("bih", "institutions.json")["institutions"]
    labels = [institution.get("labels", {}) for institution in known]
    people = catalogue.country_file("bih", "demonstration-users.json")
    return [label["en"] for label in labels if label.get("en") == label.get("sr-latn")] + [p["name"] for p in people]


_FOREIGN_NAMES = re.compile("|".join(re.escape(name) for name in _foreign_names() if name))


@cache
def latin_words(text: str) -> tuple[str, ...]:
    """The words in Latin letters that have no place in Cyrillic text."""
    words = _LATIN_WORD.findall(_NO_WORDS.sub(" ", text))
    return tuple(word for word in words if word not in _NAMES and not _ABBREVIATION.fullmatch(word))


def wrong(texts: list[Text], language: str, tag: str) -> list[str]:
    """What is not in the language of the page although it is marked as such."""
    found = []
    for text, marked, is_code in texts:
        if marked != tag or is_code or language == "en":
            continue
        text = _FOREIGN_NAMES.sub("", text)
        if is_english(text, language):
            found.append(f"English: {text}")
        elif language == "sr" and (latin := latin_words(text)):
            found.append(f"Latin ({', '.join(latin)}): {text}")
    return sorted(set(found))
