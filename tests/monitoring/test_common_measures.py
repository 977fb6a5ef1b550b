"""What several plans measure alike: who says so, what stays of it, and what ships with the country."""

from __future__ import annotations

import pytest

from okrilje.accounts import catalogue
from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from okrilje.monitoring import actions, storing
from okrilje.monitoring.actions import MonitoringError
from okrilje.monitoring.models import CommonMeasure, Definition
from okrilje.plan.models import ActionPlan, Measure, MeasureType, Strategy
from okrilje.web import installation
from tests.monitoring.factories import AT, user

pytestmark = pytest.mark.django_db
LABELS = {"bs": "Sastanci", "en": "Meetings"}


def strategy() -> Strategy:
    return Strategy.objects.get(code="bih-strategy-2020-2023")


def measure(plan: str, activity: str, key: str) -> Measure:
    found = ActionPlan.objects.get(code=plan).activities.get(code=activity)
    return storing.measures_of(found.pk)[key]


def test_only_the_coordinator_of_the_highest_level_says_what_is_measured_in_common(country) -> None:
    canton = user(Role.GOVERNMENT_COORDINATOR, "DK-MRS")
    with pytest.raises(MonitoringError, match="highest level"):
        actions.set_common_measure(strategy(), "sastanci", labels=LABELS, rolls_up="sum", by=canton, at=AT)
    top = user(Role.COORDINATOR, "MS")
    made = actions.set_common_measure(strategy(), "sastanci", labels=LABELS, rolls_up="sum", by=top, at=AT)
    again = actions.set_common_measure(strategy(), "sastanci", labels=LABELS, rolls_up="latest", by=top, at=AT)
    assert (again.pk, again.rolls_up) == (made.pk, "latest")
    said = list(Event.objects.order_by("-sequence").values_list("action", flat=True)[:2])
    assert said == ["common_measure.changed", "common_measure.added"]


@pytest.mark.parametrize(
    ("labels", "rolls_up", "why"),
    [({"bs": "Sastanci"}, "sum", "Bosnian and in English"), ({**LABELS, "en": " "}, "sum", "English"),
     (LABELS, "mean", "become one")],
)  # fmt: skip
def test_a_common_measure_needs_its_names_and_its_rule(country, labels, rolls_up, why) -> None:
    top = user(Role.COORDINATOR, "MS")
    before = CommonMeasure.objects.count()
    with pytest.raises(MonitoringError, match=why):
        actions.set_common_measure(strategy(), "sastanci", labels=labels, rolls_up=rolls_up, by=top, at=AT)
    assert CommonMeasure.objects.count() == before


def test_each_owner_binds_the_measures_of_its_own_plan(country) -> None:
    canton, top = user(Role.GOVERNMENT_COORDINATOR, "DK-MRS"), user(Role.COORDINATOR, "MS")
    common = CommonMeasure.objects.get(code="coordination-meetings")
    own = measure("demo-canton-2021-2023", "1.1.2", "2")
    with pytest.raises(MonitoringError, match="owns this plan"):
        actions.bind(own, common, by=top, at=AT)
    bound = actions.bind(own, common, by=canton, at=AT)
    assert (bound.common, bound.accumulates, bound.direction) == (common, "incremental", "up")
    actions.define(own, accumulates="cumulative", direction="down", common=common, by=canton, at=AT)
    freed = actions.bind(own, None, by=canton, at=AT)
    assert (freed.common, freed.accumulates, freed.direction) == (None, "cumulative", "down")
    event = Event.objects.order_by("-sequence").first()
    assert event is not None and (event.action, event.details["common"]) == ("measure.unbound", "coordination-meetings")


def test_a_common_measure_of_another_strategy_is_refused(country) -> None:
    other = Strategy.objects.create(code="other", labels={}, starts_on="2020-01-01", ends_on="2023-12-31")
    common = CommonMeasure.objects.create(strategy=other, code="x", labels=LABELS, rolls_up="sum")
    with pytest.raises(MonitoringError, match="another strategy"):
        actions.bind(measure("bih-2020-2023", "1.3.1", "1"), common, by=user(Role.COORDINATOR, "MS"), at=AT)


def test_what_ships_names_measures_that_exist_and_binds_each_once(country) -> None:
    shipped = catalogue.country_file("bih", "common-measures.json")["measures"]
    wanted = [(plan, code) for entry in shipped for plan, codes in entry["plans"].items() for code in codes]
    assert len(wanted) == len(set(wanted))
    bound = Definition.objects.exclude(common=None).select_related("measure__indicator__activity__plan")
    found = [actions.measuring.name_of(row.measure)[1].split("/") for row in bound]
    assert sorted(map(tuple, found)) == sorted(wanted)
    assert 15 <= len(shipped) <= 25 and all({"bs", "en", "hr", "sr-latn"} == set(e["labels"]) for e in shipped)


def test_persons_are_never_added_up_over_governments(country) -> None:
    rows = Definition.objects.filter(measure__type=MeasureType.PERSONS).exclude(common=None)
    assert {row.common.rolls_up for row in rows.select_related("common")} == {"distinct"}


def test_what_people_changed_outlives_the_next_start(country) -> None:
    top = user(Role.COORDINATOR, "MS")
    one = measure("bih-2020-2023", "1.3.1", "1")
    actions.bind(one, None, by=top, at=AT)
    actions.set_common_measure(
        strategy(), "coordination-meetings", labels={"bs": "Naš naziv", "en": "Our name"}, rolls_up="sum", by=top, at=AT
    )
    count, events = Definition.objects.count(), Event.objects.count()
    installation.load_common_measures()
    assert Definition.objects.get(measure=one).common is None
    assert CommonMeasure.objects.get(code="coordination-meetings").labels["en"] == "Our name"
    assert (Definition.objects.count(), Event.objects.count()) == (count, events)
