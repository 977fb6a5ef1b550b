"""Latin and Cyrillic: folding for search, words of mixed script, transliteration of Serbian both ways.

Folding answers "would a person call these the same word?": case, diacritics, script and đ/dj do not count.
Transliteration follows the Serbian norm, where every Cyrillic letter has one Latin counterpart; from Latin to
Cyrillic that is ambiguous in a handful of words only, which :data:`SEPARATE` lists.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from itertools import groupby

_SERBIAN_LETTERS = "а б в г д ђ е ж з и ј к л љ  м н њ  о п р с т ћ у ф х ц ч џ  ш"
_SERBIAN_SOUNDS = " a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š"
#: Letters of other Cyrillic alphabets, which only folding knows. The hard and the soft sign have no sound.
_OTHER_LETTERS = "й ё  э ы ю  я  щ  є  ї  і ґ ѕ  ќ  ѓ"
_OTHER_SOUNDS = " j jo e y ju ja šč je ji i g dz kj gj"
_SERBIAN = dict(zip(_SERBIAN_LETTERS.split(), _SERBIAN_SOUNDS.split(), strict=True))
_OTHER = dict(zip(_OTHER_LETTERS.split(), _OTHER_SOUNDS.split(), strict=True)) | {"ъ": "", "ь": ""}
_BY_SOUND = {**_SERBIAN, **_OTHER}
_BY_SOUND |= {letter.upper(): latin.upper() for letter, latin in _BY_SOUND.items()}
#: Cyrillic letters that a reader takes for another letter of the Latin alphabet, and the other way round.
#: Only letters of our languages: х and у in a Latin word mean h and u, for there is no x and y to mistake.
_BY_LOOK = dict(zip("аеорсјхуіѕАЕОРСЈВНКМТХУІЅ", "aeopcjhuisAEOPCJBHKMTHUIS", strict=True))
_LATIN_BY_LOOK = dict(zip("aeopcjxyABEOPCHJKMTXY", "aeorsjhuAVEORSNJKMTHU", strict=True))

_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("„“”«»″", '"') | dict.fromkeys("‚‘’ʼ′", "'"))
_DJ = str.maketrans({"đ": "dj", "ð": "dj", "ɖ": "dj"})  # the last two are typed for đ by mistake: they look like Đ


def fold(text: str) -> str:
    """The form of a text in which spelling variants are equal: lower case, Latin, no diacritics, "đ" as "dj".

    Dashes and quotation marks become the plain ones, invisible characters vanish, blanks are collapsed. A word
    that mixes scripts is read in the script most of its letters have (see :func:`_one_script`). Idempotent.
    The result is for comparing and searching, never for showing.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_VISIBLE)
        if _CYRILLIC.search(text):
            text = _WORD.sub(lambda word: _one_script(word[0]), text)
        text = text.casefold().translate(_BARE)
    return " ".join(text.casefold().split())


class _Letters(dict[int, str]):
    """For ``str.translate``: what becomes of a letter is worked out when it is met first."""

    def __init__(self, letter: Callable[[str], str]) -> None:
        self.letter = letter

    def __missing__(self, code: int) -> str:
        found = self[code] = self.letter(chr(code))
        return found


