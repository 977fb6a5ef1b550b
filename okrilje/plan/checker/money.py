"""Rules on money: named twice, without currency, source or amount, and by whom it is paid."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from okrilje.plan import funding
from okrilje.plan.checker import words
from okrilje.plan.checker.likeness import alike_texts
from okrilje.plan.checker.rule import Field, Found, Severity, Values, each, rule
from okrilje.plan.checker.subject import Subject
from okrilje.plan.content import Activity, Resource, ResourceType


@rule(
    "double-budget",
    Severity.HIGH,
    title=_("The same money twice"),
    sentence=_(
        "%(other)s and %(activity)s name the same amounts of the same payer (%(institutions)s), "
        "%(amount)s in all: perhaps one budget, written twice."
    ),
    remedy=_("Say whether it is one budget; if it is, leave the amounts out of one of the two activities."),
)
def double_budget(subject: Subject) -> Iterator[Found]:
    for repeat in funding.repeats(subject.plan.activities):
        codes = (repeat.of, repeat.code)
        values: Values = {
            "other": repeat.of,
            "activity": repeat.code,
            "institutions": [repeat.payer],
            "amount": f"{repeat.total:f}",
        }
        yield codes, each(codes, Field.RESOURCES), values


def _with(subject: Subject, found: list[Activity]) -> Iterator[Found]:
    for activity in found:
        yield (activity.code,), each([activity.code], Field.RESOURCES), {"activity": activity.code}


@rule(
    "currency-missing",
    Severity.MEDIUM,
    title=_("Amounts without a currency"),
    sentence=_("%(activity)s states amounts without a currency."),
    remedy=_("Write the currency beside the amounts."),
)
def currency_missing(subject: Subject) -> Iterator[Found]:
    return _with(subject, [a for a in subject.plan.activities if any(_bare(r) for r in a.resources)])


def _bare(resource: Resource) -> bool:
    return resource.amount is not None and not resource.currency


@rule(
    "source-missing",
    Severity.MEDIUM,
    title=_("Amounts without a source"),
    sentence=_("%(activity)s states amounts without saying from which budget or donor they come."),
    remedy=_("Name the budget or the donor beside the amounts."),
)
def source_missing(subject: Subject) -> Iterator[Found]:
    def unpaid(resource: Resource) -> bool:
        return resource.amount is not None and not resource.source

    return _with(subject, [a for a in subject.plan.activities if any(unpaid(r) for r in a.resources)])


@rule(
    "amount-undetermined",
    Severity.MEDIUM,
    title=_("The amount is left open"),
    sentence=_("The amount for %(activity)s is left to a later decision."),
    remedy=_("Estimate the amount now, and correct it when the decision is taken."),
)
def amount_undetermined(subject: Subject) -> Iterator[Found]:
    def left_open(resource: Resource) -> bool:
        return resource.amount is None and words.puts_amount_off(resource.note or "")

    return _with(subject, [a for a in subject.plan.activities if any(left_open(r) for r in a.resources)])


@rule(
    "payer-not-named",
    Severity.MEDIUM,
    title=_("A payer is not named"),
    sentence=_("%(activity)s counts on a budget without naming the institution whose budget it is."),
    remedy=_("Name the institution that pays."),
)
def payer_not_named(subject: Subject) -> Iterator[Found]:
    def nameless(resource: Resource) -> bool:
        return resource.type is not ResourceType.FIXED_AMOUNT and not resource.source

    return _with(subject, [a for a in subject.plan.activities if any(nameless(r) for r in a.resources)])


def _budgets(activity: Activity) -> frozenset[str]:
    return frozenset(r.source for r in activity.resources if r.type is ResourceType.REGULAR_BUDGET and r.source)


@rule(
    "payer-not-responsible",
    Severity.LOW,
    title=_("Pays, but does not answer for the activity"),
    sentence=_("An institution pays for %(activity)s from its budget without being responsible: %(institutions)s."),
    remedy=_("Name the payer among the responsible institutions, or correct the resources."),
)
def payer_not_responsible(subject: Subject) -> Iterator[Found]:
    for code, activity in subject.activities.items():
        extra = _budgets(activity) - subject.responsible[code]
        if extra:
            cells = each([code], Field.RESPONSIBLE, Field.RESOURCES)
            yield (code,), cells, {"activity": code, "institutions": sorted(extra)}


@rule(
    "responsible-without-budget",
    Severity.LOW,
    title=_("Answers for the activity, but does not pay"),
    sentence=_(
        "All others who are responsible for %(activity)s pay from their budgets, but not this institution: "
        "%(institutions)s."
    ),
    remedy=_("Name the budget of this institution too, or say why it needs none."),
)
def responsible_without_budget(subject: Subject) -> Iterator[Found]:
    for code, activity in subject.activities.items():
        missing = subject.responsible[code] - _budgets(activity)
        if missing and _budgets(activity) & subject.responsible[code]:
            cells = each([code], Field.RESPONSIBLE, Field.RESOURCES)
            yield (code,), cells, {"activity": code, "institutions": sorted(missing)}


@rule(
    "funding-inconsistent",
    Severity.LOW,
    title=_("Like work, paid differently"),
    sentence=_(
        "%(other)s and %(activity)s describe almost the same work of the same institution, but one is paid by donors "
        "only and the other from a budget only."
    ),
    remedy=_("Check who pays for the two, and make them agree or say why they differ."),
    needs_wording=True,
)
def funding_inconsistent(subject: Subject) -> Iterator[Found]:
    paid = {code: _from_donors(activity) for code, activity in subject.activities.items()}
    by_donors = [code for code, kinds in paid.items() if kinds == {True}]
    by_budgets = [code for code, kinds in paid.items() if kinds == {False}]
    for one, other in alike_texts(subject, by_donors, by_budgets):
        cells = each((one, other), Field.ACTIVITY, Field.RESOURCES)
        yield (one, other), cells, {"other": one, "activity": other}


def _from_donors(activity: Activity) -> frozenset[bool]:
    """{True}: from donors only; {False}: not from donors; both: from donors and others."""
    return frozenset(r.type is ResourceType.DONOR for r in activity.resources)


@rule(
    "no-resources",
    Severity.MEDIUM,
    title=_("No resources"),
    sentence=_("%(activity)s says nothing about the resources it needs."),
    remedy=_("Name the budget or the donor, and the amount."),
)
def no_resources(subject: Subject) -> Iterator[Found]:
    return _with(subject, [a for a in subject.plan.activities if not a.resources])


RULES = (
    double_budget,
    currency_missing,
    source_missing,
    amount_undetermined,
    payer_not_named,
    payer_not_responsible,
    responsible_without_budget,
    funding_inconsistent,
    no_resources,
)
