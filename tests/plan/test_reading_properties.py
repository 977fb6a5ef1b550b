"""Random plans, written out, cut by random pages, and read back: the generator is the reference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from okrilje.lib import documents
from okrilje.plan import reading
from okrilje.plan.reading import Reading
from tests.lib import made_documents as make
from tests.plan.test_reading import CATALOGUE

HEADER = ["", "Aktivnost", "Rok", "Nosilac", "Pokazatelj", "Resursi"]
DEADLINES = {
    "Mart 2021.": "date-month",
    "Druga polovina 2022.": "half-year",
    "2023.": "year",
    "2021/2022.": "range",
    "Kontinuirano": "continuous",
    "Kontinuirano, najmanje dva puta godišnje": "continuous-with-minimum-frequency",
    "Jednom godišnje": "once-a-year",
    "Mart 2021. Mart 2022.": "multiple-dates",
}
WHO = {
    "MF": ["Ministarstvo šuma", "Ministarstvo šuma ZD", "Ministarstvo šuma Zelene države"],
    "RP": ["Riječna policija", "Riječna policija ZD"],
    "AV": ["Agencija za vodu i zrak", "Agencija za vodu i zrak ZD"],
}
DONORS = {"OWL": ["Owl Fund", "Fond Sova"], "BEE": ["Bee Society", "Društvo pčela"]}

_WORDS = "lipa hrast bukva čempres đak žir šišarka potok vrelo gnijezdo mahovina ćuk"
words = st.sampled_from(_WORDS.split())
phrases = st.lists(words, min_size=1, max_size=8).map(" ".join)


@dataclass(frozen=True)
class Row:
    """An activity as the generator means it, and the cells it writes."""

    text: str
    deadline: str
    who: tuple[tuple[str, str], ...]
    indicators: tuple[str, ...]
    payers: tuple[tuple[str, str], ...]
    donors: tuple[tuple[str, str], ...]

    def cells(self, code: str) -> list[str]:
        budget = "Redovni budžet: " + " ".join(f"• {name}" for _, name in self.payers) if self.payers else ""
        given = "Donatorska sredstva projekata: " + "".join(f"• {name}" for _, name in self.donors)
        resources = " ".join(part for part in (budget, given if self.donors else "") if part)
        who = " ".join(name for _, name in self.who)
        return [f"{code}.", self.text, self.deadline, who, " ".join(self.indicators), resources]


def named(known: dict[str, list[str]], least: int) -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    codes = st.lists(st.sampled_from(sorted(known)), min_size=least, max_size=3, unique=True)
    return codes.flatmap(lambda found: st.tuples(*(st.tuples(st.just(c), st.sampled_from(known[c])) for c in found)))


rows = st.builds(
    Row,
    text=phrases.map(lambda text: f"Saditi {text}"),
    deadline=st.sampled_from(sorted(DEADLINES)),
    who=named(WHO, 1),
    indicators=st.lists(phrases.map(lambda text: f"Broj {text}"), min_size=1, max_size=3).map(tuple),
    payers=named(WHO, 0),
    donors=named(DONORS, 0),
)
plans = st.lists(st.lists(rows, min_size=1, max_size=4), min_size=1, max_size=3)


def cut(draw: Any, cells: list[str]) -> list[list[str]]:
    """A row cut by a page: each cell may go on below, between two words."""
    above, below = [cells[0]], [""]
    for cell in cells[1:]:
        parts = cell.split(" ")
        at = draw(st.integers(0, len(parts)))
        above.append(" ".join(parts[:at]))
        below.append(" ".join(parts[at:]))
    return [above, below] if any(below) else [above]


@st.composite
def written(draw: Any) -> tuple[list[list[Row]], list[str]]:
    """A plan and its lines, with headings and headers repeated where a page ends or left out."""
    plan = draw(plans)
    lines = ["**AKCIONI PLAN ZA ŠUME 2021 – 2024**", "", "1. ŠUME", ""]
    for number, programme in enumerate(plan, 1):
        top = [f"Strateški program 1.{number}. Šuma broj {number}", "", "\t".join(HEADER)]
        lines += top
        for place, row in enumerate(programme, 1):
            pieces = (
                cut(draw, row.cells(f"1.{number}.{place}"))
                if draw(st.booleans())
                else [row.cells(f"1.{number}.{place}")]
            )
            for i, piece in enumerate(pieces):
                if i:
                    lines += draw(st.sampled_from([[], [""], ["", *top]]))
                lines.append("\t".join(piece))
    return plan, lines


def read(lines: list[str]) -> Reading:
    return reading.read(documents.read("\n".join(lines).encode(), "random.txt"), CATALOGUE)


@settings(max_examples=60, deadline=None)
@given(written())
def test_a_plan_cut_by_pages_anywhere_reads_back_as_it_was_meant(made: tuple[list[list[Row]], list[str]]) -> None:
    plan, lines = made
    found = read(lines)
    meant = [(f"1.{n}.{i}", row) for n, programme in enumerate(plan, 1) for i, row in enumerate(programme, 1)]
    assert [a.code for a in found.plan.activities] == [code for code, _ in meant]
    for activity, (_, row) in zip(found.plan.activities, meant, strict=True):
        assert activity.text == row.text
        assert (activity.deadline.raw, activity.deadline.kind) == (row.deadline, DEADLINES[row.deadline])
        assert [(i.code, i.raw) for i in activity.institutions] == list(row.who)
        assert [i.raw for i in activity.indicators] == list(row.indicators)
        assert [(r.type, r.source, r.source_raw) for r in activity.resources] == [
            *(("regular_budget", code, name) for code, name in row.payers),
            *(("donor", code, name) for code, name in row.donors),
        ]
    assert found.questions == ()


@settings(max_examples=30, deadline=None)
@given(written())
def test_the_account_counts_each_word_of_the_rows_and_places_all(made: tuple[list[list[Row]], list[str]]) -> None:
    plan, lines = made
    found = read(lines)
    cells = [c for n, p in enumerate(plan, 1) for i, row in enumerate(p, 1) for c in row.cells(f"1.{n}.{i}")]
    assert found.account.total == sum(len(re.findall(r"\w+", cell)) for cell in cells)
    assert found.account.unplaced == ()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12), min_size=3, max_size=6),
        max_size=6,
    )
)
def test_no_table_breaks_the_reading_and_no_word_of_it_is_lost(cells: list[list[str]]) -> None:
    """Whatever the cells hold: the account has exactly the words that are in them."""
    table = [[" ".join(cell.replace("<", "").replace("*", "").split()) for cell in row] for row in cells]
    head = [["Aktivnost", "Rok", "Nosilac"]]
    document = documents.read(make.text([head + [row for row in table if "".join(row)]]), "wild.txt")
    found = reading.read(document, CATALOGUE)
    words = sum(len(re.findall(r"\w+", cell)) for row in document.rows for cell in row.cells)
    account = found.account
    assert account.total + account.header_words + account.heading_words == words
    assert account.placed + len(account.unplaced) == account.total
