"""Folding, mixed scripts and the transliteration of Serbian."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrilje.lib.scripts import KEEP, SEPARATE, fold, mixed_script, to_cyrillic, to_latin

CYRILLIC = "абвгдђежзијклљмнњопрстћуфхцчџш"
SOUNDS = "a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š"
LATIN = SOUNDS.split()

cyrillic_words = st.text(st.sampled_from(CYRILLIC), min_size=1, max_size=12)
latin_words = st.lists(st.sampled_from(LATIN), min_size=1, max_size=12).map("".join)


def cased(words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(words, st.sampled_from([str.lower, str.upper, str.capitalize])).map(lambda pair: pair[1](pair[0]))


def slow_latin(word: str) -> str:
    """The reference: one lower-case letter after another."""
    return "".join(LATIN[CYRILLIC.index(letter)] if letter in CYRILLIC else letter for letter in word)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Šuma", "ŠUMA"),
        ("žrtva", "zrtva"),
        ("Ђурђевак", "Djurdjevak"),
        ("Đurđevak", "Djurdjevak"),
        ("Ðurðevak", "Đurđevak"),  # the Icelandic letter that looks the same
        ("ЊЕГА И ЉУБАВ", "njega i ljubav"),
        ("џеп", "džep"),
        ("c\u030care", "čare"),  # a combining caron
        ("  rok\u00a0 za\tizvještaj\n", "rok za izvještaj"),
        ("ti\u00adskanje\u200b", "tiskanje"),
        ("Sektor – azil", "Sektor - azil"),
        ("„rok“", '"rok"'),
        ("ﬁnansije", "finansije"),
    ],
)
def test_spelling_variants_fold_to_the_same_text(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_words_stay_different() -> None:
    assert fold("odjel") == "odjel"
    assert len({fold(word) for word in ("sud", "sudija", "žrtva", "žrtve", "rok", "rog")}) == 6


@pytest.mark.parametrize(
    ("mixed", "meant"),
    [
        ("obučениh", "obučenih"),  # two letters of the other keyboard, read by sound
        ("obučених", "obučenih"),
        ("multidisciplinarnе", "multidisciplinarne"),
        ("ВiH", "BiH"),  # capital Cyrillic Ve, which looks like B
        ("Сentar", "Centar"),  # capital Cyrillic Es, which looks like C
        ("рrava", "prava"),
        ("жpтве", "žrtve"),  # Latin p in a Cyrillic word
        ("институциja", "institucija"),
    ],
)
def test_a_word_of_mixed_script_is_read_in_the_script_of_most_of_its_letters(mixed: str, meant: str) -> None:
    assert fold(mixed) == fold(meant)
    assert mixed_script(f"broj: {mixed}!") == [(6, mixed)]


def test_text_in_two_scripts_without_a_mixed_word_is_no_finding() -> None:
    assert mixed_script("Okrilje je Окриље, PDF-а 3, USAID-а") == []


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.sampled_from(CYRILLIC + CYRILLIC.upper() + "abcčćdđpxyčšž ABCHPX- ")))
def test_folded_text_is_plain_latin_without_diacritics(text: str) -> None:
    assert re.fullmatch(r"[a-z -]*", fold(text))


@given(st.lists(cyrillic_words, max_size=5))
def test_a_text_folds_the_same_from_both_scripts_and_in_any_case(words: list[str]) -> None:
    text = " ".join(words)
    assert fold(text) == fold(to_latin(text)) == fold(text.upper()) == fold(to_latin(text).upper())


@given(cyrillic_words)
def test_to_latin_agrees_with_the_letter_by_letter_reference(word: str) -> None:
    assert to_latin(word) == slow_latin(word)
    assert to_latin(word.upper()) == slow_latin(word).upper() or len(word) == 1


def test_capital_digraphs_follow_their_neighbours() -> None:
    assert (
        to_latin("ЉУБАВ Љубав љубав ЊЕГОШ Његош ЏЕП Џеп КОЊ А Љ")
        == "LJUBAV Ljubav ljubav NJEGOŠ Njegoš DŽEP Džep KONJ A Lj"
    )
    assert to_cyrillic("LJUBAV Ljubav NJEGOŠ Njegoš DŽEP Džep KONJ") == "ЉУБАВ Љубав ЊЕГОШ Његош ЏЕП Џеп КОЊ"


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("injekcija", "инјекција"),
        ("Konjunktura", "Конјунктура"),
        ("konju i konjima", "коњу и коњима"),
        ("TANJUG", "ТАНЈУГ"),
        ("tanjur", "тањур"),
        ("nadživjeti", "надживјети"),
        ("podžupan", "поджупан"),
        ("odžaliti hodžalara", "оджалити хоџалара"),
        ("odžak, budžet, nadžak, džep", "оџак, буџет, наџак, џеп"),
        ("vanjski vanjezički", "вањски ванјезички"),
        ("odjel, podjela, djelo", "одјел, подјела, дјело"),
        ("srednjoškolski", "средњошколски"),
    ],
)
def test_letters_that_look_like_digraphs_are_told_apart(latin: str, cyrillic: str) -> None:
    assert to_cyrillic(latin) == cyrillic
    assert to_latin(cyrillic) == latin


@pytest.mark.parametrize("stem", SEPARATE)
def test_every_listed_stem_is_split_where_its_bar_stands(stem: str) -> None:
    first, second = stem.lstrip("^").split("|")
    split = to_cyrillic(first + second)
    assert split == to_cyrillic(first) + to_cyrillic(second)
    assert to_latin(split) == first + second


@pytest.mark.parametrize(
    "kept",
    [
        "%(count)s", "%s", "%d", "%1$s", "{name}", "{0}", "{{ broj }}", "{% if rok %}",
        "<a href=\"rok\" title='da'>", "</strong>", "<br>", "&quot;", "&nbsp;", "&#x27;",
        "https://primjer.ba/rok?x=1", "www.primjer.ba", "primjer.ba", "ana.b@primjer.ba",
        "izvjestaj-2026.xlsx", "docs/plan.pdf", "`okrilje plan`", "--reset", "OKRILJE_DATA",
        "PDF", "SHA-256", "iCalendar", "IPv6", "20 MB", "Excel", "II", "IV", "XIX",
    ],
)  # fmt: skip
def test_what_a_program_reads_is_never_transliterated(kept: str) -> None:
    assert to_cyrillic(f"Broj {kept} je rok") == f"Број {kept} је рок"


def test_a_word_may_be_kept_or_not_and_its_ending_follows() -> None:
    assert to_cyrillic("izvoz PDF-a i XLSX-om, Okrilje") == "извоз PDF-а и XLSX-ом, Окриље"
    assert to_cyrillic("GRETA i PDF", keep={"GRETA"}) == "GRETA и ПДФ"
    assert to_cyrillic("I. Iris i i") == "И. Ирис и и"


@given(cased(latin_words))
def test_latin_to_cyrillic_and_back_is_the_same_word(word: str) -> None:
    assert to_latin(to_cyrillic(word)) == word or len(word) == 2  # "LJ" alone: nothing tells LJ from Lj


@given(cased(cyrillic_words))
def test_cyrillic_to_latin_and_back_is_the_same_word_unless_its_letters_would_join(word: str) -> None:
    joined = re.search("[лн]ј|дж", word.lower())
    latin = to_latin(word)
    if not joined and latin not in KEEP and to_cyrillic(latin) != latin:
        assert to_cyrillic(latin) == word or _has_separate(latin)


def _has_separate(latin: str) -> bool:
    return any(stem.lstrip("^").replace("|", "") in latin.lower() for stem in SEPARATE)


@given(st.lists(st.sampled_from(["%(broj)s", "{ime}", "<b>", "&amp;", "rok", "Njega", "PDF", " ", "-", "12 %"])))
def test_placeholders_survive_whatever_surrounds_them(parts: list[str]) -> None:
    text = " ".join(parts)
    marks = re.compile(r"%\(\w+\)s|\{\w+\}|<b>|&amp;|PDF")
    assert marks.findall(to_cyrillic(text)) == marks.findall(text)
    assert to_latin(to_cyrillic(text)) == text
