"""The owner of a plan changes what a measure counts, by choices and with a look at the result."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Role
from okrilje.plan import formulas, measuring
from okrilje.plan.composing import compose, renewed
from okrilje.plan.formulas import Condition
from okrilje.plan.models import Measure, Version
from tests.conftest import make_user
from tests.registers import made_up
from tests.registers.conftest import signed_in

ADDRESS = "/registers/counted/bih-2020-2023/1.3.1/1/formula/"


@pytest.fixture
def owner(country: None, waived: None) -> Client:
    return signed_in(make_user(Role.COORDINATOR, Institution.objects.get(code="MS")))


def choices(shown: Any) -> dict[str, Any]:
    form = shown.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, "")}


def measure() -> Measure:
    return Measure.objects.get(
        indicator__activity__plan__code="bih-2020-2023", indicator__activity__code="1.3.1", indicator__number=1
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_other_records_are_counted_after_a_preview_and_with_a_reason(owner: Client) -> None:
    made_up.fill(5, each=30)
    versions = Version.objects.count()
    before = measure().formula
    said = choices(owner.get(ADDRESS)) | {"p-kind": ["coordinators", "working"]}
    shown = owner.post(ADDRESS, said | {"preview": "1"})
    result = shown.context["result"]
    assert "coordinators of all levels or working meeting" in result.words and measure().formula == before
    assert sum(now for _year, now, _then in result.years) <= sum(then for _year, _now, then in result.years)
    save = said | {"save": "1", "previewed": result.formula}
    assert "Say why" in owner.post(ADDRESS, save).content.decode()
    elsewhere = save | {"p-kind": ["working"], "reason": "Other wording"}
    assert "changed after the preview" in owner.post(ADDRESS, elsewhere).content.decode()
    assert Version.objects.count() == versions
    assert owner.post(ADDRESS, save | {"reason": "Working meetings are theirs too"}).status_code == 302
    assert measure().formula == result.formula and Version.objects.count() == versions + 1
    assert Version.objects.latest("pk").reason == "Working meetings are theirs too"


@pytest.mark.django_db
def test_the_plan_of_others_is_not_changed(country: None, waived: None) -> None:
    stranger = signed_in(make_user(Role.COORDINATOR, Institution.objects.get(code="SPS")))
    assert stranger.get(ADDRESS).status_code == 403
    assert stranger.post(ADDRESS, {"save": "1"}).status_code == 403


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_what_the_page_shows_for_every_measure_is_what_it_asks(owner: Client) -> None:
    """Saved as shown, no measure of the shipped plan would count anything else."""
    rows = Measure.objects.filter(indicator__activity__plan__code="bih-2020-2023").select_related("indicator__activity")
    asked = {one.measure.pk: one.question for one in measuring.asked_of(rows)}
    changed = []
    for row in list(rows)[::6]:
        if asked[row.pk] is None or formulas.refers(row.formula) or row.formula.startswith("qualitative"):
            continue
        address = f"/registers/counted/bih-2020-2023/{row.indicator.activity.code}/{row.indicator.number}{row.suffix}/"
        shown = owner.get(f"{address}formula/")
        result = owner.post(f"{address}formula/", choices(shown) | {"preview": "1"}).context["result"]
        if result is None or measuring.question(result.formula, {}) != asked[row.pk]:
            changed.append((row.formula, result and result.formula))
    assert changed == []


NAMED = st.from_regex("[a-z]{1,6}", fullmatch=True)
CONDITIONS = st.lists(
    st.one_of(
        st.builds(Condition, NAMED, st.just(""), st.just(())),
        st.builds(Condition, NAMED, st.just("="), st.lists(NAMED, min_size=1, max_size=3).map(tuple)),
        st.builds(Condition, NAMED, st.sampled_from([">=", "≠"]), NAMED.map(lambda value: (value,))),
    ),
    max_size=4, unique_by=lambda one: one.name,
)  # fmt: skip
CODES = st.from_regex(r"([1-5]\.[1-9]\.[1-9])?", fullmatch=True)
EVENTS = st.sampled_from(["date∈period", "valid on period end", "active in period"])
COUNTABLES = st.sampled_from(sorted(measuring.registry().values(), key=lambda one: one.records))


@given(COUNTABLES, CODES, EVENTS, CONDITIONS)
def test_a_composed_formula_says_what_was_chosen(
    countable: measuring.Countable, code: str, event: str, chosen: list[Condition]
) -> None:
    formula = compose(countable, code, event, chosen)
    found = formulas.parse(formula)
    assert found and (found.function, found.records, found.activity or "", found.event) == (
        countable.function, countable.records, code, event,
    )  # fmt: skip
    assert {formulas.condition(text) for text in found.filters} == set(chosen)
    assert renewed(f"{formula}; by country", formula) == f"{formula}; by country"
