"""What somebody types about measures: targets, how values add up, common measures; and the filter of their list."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.accounts.models import Institution
from okrilje.lib.scripts import fold
from okrilje.monitoring.models import Accumulation, CommonMeasure, Direction, RollUp, Target
from okrilje.monitoring.queries.values import Measured
from okrilje.monitoring.status import Against
from okrilje.monitoring.words import AGAINST_NAMES
from okrilje.plan.filters import ALL, Filter
from okrilje.plan.models import ActionPlan, MeasureType, Responsibility
from okrilje.plan.queries.plans import pillars_of

#: Where a measure has targets, but none for a year that is over.
NOT_YET = "not_yet"
STANDS = [*((key.value, AGAINST_NAMES[key]) for key in Against), (NOT_YET, gettext_lazy("no year is over yet"))]


def stands(one: Measured) -> str:
    return one.against.value if one.against else NOT_YET


class TargetFilter(Filter):
    """``rows`` are all measures of the plan."""

    q = forms.CharField(label=gettext_lazy("Search"), max_length=200, widget=forms.SearchInput)
    pillar = forms.ChoiceField(label=gettext_lazy("Pillar"))
    institution = forms.ChoiceField(label=gettext_lazy("Institution"))
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=[ALL, *MeasureType.choices])
    target = forms.ChoiceField(
        label=gettext_lazy("Target"),
        choices=[ALL, ("with", gettext_lazy("with a target")), ("without", gettext_lazy("without a target"))],
    )
    stands = forms.ChoiceField(label=gettext_lazy("Against the target"), choices=[ALL, *STANDS])

    def __init__(self, request: HttpRequest, plan: ActionPlan, rows: Sequence[Measured]) -> None:
        self.rows = rows
        super().__init__(request, plan)

    def fill(self) -> None:
        named = Institution.objects.filter(
            responsibilities__activity__plan=self.plan, responsibilities__activity__is_withdrawn=False
        ).distinct()
        pillars = [(p.code, f"{p.code} {p.label}") for p in pillars_of(self.plan)]
        people = sorted(((i.code, f"{i.code} {i.title}") for i in named), key=lambda choice: fold(choice[1]))
        for name, choices in (("pillar", pillars), ("institution", people)):
            cast(forms.ChoiceField, self.fields[name]).choices = [ALL, *choices]

    @property
    def wanted(self) -> list[Measured]:
        used = self.used
        carried = self._carried_by(used["institution"]) if "institution" in used else None
        return [
            one
            for one in self.rows
            if used.get("pillar", "") in ("", one.activity.programme.pillar.code)
            and used.get("type", "") in ("", one.measure.type)
            and used.get("stands", "") in ("", stands(one))
            and ("target" not in used or one.has_target == (used["target"] == "with"))
            and (carried is None or one.activity.pk in carried)
            and ("q" not in used or _says(one, fold(used["q"]).split()))
        ]

    def _carried_by(self, code: str) -> set[int]:
        rows = Responsibility.objects.filter(activity__plan=self.plan, institution__code=code)
        return set(rows.values_list("activity_id", flat=True))


def _says(one: Measured, words: list[str]) -> bool:
    texts = [one.code, *one.measure.labels.values(), *one.activity.labels.values()]
    said = fold(" ".join(texts))
    return all(word in said for word in words)


class TargetsForm(forms.Form):
    """The baseline and the target of each year, with one reason for all that is changed.

    Only what this person changed is set: the form carries what it showed, so that two people who change different
    years do not undo each other's work.
    """

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("It stays beside the targets, with your name, also after they are changed again."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, plan: ActionPlan, one: Measured, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one = one
        self.years = range(plan.starts_on.year, plan.ends_on.year + 1)
        self._add("baseline_year", forms.IntegerField(label=_("Baseline: year"), min_value=1990, max_value=2100))
        self._add("baseline", _number(_("Baseline: value")))
        for year in self.years:
            self._add(f"target-{year}", _number(_("Target for %(year)s") % {"year": year}))
        base = one.baseline
        goals = {f"target-{year}": _plain(one.targets[year]) for year in self.years if year in one.targets}
        first = base.year if base else plan.starts_on.year - 1
        self.initial = {"baseline_year": first, "baseline": _plain(base), **goals}
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def _add(self, name: str, field: forms.Field) -> None:
        field.required = False
        field.show_hidden_initial = True
        self.fields[name] = field

    def changes(self) -> list[tuple[str, int, Decimal | None]]:
        """Each target that was changed, as (kind, year, value); a baseline of another year replaces the earlier one."""
        given = self.cleaned_data
        found: list[tuple[str, int, Decimal | None]] = []
        if {"baseline", "baseline_year"} & set(self.changed_data):
            found += self._baseline(given["baseline_year"] or self.initial["baseline_year"], given["baseline"])
        for year in self.years:
            if f"target-{year}" in self.changed_data:
                found.append((Target.Kind.TARGET, year, given[f"target-{year}"]))
        return found

    def _baseline(self, year: int, value: Decimal | None) -> list[tuple[str, int, Decimal | None]]:
        before = self.one.baseline
        if before is None:
            return [(Target.Kind.BASELINE, year, value)] if value is not None else []
        if before.year == year:
            return [(Target.Kind.BASELINE, year, value)]
        gone: list[tuple[str, int, Decimal | None]] = [(Target.Kind.BASELINE, before.year, None)]
        return gone + ([(Target.Kind.BASELINE, year, value)] if value is not None else [])


def _plain(target: Target | None) -> str | None:
    """The value without decimals that say nothing."""
    return f"{target.value.normalize():f}" if target and target.value is not None else None


def _number(label: str) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
    return forms.DecimalField(label=label, min_value=0, max_digits=16, decimal_places=2, widget=widget)


class CommonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class DefinitionForm(forms.Form):
    """How the values of a measure are to be understood."""

    accumulates = forms.ChoiceField(
        label=gettext_lazy("A reported value is"), choices=Accumulation.choices, widget=forms.RadioSelect
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("Direction"), choices=Direction.choices, widget=forms.RadioSelect
    )  # fmt: skip
    common = CommonChoice(
        CommonMeasure.objects.none(),
        label=gettext_lazy("Common measure of the strategy"),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("none"),
    )

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        commons = CommonMeasure.objects.filter(strategy=plan.strategy_id)
        cast(CommonChoice, self.fields["common"]).queryset = commons


_CODE = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", gettext_lazy("Use small letters, digits and single dashes."))


class CommonMeasureForm(forms.Form):
    """A common measure: what it is called in each language, and how the values of several plans become one."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Small letters, digits and dashes, for example trainings-held. It cannot be changed."),
        max_length=60,
        validators=[_CODE],
    )
    rolls_up = forms.ChoiceField(
        label=gettext_lazy("The values of several plans together"), choices=RollUp.choices, widget=forms.RadioSelect
    )

    #: Serbian Cyrillic is written from the Latin.
    LANGUAGES = tuple((code, name) for code, name in settings.LANGUAGES if code != "sr")

    def __init__(self, *args: Any, common: CommonMeasure | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in self.LANGUAGES:
            label = _("Name: %(language)s") % {"language": name}
            self.fields[code] = forms.CharField(label=label, max_length=200, required=code in ("bs", "en"))
        if common:
            del self.fields["code"]
            self.initial = {"rolls_up": common.rolls_up, **common.labels}
        self.order_fields(["code", *(code for code, _name in self.LANGUAGES), "rolls_up"])

    @property
    def labels(self) -> dict[str, str]:
        return {code: self.cleaned_data[code] for code, _name in self.LANGUAGES}
