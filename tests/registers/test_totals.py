"""What must not be added, and what it comes to together."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from okrilje.accounts import catalogue
from okrilje.accounts.models import Institution, User
from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from okrilje.lib.periods import Period
from okrilje.monitoring import actions as monitoring
from okrilje.monitoring.models import CommonMeasure
from okrilje.plan import measuring, overlapping, totals
from okrilje.plan.measuring import Computed
from okrilje.plan.models import ActionPlan, Measure, Overlap
from tests.conftest import make_user
from tests.registers import made_up
from tests.registers.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
AT = datetime(2021, 7, 10, 9, tzinfo=UTC)
YEARS = Period(date(2020, 1, 1), date(2023, 12, 31))


@pytest.fixture
def plan(country: None) -> ActionPlan:
    return ActionPlan.objects.get(code="bih-2020-2023")


@pytest.fixture
def owner(plan: ActionPlan, waived: None) -> User:
    return make_user(Role.COORDINATOR, Institution.objects.get(code="MS"))


def measures(plan: ActionPlan, *codes: str) -> list[Measure]:
    rows = Measure.objects.filter(indicator__activity__plan=plan).select_related("indicator__activity").order_by("pk")
    found = {totals.code_of(row): row for row in rows}
    return [found[code] for code in codes] if codes else list(found.values())


def counted_by(one: Computed) -> set[Any]:
    """What a measure counts, row by row: records, or persons."""
    assert one.question
    value = one.question.countable.value if one.question.countable.function == "count_distinct" else "pk"
    return set(measuring.counted_rows(one, YEARS).order_by().values_list(value, flat=True))


def test_measures_that_count_the_same_somewhere_are_known_to_share(plan: ActionPlan) -> None:
    for seed in (1, 2):
        made_up.fill(seed, each=20)
    asked = [one for one in measuring.compute(measures(plan), YEARS) if one.question and one.value]
    seen = 0
    for one, other in combinations(asked, 2):
        assert one.question and other.question
        same = one.question.countable == other.question.countable and not one.question.only_reached
        if same and counted_by(one) & counted_by(other):
            seen += 1
            assert totals.share(one.question, other.question), (one.measure.formula, other.measure.formula)
    assert seen > 20


def test_together_each_record_and_person_counts_once(plan: ActionPlan) -> None:
    made_up.fill(3, each=40)
    for codes in (("4.1.3#1", "4.1.4#1", "4.1.6#1"), ("3.3.2#1", "3.4.2#1"), ("2.5.1#1", "2.5.2#1")):
        computed = measuring.compute(measures(plan, *codes), YEARS)
        found = totals.distinct(computed, YEARS)
        assert found is not None and computed[0].question
        together = set().union(*map(counted_by, computed))
        if computed[0].question.countable.function == "sum":
            rows = computed[0].question.countable.model._default_manager.filter(pk__in=together)
            expected = sum(rows.values_list(computed[0].question.countable.value, flat=True))
        else:
            expected = len(together)
        assert found == expected, codes


def test_what_is_not_one_number_is_no_total(plan: ActionPlan) -> None:
    def distinct(*codes: str) -> Decimal | None:
        return totals.distinct(measuring.compute(measures(plan, *codes), YEARS), YEARS)

    assert distinct("3.3.2#1", "3.3.2#2") is None  # trainings and persons
    assert distinct("4.1.3#2", "4.1.4#2") is None  # no register counts victims yet
    assert distinct("3.3.1#1", "3.4.1#1") is None  # states that were reached


def test_the_shipped_plan_declares_what_must_not_be_added(plan: ActionPlan) -> None:
    computed = measuring.compute(
        measures(plan, "4.1.3#2", "4.1.4#2", "1.5.2#1", "4.2.9#3a", "3.2.2#1", "3.7.1#1"), YEARS
    )
    found = {(one.one, one.other) for one in totals.conflicts(computed, plan.overlaps.all())}
    assert found == {("4.1.3#2", "4.1.4#2"), ("1.5.2#1", "4.2.9#3a"), ("3.2.2#1", "3.7.1#1")}
    shipped = catalogue.country_file("bih", "overlaps-2020-2023.json")["overlaps"]
    assert [row.measures for row in plan.overlaps.all()] == [one["measures"] for one in shipped]


def test_a_common_measure_does_not_add_what_overlaps(plan: ActionPlan, owner: User) -> None:
    common = CommonMeasure.objects.create(
        strategy=plan.strategy, code="sum", labels={"bs": "Zbir", "en": "Sum"}, rolls_up="sum"
    )
    rows = measures(plan, "3.2.2#1", "3.7.1#1")
    for row in rows:
        row.indicator.activity.plan = plan
    monitoring.bind(rows[0], common, by=owner, at=AT)
    with pytest.raises(monitoring.MonitoringError, match="must not be added, as “Sum” would do: Witnesses who are"):
        monitoring.bind(rows[1], common, by=owner, at=AT)


def test_only_the_owner_declares_and_takes_back(plan: ActionPlan, owner: User) -> None:
    stranger = make_user(Role.COORDINATOR, Institution.objects.get(code="SPS"), email="s@example.org")
    with pytest.raises(PermissionDenied):
        overlapping.declare(plan, ["1.3.1#1", "1.3.3#1"], {"en": "Why"}, by=stranger, at=AT)
    page = signed_in(owner)
    address = "/registers/counted/bih-2020-2023/overlaps/"
    assert signed_in(stranger).get(address).status_code == 403
    wrong = page.post(address, {"measures": "1.3.1#1, 9.9.9#1", "bs": "Isti sastanci"})
    assert wrong.status_code == 422 and "no such measures: 9.9.9#1" in wrong.content.decode()
    assert page.post(address, {"measures": "1.3.1#1, 1.3.3#1", "bs": "Isti sastanci"}).status_code == 302
    row = Overlap.objects.latest("pk")
    assert "Isti sastanci" in page.get("/registers/counted/bih-2020-2023/1.3.1/1/").content.decode()
    page.post(address, {"withdraw": row.pk})
    assert not Overlap.objects.filter(pk=row.pk).exists()
    assert Event.objects.latest("sequence").action == "overlap.withdrawn"


def test_the_page_refuses_the_sum_and_offers_the_total(plan: ActionPlan, owner: User) -> None:
    made_up.fill(3, each=40)
    page = signed_in(owner)
    answer = page.get("/registers/counted/bih-2020-2023/together/?m=3.3.2%231&m=3.4.2%231")
    assert answer.context["sum"] is None and "is not added" in answer.content.decode()
    assert answer.context["distinct"] == totals.distinct(
        measuring.compute(measures(plan, "3.3.2#1", "3.4.2#1"), YEARS), YEARS
    )
    added = page.get("/registers/counted/bih-2020-2023/together/?m=1.3.1%231&m=1.3.5%231")
    assert added.context["sum"] == sum(one.value for _code, one, _address in added.context["rows"])
    assert page.get("/registers/counted/bih-2020-2023/together/?m=nothing&first=x").status_code == 200
