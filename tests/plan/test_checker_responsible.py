from __future__ import annotations

import pytest

from okrilje.accounts.catalogue import Catalogue, Institution, Kind, Level
from okrilje.plan import checker, content
from tests.plan.factories import activity, plan_value


def known(code: str, name: str, level: Level = Level.STATE) -> Institution:
    return Institution(code=code, name=name, kind=Kind.AGENCY, level=level)


CATALOGUE = Catalogue(
    institutions=(
        known("MS", "Zavod za oblake"),
        known("GP", "Uprava za maglu"),
        known("SPS", "Služba za rosu"),
        known("KISA", "Agencija za kišu"),
        known("DUGA", "Centar za dugu", Level.ENTITY),
        known("NVO", "Udruženje ljubitelja snijega", Level.NONE),
    )
)


def found(plan: content.Plan, rule: str) -> list[checker.Finding]:
    return [finding for finding in checker.check(plan, CATALOGUE) if finding.rule == rule]


def test_somebody_has_to_be_responsible_by_name() -> None:
    group = [{"code": "SVI", "order": 1, "role": "collective"}]
    unknown = [{"code": None, "raw": "Zavod za mjesečinu", "order": 1}]
    nobody = activity("1.1.1", institutions=[])
    plan = plan_value(
        nobody,
        {**activity("1.1.2"), "institutions": group},
        {**activity("1.1.3"), "institutions": unknown},
        {**activity("1.1.4"), "institutions": [*group, {"code": "MS", "order": 2}]},
    )
    assert [f.codes for f in found(plan, "no-responsible")] == [("1.1.1",)]
    assert [f.values["institutions"] for f in found(plan, "responsible-not-named")] == [["SVI"]]
    assert [f.values["text"] for f in found(plan, "institution-unrecognised")] == ["Zavod za mjesečinu"]


def test_bodies_of_another_level_of_government_are_listed_once_with_all_their_activities() -> None:
    plan = plan_value(
        activity("1.1.2", institutions=["NVO", "MS"]),
        activity("1.1.10", institutions=["NVO"]),
        activity("1.1.3", institutions=["DUGA"]),
        activity("1.1.4", institutions=["MS"]),
    )
    listed = {tuple(f.values["institutions"]): f.codes for f in found(plan, "responsible-outside-level")}
    assert listed == {("NVO",): ("1.1.2", "1.1.10"), ("DUGA",): ("1.1.3",)}


def test_an_institution_that_drops_out_of_the_next_step_is_noticed() -> None:
    first, second, third = ["MS", "GP", "SPS"], ["MS", "SPS", "KISA"], ["MS"]
    plan = plan_value(
        activity("1.1.1", institutions=first),
        activity("1.1.2", institutions=second),
        activity("1.1.3", institutions=third),
        dependencies=[{"before": "1.1.1", "after": "1.1.2"}, {"before": "1.1.1", "after": "1.1.3"}],
    )
    (finding,) = found(plan, "responsible-dropped")
    assert (finding.codes, finding.values["institutions"]) == (("1.1.1", "1.1.2"), ["GP"])


def test_the_same_text_given_to_others_is_noticed() -> None:
    plan = plan_value(
        activity("1.1.1", activity="Brojati kapi", institutions=["MS"]),
        activity("1.1.2", activity="brojati kapi.", institutions=["GP"]),
        activity("1.1.3", activity="Brojati pahulje", institutions=["GP"]),
    )
    (finding,) = found(plan, "responsible-inconsistent")
    assert (finding.codes, finding.values["institutions"]) == (("1.1.1", "1.1.2"), ["GP", "MS"])


PREAMBLE = "Plan je izrađen uz saglasnost {} i Agencije za kišu."


@pytest.mark.parametrize(
    ("who", "missing"),
    [
        ("Zavoda za oblake, Uprave za maglu, Službe za rosu", [["NVO"]]),
        ("Zavoda za oblake", []),
    ],
)
def test_a_preamble_that_lists_the_institutions_is_compared_with_the_table(who: str, missing: list[list[str]]) -> None:
    plan = plan_value(
        activity("1.1.1", activity="Brojati kapi", institutions=["MS", "GP", "SPS", "NVO"]),
        preamble=PREAMBLE.format(who),
    )
    assert [f.values["institutions"] for f in found(plan, "preamble-without-activity")] == [["KISA"]]
    assert [f.values["institutions"] for f in found(plan, "missing-in-preamble")] == missing
