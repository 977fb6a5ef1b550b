"""Deadlines of all kinds, as people write them and back."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrilje.lib.scripts import to_cyrillic
from okrilje.plan.content import Deadline, DeadlineKind
from okrilje.plan.reading import deadlines

PERIOD = (date(2020, 1, 1), date(2023, 12, 31))
K = DeadlineKind


def read(text: str) -> Deadline:
    understood = deadlines.read(text, PERIOD)
    assert understood.rest == ""
    return understood.deadline


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("Mart 2020.", K.MONTH, "2020-03-01", "2020-03-31"),
        ("August 2020.", K.MONTH, "2020-08-01", "2020-08-31"),
        ("do kraja februara 2024. godine", K.MONTH, "2024-02-01", "2024-02-29"),
        ("ožujak 2021.", K.MONTH, "2021-03-01", "2021-03-31"),
        ("Децембар 2021.", K.MONTH, "2021-12-01", "2021-12-31"),
        ("by the end of March 2021", K.MONTH, "2021-03-01", "2021-03-31"),
        ("31.12.2021.", K.MONTH, "2021-12-31", "2021-12-31"),
        ("2021-06-30", K.MONTH, "2021-06-30", "2021-06-30"),
        ("15. mart 2021.", K.MONTH, "2021-03-15", "2021-03-15"),
        ("03.2021.", K.MONTH, "2021-03-01", "2021-03-31"),
        ("Druga polovina 2020.", K.HALF_YEAR, "2020-07-01", "2020-12-31"),
        ("prvo polugodište 2021. godine", K.HALF_YEAR, "2021-01-01", "2021-06-30"),
        ("second half of 2021", K.HALF_YEAR, "2021-07-01", "2021-12-31"),
        ("H1 2022", K.HALF_YEAR, "2022-01-01", "2022-06-30"),
        ("II kvartal 2021.", K.RANGE, "2021-04-01", "2021-06-30"),
        ("Q4 2021", K.RANGE, "2021-10-01", "2021-12-31"),
        ("2021.", K.YEAR, "2021-01-01", "2021-12-31"),
        ("tokom 2021. godine", K.YEAR, "2021-01-01", "2021-12-31"),
        ("2021/2022.", K.RANGE, "2021-01-01", "2022-12-31"),
        ("2020-2023.", K.RANGE, "2020-01-01", "2023-12-31"),
        ("od marta 2021. do juna 2022.", K.RANGE, "2021-03-01", "2022-06-30"),
        ("juni/juli 2021.", K.RANGE, "2021-06-01", "2021-07-31"),
        ("mart 2021. godine do maja 2021. godine", K.RANGE, "2021-03-01", "2021-05-31"),
        ("Kontinuirano", K.CONTINUOUS, "2020-01-01", "2023-12-31"),
        ("Kontinuirano od 2021.", K.CONTINUOUS, "2021-01-01", "2023-12-31"),
        ("Kontinuirano, 2021-2022", K.CONTINUOUS, "2021-01-01", "2022-12-31"),
        ("u kontinuitetu", K.CONTINUOUS, "2020-01-01", "2023-12-31"),
        ("Ongoing", K.CONTINUOUS, "2020-01-01", "2023-12-31"),
        ("Jednom godišnje", K.YEARLY, "2020-01-01", "2023-12-31"),
        ("svake godine", K.YEARLY, "2020-01-01", "2023-12-31"),
    ],
)
def test_a_deadline_is_understood(text: str, kind: DeadlineKind, start: str, end: str) -> None:
    found = read(text)
    assert (found.kind, str(found.start), str(found.end), found.raw) == (kind, start, end, text)


@pytest.mark.parametrize(
    ("text", "kind", "count", "per"),
    [
        ("Kontinuirano, najmanje dva puta godišnje", K.MINIMUM_FREQUENCY, 2, "year"),
        ("Континуирано, најмање два пута годишње", K.MINIMUM_FREQUENCY, 2, "year"),
        ("Kontinuirano, najmanje polugodišnje", K.MINIMUM_FREQUENCY, 1, "half-year"),
        ("Continuously, at least 3 times a year", K.MINIMUM_FREQUENCY, 3, "year"),
        ("at least once every six months", K.MINIMUM_FREQUENCY, 1, "half-year"),
        ("kvartalno", K.MINIMUM_FREQUENCY, 4, "year"),
        ("Once a year", K.YEARLY, 1, "year"),
    ],
)
def test_a_frequency_in_the_cell_is_understood(text: str, kind: DeadlineKind, count: int, per: str) -> None:
    found = read(text)
    assert found.kind is kind and found.min_frequency
    least = found.min_frequency
    assert (least.count, least.per, least.where) == (count, per, "deadline cell")


def test_several_dates_are_several_points() -> None:
    found = read("Mart 2021. Mart 2022. Mart 2023.")
    assert found.kind is K.MULTIPLE
    assert [str(window.end) for window in found.due] == ["2021-03-31", "2022-03-31", "2023-03-31"]
    assert [str(w.end) for w in read("March and September 2021").due] == ["2021-03-31", "2021-09-30"]
    assert len(read("2021, 2022. i 2023.").due) == 3


def test_a_frequency_hidden_in_the_activity_is_noted_on_continuous_work_only() -> None:
    activity = "Sazivati zbor najmanje polugodišnje, a po potrebi i češće, kod hrasta"
    continuous = deadlines.read("Kontinuirano", PERIOD, activity).deadline
    assert continuous.kind is K.CONTINUOUS and continuous.min_frequency
    assert continuous.min_frequency.where == 'activity text ("najmanje polugodišnje, a po potrebi i češće")'
    assert deadlines.read("Mart 2021.", PERIOD, activity).deadline.min_frequency is None
    assert deadlines.read("Kontinuirano", PERIOD, "Godišnje sazivati zbor").deadline.min_frequency is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Nakon usvajanja zakona", "nakon usvajanja zakona"),
        ("", ""),
        ("–", ""),
        ("1821.", "1821"),
        ("2022/2021", ""),
    ],
)
def test_what_is_no_deadline_is_unreadable(text: str, rest: str) -> None:
    understood = deadlines.read(text, PERIOD)
    assert (understood.deadline.kind, understood.rest) == (K.UNREADABLE, rest)


def test_words_that_no_rule_explains_are_reported_beside_what_was_read() -> None:
    understood = deadlines.read("Mart 2021, poslije žetve", PERIOD)
    assert (understood.deadline.kind, understood.rest) == (K.MONTH, "poslije zetve")
    assert deadlines.read("31.6.2021.", PERIOD).rest == "31 6"


def test_continuous_work_without_a_period_has_no_dates() -> None:
    found = deadlines.read("Kontinuirano", None).deadline
    assert (found.kind, found.start, found.end) == (K.CONTINUOUS, None, None)
    assert deadlines.read("Kontinuirano od 2030.", PERIOD).deadline.end is None


_BOSNIAN = "Januar Februar Mart April Maj Juni Juli August Septembar Oktobar Novembar Decembar"
_ENGLISH = "January February March April May June July August September October November December"
BOSNIAN, ENGLISH = _BOSNIAN.split(), _ENGLISH.split()
years = st.integers(2000, 2099)
months = st.integers(1, 12)
scripts = st.sampled_from([str, to_cyrillic])


@given(years, months, scripts, st.sampled_from(["{}  {}.", "do kraja {} {}. godine", "{} {}"]))
def test_every_month_reads_back(year: int, month: int, script: type[str], form: str) -> None:
    found = read(script(form.format(BOSNIAN[month - 1].lower(), year)))
    expected = (K.MONTH, date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    assert (found.kind, found.start, found.end) == expected
    assert read(f"{ENGLISH[month - 1]} {year}").end == found.end


@given(years, st.sampled_from([1, 2]), scripts)
def test_every_half_year_reads_back(year: int, half: int, script: type[str]) -> None:
    found = read(script(f"{('Prva', 'Druga')[half - 1]} polovina {year}."))
    start = date(year, 6 * half - 5, 1)
    assert (found.kind, found.start) == (K.HALF_YEAR, start)
    assert found.end == (date(year, 6, 30), date(year, 12, 31))[half - 1]


@given(st.lists(years, min_size=2, max_size=2, unique=True), st.sampled_from(["/", "-", " – ", " do "]))
def test_every_range_of_years_reads_back(pair: list[int], sign: str) -> None:
    first, last = sorted(pair)
    found = read(f"{first}{sign}{last}.")
    assert (found.kind, found.start, found.end) == (K.RANGE, date(first, 1, 1), date(last, 12, 31))


@given(
    st.lists(st.tuples(years, months), min_size=2, max_size=6, unique=True), st.sampled_from([" ", ", ", "; ", "\n"])
)
def test_any_number_of_months_reads_back(dates: list[tuple[int, int]], between: str) -> None:
    dates.sort()
    found = read(between.join(f"{BOSNIAN[month - 1]} {year}." for year, month in dates))
    assert found.kind is K.MULTIPLE
    assert [(w.start.year, w.start.month) for w in found.points or ()] == dates


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    deadlines.read(text, PERIOD, text)
