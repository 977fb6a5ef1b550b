"""Numbers as officials type them, in the signs of either language."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrilje.lib.numerals import read

numbers = st.decimals(0, 10**12, places=2, allow_nan=False)
signs = st.sampled_from([",", "."])


def other(sign: str) -> str:
    return "." if sign == "," else ","


def written(number: Decimal, decimal: str, group: str) -> str:
    """The number as a spreadsheet shows it, with two places."""
    whole, _dot, part = f"{number:.2f}".partition(".")
    groups = []
    while whole:
        groups.append(whole[-3:])
        whole = whole[:-3]
    return group.join(reversed(groups)) + decimal + part


@given(numbers, signs, st.sampled_from(["", " ", "\u00a0", "\u202f"]))
def test_a_number_written_in_ones_own_language_comes_back(number: Decimal, sign: str, blank: str) -> None:
    for group in {other(sign), blank}:
        assert read(written(number, sign, group), decimal=sign) == number


@given(numbers, signs)
def test_two_places_in_the_signs_of_the_other_language_are_understood(number: Decimal, sign: str) -> None:
    assert read(written(number, other(sign), sign), decimal=sign) == number
    assert read(f"{number:.2f}", decimal=sign) == number


@given(st.integers(0, 10**12), signs)
def test_a_whole_number_is_itself_with_or_without_groups(number: int, sign: str) -> None:
    assert read(str(number), decimal=sign) == number
    assert read(written(Decimal(number), sign, other(sign)).partition(sign)[0], decimal=sign) == number


@given(st.text("0123456789., -", max_size=12), signs)
def test_whatever_is_typed_gives_a_number_with_its_digits_or_none(text: str, sign: str) -> None:
    found = read(text, decimal=sign)
    if found is not None:
        digits = "".join(c for c in text if c.isdigit()).lstrip("0")
        assert "".join(c for c in f"{found:f}" if c.isdigit()).lstrip("0") == digits


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "1,2,3", "1.234,5,6", "12.34.567", "1e5", "½", "--1", "1-2"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read(text, decimal=",") is None and read(text, decimal=".") is None
