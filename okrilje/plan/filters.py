"""What the lists of a plan can be narrowed by. The form is the filter: its cleaned values narrow a query."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django import forms
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from okrilje.accounts.models import Institution
from okrilje.lib.scripts import fold
from okrilje.plan.content import DATED
from okrilje.plan.models import ActionPlan, Activity, Indicator, MeasureType, Register, Resource
from okrilje.plan.queries.activities import due_years
from okrilje.plan.queries.indicators import Kind
from okrilje.plan.queries.plans import matching, pillars_of, programmes

ALL = ("", _("all"))
DEADLINE_GROUPS = [("dated", _("With a due date")), ("undated", _("Without a due date"))]
PARTS = [("sole", _("One institution alone")), ("joint", _("Several institutions")), ("first", _("Named first"))]


class Chip(NamedTuple):
    """A filter in use, and the address of the same list without it."""

    label: str
    value: str
    address: str


def without_blanks(query: QueryDict) -> QueryDict:
    """The same query without the empty values that a form sends along."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if any(values):
            kept.setlist(name, [v for v in values if v])
    return kept


def address(query: QueryDict, **changes: str | None) -> str:
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value:
            changed[name] = value
    return f"?{changed.urlencode()}"


class Filter(forms.Form):
    """A choice that does not exist is named as an error and narrows nothing."""

    template_name = "plan/_filter_fields.html"
    use_required_attribute = False

    def __init__(self, request: HttpRequest, plan: ActionPlan) -> None:
        super().__init__(request.GET, auto_id="f-%s", label_suffix="")
        self.plan = plan
        self.query = request.GET
        self.fill()
        for field in self.fields.values():
            field.required = False
        self.is_valid()

    def fill(self) -> None:
        """Sets the choices that depend on the plan."""

    @property
    def used(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    @property
    def chips(self) -> list[Chip]:
        return [
            Chip(str(self[name].label), self._shown(name, value), address(self.query, **{name: None, "page": None}))
            for name, value in self.used.items()
        ]

    def _shown(self, name: str, value: str) -> str:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            return value
        flat = dict(_flat(list(field.choices)))  # type: ignore[arg-type]
        return str(flat.get(value, value))


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterable[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield value, label


def _coded(rows: Iterable[Any], label: Callable[[Any], str]) -> list[tuple[str, str]]:
    return [(row.code, f"{row.code} {label(row)}") for row in rows]


class ActivityFilter(Filter):
    q = forms.CharField(label=_("Search"), max_length=200, widget=forms.SearchInput)
    institution = forms.ChoiceField(label=_("Institution"))
    part = forms.ChoiceField(label=_("Responsible"), choices=[ALL, *PARTS])
    donor = forms.ChoiceField(label=_("Donor"))
    pillar = forms.ChoiceField(label=_("Pillar"))
    programme = forms.ChoiceField(label=_("Programme"))
    deadline = forms.ChoiceField(
        label=_("Deadline"),
        choices=[ALL, (_("In short"), DEADLINE_GROUPS), (_("In detail"), Activity.DeadlineKind.choices)],
    )
    due = forms.ChoiceField(label=_("Due in"))
    type = forms.ChoiceField(label=_("Type of indicator"), choices=[ALL, *MeasureType.choices])

    def fill(self) -> None:
        pillars = list(pillars_of(self.plan).prefetch_related(Prefetch("programmes", programmes())))
        named = Institution.objects.filter(
            responsibilities__activity__plan=self.plan, responsibilities__activity__is_withdrawn=False
        ).distinct()
        donors = Institution.objects.filter(
            resources__activity__plan=self.plan,
            resources__activity__is_withdrawn=False,
            resources__type=Resource.Type.DONOR,
        ).distinct()
        choices: dict[str, list[Any]] = {
            "institution": _coded(sorted(named, key=lambda i: fold(i.title)), lambda i: i.title),
            "donor": [(i.code, i.title) for i in sorted(donors, key=lambda i: fold(i.title))],
            "pillar": _coded(pillars, lambda p: p.label),
            "programme": [(f"{p.code} {p.label}", _coded(p.programmes.all(), lambda g: g.label)) for p in pillars],
            "due": [(str(year), str(year)) for year in due_years(self.plan)],
        }
        for name, values in choices.items():
            self.fields[name].choices = [ALL, *values]  # type: ignore[attr-defined]

    def narrow(self, activities: QuerySet[Activity]) -> QuerySet[Activity]:
        used = self.used
        for name, condition in _CONDITIONS.items():
            if name in used:
                activities = activities.filter(pk__in=Activity.objects.filter(condition(used[name])).values("pk"))
        activities = self._responsible(activities, used.get("institution"), used.get("part"))
        return activities.filter(matching(used["q"])) if "q" in used else activities

    def _responsible(
        self, activities: QuerySet[Activity], institution: str | None, part: str | None
    ) -> QuerySet[Activity]:
        if institution or part == "first":
            who = {"responsibilities__institution__code": institution} if institution else {}
            first = {"responsibilities__order": 1} if part == "first" else {}
            activities = activities.filter(pk__in=Activity.objects.filter(**who, **first).values("pk"))
        if part in ("sole", "joint"):
            several = Activity.objects.annotate(n=Count("responsibilities__institution", distinct=True))
            several = several.filter(n=1) if part == "sole" else several.filter(n__gt=1)
            activities = activities.filter(pk__in=several.values("pk"))
        return activities


def _deadline(value: str) -> Q:
    if value in ("dated", "undated"):
        dated = Q(deadline_kind__in=DATED)
        return dated if value == "dated" else ~dated
    return Q(deadline_kind=value)


_CONDITIONS: dict[str, Callable[[str], Q]] = {
    "donor": lambda code: Q(resources__type=Resource.Type.DONOR, resources__source__code=code),
    "pillar": lambda code: Q(programme__pillar__code=code),
    "programme": lambda code: Q(programme__code=code),
    "deadline": _deadline,
    "due": lambda year: Q(due_dates__due_on__year=year),
    "type": lambda type_: Q(indicators__type=type_),
}


class IndicatorFilter(Filter):
    q = forms.CharField(label=_("Search"), max_length=200, widget=forms.SearchInput)
    type = forms.ChoiceField(label=_("Type"), choices=[ALL, *MeasureType.choices])
    register = forms.ChoiceField(label=_("Counted from"), choices=[ALL, *Register.choices])
    pillar = forms.ChoiceField(label=_("Pillar"))
    holds = forms.ChoiceField(
        label=_("Holds"), choices=[ALL, ("one", _("one measure")), ("several", _("several measures"))]
    )

    def fill(self) -> None:
        self.fields["pillar"].choices = [ALL, *_coded(pillars_of(self.plan), lambda p: p.label)]  # type: ignore[attr-defined]

    def narrow(self, kinds: list[Kind], words: QuerySet[Indicator]) -> list[int]:
        """The keys of those wanted. ``words`` are the same indicators with their texts: only a search reads them."""
        wanted = [kind.pk for kind in kinds if self._wanted(kind)]
        if "q" not in self.used:
            return wanted
        asked = fold(self.used["q"]).split()
        said = {indicator.pk for indicator in words if _says(indicator, asked)}
        return [pk for pk in wanted if pk in said]

    def _wanted(self, kind: Kind) -> bool:
        used = self.used
        if not _holds(used.get("holds", ""), len(kind.measures)):
            return False
        if used.get("pillar", "") not in ("", kind.pillar):
            return False
        wanted_type, wanted_register = used.get("type", ""), used.get("register", "")
        pairs = kind.measures or [(kind.type, "")]
        return any(wanted_type in ("", t) and wanted_register in ("", r) for t, r in pairs)


def _holds(wanted: str, number: int) -> bool:
    return wanted == "" or (number > 1) == (wanted == "several")


def _says(indicator: Indicator, words: list[str]) -> bool:
    texts = [indicator.activity.code, indicator.title, *indicator.labels.values()]
    texts += [text for measure in indicator.measures.all() for text in measure.labels.values()]
    said = fold(" ".join(texts))
    return all(word in said for word in words)
