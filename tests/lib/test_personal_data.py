"""What leads to one person is found in whatever way people write it, and what only looks like it is not."""

from __future__ import annotations

import json
import re
from datetime import date
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrilje.lib.personal_data import OF_PERSONS, Found, Kind, Known, find

FACTS = json.loads(resources.files("okrilje.countries").joinpath("bih/personal-data.json").read_text("utf-8"))
KNOWN = Known.of(FACTS, key=b"a key")
PERSON = "0101006500006"


def found(text: str) -> list[tuple[Kind, str]]:
    return [(one.kind, text[one.start : one.end]) for one in find(text, KNOWN)]


def kinds(text: str) -> list[Kind]:
    return [one.kind for one in find(text, KNOWN)]


@pytest.mark.parametrize(
    "written",
    [
        PERSON,
        "0101006 500006",
        "0101006-50-0006",
        "01.01.006.50.000.6",
        "01 01 006 50 0006",
        "0 1 0 1 0 0 6 5 0 0 0 0 6",
        "010 100 650 000 6",
        "0101\u00a0006\u00a0500006",
        "0101\u200b006\u00ad500006",
        "０１０１００６５００００６",
        "٠١٠١٠٠٦٥٠٠٠٠٦",
    ],
)
def test_a_personal_number_is_found_however_it_is_written(written: str) -> None:
    assert found(f"Osoba (ЈМБГ {written}), rođena u Sarajevu.") == [(Kind.PERSONAL_NUMBER, written)]


@pytest.mark.parametrize(
    "text",
    [
        "Račun 1610000012345678 i JIB 4200000000003.",
        "0101006500007",  # a wrong check digit, and no word that says what it is
        "3102006500006",  # there is no 31 February
        "0101500500006",  # nobody is born in 2500
        "Službeni glasnik BiH, broj 35/12 od 12.03.2021, akt 01-02-03-1234/21, iznos 1.250.000,00 KM",
        "Broj predmeta: S1 3 K 012345 21 Kž",
        "Izdato je pasoša: 1.234.567, putovnica 345.",
        "2020/2021/2022/2023: 12 500, 13 400, 15 800, 033",
        "www.msb.gov.ba i info@msb.gov.ba, press@sipa.gov.ba",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_table_of_figures_holds_no_persons() -> None:
    rows = [" ".join(str((7919 * (n + 13 * k)) % 3001) for k in range(12)) for n in range(400)]
    assert found("\n".join(rows)) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("JMBG: 0101006500007", "0101006500007"),  # mistyped, but it says what it is
        ("pasoš br. A1234567", "A1234567"),
        ("Пасош бр. А1234567", "А1234567"),
        ("putovnica broj 12345678", "12345678"),
        ("lična karta: 02BEA1234", "02BEA1234"),
        ("osoba s dokumentom 02BEA1234", "02BEA1234"),
        ("residence permit no. AB 123456", "AB 123456"),
        ("OIB 12345678903", "12345678903"),
        ("P<BIHMUJIC<<MUJO<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "P<BIHMUJIC<<MUJO<<<<<<<<<<<<<<<<<<<<<<<<<<<<"),
    ],
)
def test_numbers_of_documents_are_found(text: str, value: str) -> None:
    assert found(text) == [(Kind.DOCUMENT_NUMBER, value)]


@pytest.mark.parametrize(
    "written",
    ["033/281-100", "(033) 281 100", "061123456", "+387 61 123 456", "00387 33 281-100", "+381 64 123 4567",
     "+387 (0)33 281 100", "065.123.456"],
)  # fmt: skip
def test_telephone_numbers_are_found(written: str) -> None:
    assert found(f"Zvati {written}, od 8 do 16.") == [(Kind.PHONE, written)]


def test_two_numbers_beside_each_other_are_two() -> None:
    assert found("061 123 456 033 281 100") == [(Kind.PHONE, "061 123 456"), (Kind.PHONE, "033 281 100")]


@pytest.mark.parametrize("written", ["mujo.mujic@example.ba", "mujo(at)example.ba", "МУЈО@пример.срб"])
def test_addresses_of_persons_are_found_those_of_offices_are_not(written: str) -> None:
    assert found(f"Pisati na {written} ili info@example.ba.") == [(Kind.EMAIL, written)]


def test_nothing_that_is_handed_on_tells_the_value() -> None:
    text = f"{PERSON}, 061 123 456, mujo.mujic@example.ba, pasoš A1234567"
    for one in find(text, KNOWN):
        value = text[one.start : one.end]
        assert value not in repr(one) and re.sub(r"\W", "", value) not in repr(one)
        assert len(one.masked) < len(value) and not re.search(r"\d{5}", one.masked)


def test_the_same_value_has_the_same_mark_and_the_key_makes_it() -> None:
    (spaced,), (plain,) = find("0101006 500006", KNOWN), find(PERSON, KNOWN)
    (other,) = find(PERSON, Known.of(FACTS, key=b"another"))
    assert spaced.mark == plain.mark != other.mark
    assert {one.kind for one in (spaced, plain)} <= OF_PERSONS


# --- Against a slow reference ------------------------------------------------------------------------------------


def is_person(digits: str) -> bool:
    """The law's own words: seven digits of the birthday, two of the region, three in a row, one to check."""
    year = 2000 + int(digits[4:7]) if int(digits[4:7]) < 800 else 1000 + int(digits[4:7])
    if not (1900 <= year < 2000 or 2000 <= year < 2050):
        return False
    try:
        date(year, int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return False
    a = [int(c) for c in digits]
    total = sum((7 - n) * (a[n] + a[n + 6]) for n in range(6))
    rest = 11 - total % 11
    return a[12] == (rest if rest < 10 else 0)


@st.composite
def thirteen(draw: st.DrawFn) -> str:
    """Digits near those of a person: half of them are one."""
    day = draw(st.integers(1, 31))
    month = draw(st.integers(1, 12))
    year = draw(st.sampled_from([7, 26, 49, 50, 799, 899, 900, 975, 999]))
    body = f"{day:02}{month:02}{year:03}{draw(st.integers(0, 99999)):05}"
    right = next((d for d in "0123456789" if is_person(body + d)), "0")
    return body + draw(st.sampled_from([right, right, "0", "5"]))


@given(thirteen(), st.text("abž ,;:\n()", max_size=12), st.text("abž ,;:\n()", max_size=12))
@settings(max_examples=150, deadline=None)
def test_personal_numbers_are_those_of_the_law(digits: str, before: str, after: str) -> None:
    numbers = [one for one in find(before + digits + after, KNOWN) if one.kind is Kind.PERSONAL_NUMBER]
    assert bool(numbers) == is_person(digits)
    assert all((one.start, one.end) == (len(before), len(before) + 13) for one in numbers)


@given(st.text(st.sampled_from("0123456789 .-/+@()<aAžЈпoić\u200b\u00a0\u0300ﬁ½２\n"), max_size=60))
@settings(max_examples=150, deadline=None)
def test_places_are_within_the_text_in_order_and_apart(text: str) -> None:
    last = 0
    for one in find(text, KNOWN):
        assert isinstance(one, Found) and last <= one.start < one.end <= len(text)
        last = one.end


@pytest.mark.parametrize("piece", ["0", "1 ", "a@", "a.", "+1 ", "pasos ", "<", "(0", "061 123 456 ", "\u200b"])
def test_hostile_text_is_read_in_reasonable_time(piece: str) -> None:
    find(piece * (60_000 // len(piece)), KNOWN)
