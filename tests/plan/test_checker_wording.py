from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrilje.accounts.catalogue import Catalogue
from okrilje.plan import checker, content
from okrilje.plan.checker.likeness import contains, same_but_for_a_slip, stems
from tests.plan.factories import activity, month, plan_value

NOBODY = Catalogue(institutions=())


def found(plan: content.Plan, rule: str) -> list[checker.Finding]:
    return [finding for finding in checker.check(plan, NOBODY) if finding.rule == rule]


def codes(plan: content.Plan, rule: str) -> list[tuple[str, ...]]:
    return [finding.codes for finding in found(plan, rule)]


def milestone(raw: str) -> list[dict[str, Any]]:
    return [{"raw": raw, "measures": [{"type": "MIL", "register": "DEL", "formula": "exists(deliverable: kind=x)"}]}]


def test_identical_activities_are_those_with_the_same_text_and_indicators_in_any_script() -> None:
    plan = plan_value(
        activity("1.1.1", activity="Prebrojati ptice", indicators=[{"raw": "Broj ptica"}]),
        activity("1.1.2", activity="Пребројати птице", indicators=[{"raw": "Број птица"}]),
        activity("1.1.3", activity="Prebrojati ptice", indicators=[{"raw": "Broj gnijezda"}]),
    )
    assert codes(plan, "identical-text") == [("1.1.1", "1.1.2")]


def test_one_result_asked_for_by_several_dates_is_found_despite_a_slip() -> None:
    def adopted(code: str, wording: str, due: dict[str, Any], **fields: Any) -> dict[str, Any]:
        return activity(
            code, activity=f"Usvojiti pravila o {code}", indicators=milestone(wording), deadline=due, **fields
        )

    plan = plan_value(
        adopted("1.1.1", "Usvojena kućna pravila", month(2021, 6)),
        adopted("1.1.2", "Usvajena kućna pravila", month(2020, 12)),
        adopted("1.1.3", "Usvojena vrtna pravila", month(2020, 12)),
        adopted("1.1.4", "Usvojena kućna pravila", month(2020, 12), institutions=["GP"]),
        adopted("1.2.1", "Objavljen cjenovnik", month(2020, 12)),
        adopted("1.2.2", "Objavljen cjenovnik", month(2020, 12)),
    )
    (finding,) = found(plan, "same-deliverable")
    assert (finding.codes, finding.values["dates"]) == (("1.1.1", "1.1.2"), ["2020-12-31", "2021-06-30"])


def test_an_activity_that_another_contains_is_found_across_cases_but_not_where_it_is_the_next_step() -> None:
    plan = plan_value(
        activity("1.1.1", activity="Obilježiti Svjetski dan drveća"),
        activity("1.1.2", activity="Obilježavanje Svjetskog dana drveća – sadnja na obali rijeke"),
        activity("1.1.3", activity="Obilježiti Svjetski dan drveća i ptica", institutions=["GP"]),
        activity("1.2.1", activity="Izrada kućnog reda"),
        activity("1.2.2", activity="Imenovanje komisije za izradu kućnog reda"),
        dependencies=[{"before": "1.2.2", "after": "1.2.1"}],
    )
    (finding,) = found(plan, "asked-twice")
    assert (finding.values["activity"], finding.values["other"]) == ("1.1.1", "1.1.2")


@given(st.lists(st.text("abcčš", min_size=1, max_size=8), min_size=1, max_size=6), st.data())
def test_containing_means_that_all_word_beginnings_stand_there_in_one_row(
    words: list[str], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    wide, narrow = stems(" ".join(words)), stems(" ".join(words[start:end]))
    slow = any(wide[i:][: len(narrow)] == narrow for i in range(len(wide)))
    assert contains(" ".join(words), " ".join(words[start:end])) is (0 < len(narrow) < len(wide) and slow)


def test_a_slip_is_one_letter_in_a_long_word() -> None:
    assert same_but_for_a_slip("usvojen pravilnik", "usvajen pravilnik")
    assert same_but_for_a_slip("red", "red")
    assert not same_but_for_a_slip("red a", "red b")
    assert not same_but_for_a_slip("usvojen pravilnik", "usvojen pravilnik kuce")


def test_letters_of_two_scripts_in_a_word_are_counted_and_the_words_listed() -> None:
    plan = plan_value(
        activity("1.1.1", activity="Izbrojati zасаđena stabla", indicators=[{"raw": "Broj stаbala"}]),
        activity("1.1.2", activity="Засадити jабуке"),
        activity("1.1.3", activity="Засадити јабуке"),
    )
    first, second = found(plan, "mixed-script")
    assert (first.codes, first.values["letters"], len(first.values["words"])) == (("1.1.1",), 4, 2)
    assert [cell.field for cell in first.cells] == ["activity", "indicator"]
    assert (second.codes, second.values["letters"]) == (("1.1.2",), 1)


@pytest.mark.parametrize(
    ("word", "suggestion"),
    [
        ("saobraćjnica", "saobraćajnica"),
        ("saobraćajniica", "saobraćajnica"),
        ("saobarćajnica", "saobraćajnica"),
        ("saobraćajnicu", None),
        ("saobraćajnice", None),
        ("saobrećajnica", None),
        ("priručnik", None),
    ],
)
def test_a_rare_word_near_a_frequent_one_is_perhaps_a_slip(word: str, suggestion: str | None) -> None:
    often = [activity(f"1.1.{n}", activity="Popraviti saobraćajnica") for n in range(1, 6)]
    plan = plan_value(*often, activity("1.2.1", activity=f"Popraviti {word}"))
    assert [f.values["suggestion"] for f in found(plan, "possible-slip")] == ([suggestion] if suggestion else [])


@pytest.mark.parametrize(
    ("rare", "frequent"),
    [
        ("promjena", "primjena"),
        ("sprečavanje", "sprječavanje"),
        ("sastanka", "sastanaka"),
        ("izmjenama", "izmenama"),
        ("Đurđevdan", "Djurdjevdan"),
    ],
)
def test_other_words_forms_and_variants_are_not_slips(rare: str, frequent: str) -> None:
    often = [activity(f"1.1.{n}", activity=f"Pripremiti {frequent}") for n in range(1, 6)]
    assert found(plan_value(*often, activity("1.2.1", activity=f"Pripremiti {rare}")), "possible-slip") == []


def test_rules_that_need_wording_say_nothing_before_there_is_any() -> None:
    plan = plan_value(activity("1.1.1"), activity("1.1.2"))
    silent = {rule.id for rule in checker.RULES.values() if rule.needs_wording}
    assert "identical-text" in silent
    assert not silent & {finding.rule for finding in checker.check(plan, NOBODY)}