def _bare(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _visible(character: str) -> str:
    if unicodedata.category(character) == "Cf":
        return ""
    return (character if character in _BY_SOUND else _bare(character)).translate(_DASHES)


_VISIBLE = _Letters(_visible)
_BARE = _Letters(lambda character: _bare(character).translate(_DJ))


def _one_script(word: str) -> str:
    """The word in Latin letters.

    In a Latin word a stretch of Cyrillic letters is read by look when every letter of it has a Latin double
    ("ВiH" is "BiH"), else by sound, because then somebody typed it with the other keyboard ("obučениh" is
    "obučenih"). Latin letters in a Cyrillic word likewise. As many of one as of the other count as Latin.
    """
    cyrillic = sum(map(_BY_SOUND.__contains__, word))
    latin = len(_LATIN.findall(word))
    if not cyrillic:
        return word
    look, own = (_LATIN_BY_LOOK, True) if cyrillic > latin else (_BY_LOOK, False)
    parts = []
    for kind, letters in groupby(word, _BY_SOUND.__contains__):
        run = "".join(letters)
        if kind != own and latin and all(c in look for c in run):
            parts.append("".join(look[c] for c in run))
        else:
            parts.append("".join(_BY_SOUND.get(c, c) for c in run))
    return "".join(parts)


def is_cyrillic(text: str) -> bool:
    """Is most of it written in Cyrillic letters?"""
    return len(_CYRILLIC.findall(text)) > len(_LATIN.findall(text))


def mixed_script(text: str) -> list[tuple[int, str]]:
    """The words that hold both Latin and Cyrillic letters, each with its position in ``text``."""
    words = ((m.start(), m[0]) for m in _WORD.finditer(text))
    return [(start, word) for start, word in words if _LATIN.search(word) and _CYRILLIC.search(word)]


def to_latin(text: str) -> str:
    """Serbian Cyrillic in Latin letters; everything else stays. "Љубав" is "Ljubav", "ЉУБАВ" is "LJUBAV"."""
    return _WORD.sub(lambda word: _word_to_latin(word[0]), unicodedata.normalize("NFC", text))


def _word_to_latin(word: str) -> str:
    out = []
    for i, letter in enumerate(word):
        latin = _SERBIAN.get(letter.lower(), letter)
        if letter.isupper() and letter.lower() in _SERBIAN:
            neighbour = word[i + 1 : i + 2] or word[max(i - 1, 0) : i]
            latin = latin.upper() if neighbour.isupper() else latin.capitalize()
        out.append(latin)
    return "".join(out)


#: Abbreviations and names that Serbian Cyrillic text leaves in Latin letters: formats, protocols, trade marks.
#: A word with q, w, x or y is foreign as well and needs no entry here; nor do Roman numbers from II to XXXIX.
_KEPT = """
    API CSV DOCX HTML HTTP HTTPS IOM IP IPv IT JPEG JSON ODS ODT OIDC PDF PNG SDMX SHA SQL SVG TOTP URL USB UTC UTF UUID
    XLS XLSX XML ZIP RTF OCR KB MB GB TB PB True False iCalendar iCal WebAuthn OpenID Connect OpenDocument Outlook
    CLDR Google Apple Thunderbird ClamAV Authenticator Aegis FreeOTP JavaScript QR Chrome Chromium
"""
KEEP = frozenset(_KEPT.split())

#: Stems in which two Latin letters are two Cyrillic ones although they look like nj or dž. They are of two kinds:
#: a prefix ending in n or d before a stem in j or ž (in-jekcija, nad-živjeti, pod-župan), and foreign words whose
#: n and j belong to two syllables (kon-junktura, Tan-jug). "^" ties a stem to the start of the word, where the
#: same letters inside another word are the one sound. No word has l and j apart. Left out on purpose, being one
#: sound: konj- ("horse", hence konju- is not enough), vanj- ("out"), odžak, nadžak, budžet.
_STEMS = """
    in|jek in|jic in|junk kon|junk kon|jug kon|jekt ^tan|jug van|jezi ^an|jon
    nad|živ nad|ždr ^nad|žup ^pod|žup ^pod|žan ^pod|žar ^pod|živ ^od|živ ^od|žal ^od|žva ^pred|živ ^pred|žel ^pred|žet
"""
SEPARATE = tuple(_STEMS.split())
_SEPARATE = re.compile("|".join("{}(?={})".format(*stem.split("|")) for stem in SEPARATE), re.IGNORECASE)

#: What a program reads and not a person: never transliterated.
_PROTECTED = re.compile(
    r"""
      \{\{.*?\}\} | \{%.*?%\} | \{[^{}]*\}                  # {{ value }}, {% tag %}, {name}
    | %\(\w+\)[-#0\ +]*[\d.]*[a-zA-Z] | %\d*\$?[a-zA-Z]     # %(name)s, %s, %1$s
    | <!--.*?--> | </?[a-zA-Z][^<>]*> | &\#?\w+;            # HTML tags with all they hold, and entities
    | `[^`]*` | (?<!\w)--[a-z][\w-]* | \w*_\w+              # commands, options, names of settings
    | (?:https?://|www\.|mailto:)[^\s<>"]+ | [\w.+-]+@[\w-]+(?:\.[\w-]+)+ | [\w.-]+\.(?:ba|com|eu|int|net|org)\b
    | [\w./-]*\.(?:csv|docx|html|ics|json|md|ods|odt|pdf|png|po|py|sqlite3|svg|txt|xls|xlsx|xml|zip)\b
    """,
    re.VERBOSE | re.DOTALL,
)
_ROMAN = re.compile(r"(?=..)X{0,3}(?:IX|IV|V?I{0,3})")
_FOREIGN = re.compile(r"[qwxy]", re.IGNORECASE)
_LETTERS = re.compile(r"lj|nj|dž|[a-zčćđšž]", re.IGNORECASE)
_FROM_LATIN = {latin: c for c, latin in _SERBIAN.items()}


def to_cyrillic(text: str, *, keep: Collection[str] = KEEP) -> str:
    """Serbian Latin in Cyrillic letters.

    Stays as it is: what a program reads (placeholders, HTML tags and entities, addresses, file names, text in
    backquotes, names with an underscore), the words in ``keep`` (exactly so written; an ending after a hyphen is
    transliterated: "PDF-a" is "PDF-а"), words with q, w, x or y, and Roman numbers of two digits or more.
    """
    text = unicodedata.normalize("NFC", text)
    parts, done = [], 0
    for match in _PROTECTED.finditer(text):
        parts += [_words_to_cyrillic(text[done : match.start()], keep), match[0]]
        done = match.end()
    return "".join([*parts, _words_to_cyrillic(text[done:], keep)])


def _words_to_cyrillic(text: str, keep: Collection[str]) -> str:
    return _WORD.sub(lambda word: _word_to_cyrillic(word[0], keep), text)


def _word_to_cyrillic(word: str, keep: Collection[str]) -> str:
    if word in keep or _FOREIGN.search(word) or _ROMAN.fullmatch(word):
        return word
    apart = _SEPARATE.sub(lambda first: first[0] + "\0", word)
    return _LETTERS.sub(_letter_to_cyrillic, apart).replace("\0", "")


def _letter_to_cyrillic(match: re.Match[str]) -> str:
    latin = match[0]
    cyrillic = _FROM_LATIN[latin.lower()]
    return cyrillic.upper() if latin[0].isupper() else cyrillic
