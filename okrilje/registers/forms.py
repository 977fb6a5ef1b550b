"""The form of a record, made from the fields of its kind; and what its list can be narrowed by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import DateField, Field, Q, QuerySet, URLField
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.accounts.models import Institution, User
from okrilje.lib.scripts import fold
from okrilje.plan.models import Activity
from okrilje.registers import queries
from okrilje.registers.actions import Entry
from okrilje.registers.kind import Kind
from okrilje.registers.person_keys import person_key
from okrilje.registers.records import Record
from okrilje.registers.reference import ListedField

#: More rows of a record are kept in its file, where they can be pasted, and not in a form.
LINES_IN_FORM = 60
_EMPTY_LINES = 3


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def form_field(model_field: Field[Any, Any], stands: Any = None) -> forms.Field:
    """The field of a form for a field of a model, with the widgets of this house. ``stands``: what it holds already."""
    kept: dict[str, Any] = {}
    if isinstance(model_field, URLField):
        kept["assume_scheme"] = "https"
    if isinstance(model_field, DateField):
        kept["widget"] = _day_input()
    if isinstance(model_field, ListedField):
        kept["stands"] = stands or ""
    if model_field.is_relation:
        return forms.ModelChoiceField(
            Institution.objects.filter(is_active=True), label=model_field.verbose_name, help_text=model_field.help_text,
            required=not model_field.blank,
        )  # fmt: skip
    if model_field.name == "person":
        return PersonField()
    found = model_field.formfield(**kept)
    assert found is not None
    if isinstance(found.widget, forms.Textarea):
        found.widget.attrs["rows"] = 3
    return found


class PersonField(forms.CharField):
    """What a person is known by in service becomes a key at once; it is not kept, logged or shown again."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("E-mail address or service number"), max_length=120,
            help_text=gettext_lazy("Only a key is made of it; it is not kept. A record shows the key."),
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )  # fmt: skip

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return person_key(text) if text else ""


class _Many(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.label}" if isinstance(obj, Activity) else str(obj.title)


class LineForm(forms.Form):
    """A row inside a record."""

    use_required_attribute = False

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in kind.line_fields:
            self.fields[one.name] = form_field(one, self.initial.get(one.name))

    def has_changed(self) -> bool:
        """A row that only holds what a new one holds was not filled in."""
        return any(name not in self._usual for name in self.changed_data)

    @property
    def _usual(self) -> set[str]:
        """Fields that are never empty, such as a choice with a default: alone they say nothing."""
        return {name for name, f in self.fields.items() if f.initial not in (None, "") and not self.initial}


class RecordForm(forms.Form):
    """A record of a kind. ``base`` is the record it changes or copies; ``like`` the last one that the person entered,
    which gives a new one its sensible beginning.
    """

    def __init__(
        self, data: Any = None, *, kind: Kind, user: User, base: Record | None = None, like: Record | None = None
    ) -> None:
        self.kind = kind
        super().__init__(data, initial=_initial(kind, base, like), label_suffix="")
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=seen_at(base))
        for one in kind.fields:
            self.fields[one.name] = form_field(one, self.initial.get(one.name))
        candidates, partners = queries.candidates(kind, user), Institution.objects.filter(is_active=True)
        for name, rows in (("activities", candidates), ("partners", partners.order_by("name"))):
            of: Any = kind.model._meta.get_field(name)
            self.fields[name] = _Many(
                rows, label=of.verbose_name, help_text=of.help_text, required=False, widget=forms.CheckboxSelectMultiple
            )
        self.order_fields([*(f.name for f in kind.fields if f.name != "note"), "activities", "note", "partners"])
        self.lines = self._lines(data, base)

    def look_again(self, record: Record) -> None:
        """From now on it knows what somebody else saved: saving once more writes over it."""
        data: Any = self.data
        data = data.copy()
        data["seen"] = seen_at(record)
        self.data = data

    def _lines(self, data: Any, base: Record | None) -> Any:
        if self.kind.lines is None:
            return None
        rows = list(queries.lines_of(self.kind, base)[: LINES_IN_FORM + 1]) if base else []
        self.too_many_lines = len(rows) > LINES_IN_FORM
        if self.too_many_lines:
            return None
        initial = [{f.name: getattr(row, f.attname) for f in self.kind.line_fields} for row in rows]
        made = forms.formset_factory(LineForm, extra=_EMPTY_LINES, can_delete=True, max_num=LINES_IN_FORM + 40)
        return made(data, initial=initial, prefix="lines", form_kwargs={"kind": self.kind, "label_suffix": ""})

    def is_valid(self) -> bool:
        return super().is_valid() and (self.lines is None or self.lines.is_valid())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("happened_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first day."))
        return cleaned

    def given_lines(self) -> list[dict[str, Any]]:
        rows = (form.cleaned_data for form in self.lines if form.has_changed() or form.initial)
        return [{k: v for k, v in row.items() if k != "DELETE"} for row in rows if row and not row.get("DELETE")]

    @property
    def entry(self) -> Entry:
        """What was entered; only after ``is_valid``."""
        cleaned = self.cleaned_data
        values = {f.name: cleaned[f.name] for f in self.kind.fields}
        lines = None if self.lines is None else self.given_lines()
        return Entry(values, list(cleaned["activities"]), list(cleaned["partners"]), lines)


#: What a new record takes over from the last one that the same person entered.
_SENSIBLE = (
    "type",
    "status",
    "topic",
    "place",
    "provider",
    "donor",
    "channel",
    "purpose",
    "year",
    "direction",
    "country",
)


def _initial(kind: Kind, base: Record | None, like: Record | None) -> dict[str, Any]:
    known = base or like
    if known is None:
        return {}
    names = [f.name for f in kind.fields if base or f.name in _SENSIBLE]
    found = {name: getattr(known, kind.field(name).attname) for name in names}
    found["activities"] = [row.pk for row in known.activities.all()] if base else []
    found["partners"] = [row.pk for row in known.partners.all()] if base else []
    return found


def seen_at(record: Record | None) -> str:
    """Which state of a record a form shows."""
    return record.changed_at.isoformat() if record else ""


class DeleteForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Why"), max_length=300)


class CountedForm(forms.Form):
    """The period that is looked at, and one institution or all."""

    use_required_attribute = False
    first = forms.DateField(label=gettext_lazy("From"), widget=_day_input())
    last = forms.DateField(label=gettext_lazy("To"), widget=_day_input())
    institution = forms.ModelChoiceField(
        Institution.objects.filter(is_active=True), label=gettext_lazy("Institution"), to_field_name="code",
        required=False, empty_label=gettext_lazy("all"),
    )  # fmt: skip


def choosable(kind: Kind) -> list[str]:
    """What a list can show besides day and title, which it always does."""
    return [f.name for f in kind.fields if f.name not in ("title", "happened_on")]


class SaveViewForm(forms.Form):
    """The name under which somebody finds a list again."""

    use_required_attribute = False
    name = forms.CharField(label=gettext_lazy("Name of the view"), max_length=60)
    query = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)


class RecordFilter(CountedForm):
    """Every choice narrows the list; one that does not exist is named as an error and narrows nothing."""

    q = forms.CharField(label=gettext_lazy("Search"), max_length=100, widget=forms.SearchInput)
    activity = forms.CharField(label=gettext_lazy("Activity"), max_length=20)

    def __init__(self, request: HttpRequest, kind: Kind, today: date) -> None:
        super().__init__(request.GET, auto_id="f-%s", label_suffix="")
        self.kind, self.today = kind, today
        if kind.narrowings:
            choices = [("", gettext_lazy("all")), *((one.name, one.label) for one in kind.narrowings)]
            self.fields["only"] = forms.ChoiceField(label=gettext_lazy("Only"), choices=choices)
        for name in kind.filters:
            self.fields[name] = self._filter_of(name)
        self.order_fields(["q"])
        for one in self.fields.values():
            one.required = False
        self.is_valid()

    def _filter_of(self, name: str) -> forms.Field:
        of: Any = self.kind.field(name)
        if not of.flatchoices and not of.get_internal_type().startswith("Boolean"):
            return forms.IntegerField(label=of.verbose_name)
        choices = list(of.flatchoices) or [("True", gettext_lazy("yes")), ("False", gettext_lazy("no"))]
        return forms.ChoiceField(label=of.verbose_name, choices=[("", gettext_lazy("all")), *choices])

    @property
    def columns(self) -> list[Any]:
        """The fields that the list shows: those that were chosen, else the usual ones of the kind."""
        wanted = self.data.getlist("columns") if hasattr(self.data, "getlist") else []
        chosen = [f for f in self.kind.fields if f.name in wanted and f.name in choosable(self.kind)]
        return chosen or [self.kind.field(name) for name in self.kind.columns]

    @property
    def column_choices(self) -> list[tuple[str, Any, bool]]:
        """Name, label and whether it is shown, of every field that a list can show."""
        shown = {f.name for f in self.columns}
        return [(name, self.kind.field(name).verbose_name, name in shown) for name in choosable(self.kind)]

    @property
    def used(self) -> Mapping[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        used = dict(self.used)
        if text := used.pop("q", ""):
            rows = rows.filter(pk__in=_matching(rows, text))
        days: dict[str, date] = {
            "happened_on__gte": used.pop("first", None),
            "happened_on__lte": used.pop("last", None),
        }
        rows = rows.filter(**{name: day for name, day in days.items() if day})
        if institution := used.pop("institution", None):
            rows = rows.filter(pk__in=rows.filter(Q(institution=institution) | Q(partners=institution)).values("pk"))
        if activity := used.pop("activity", ""):
            rows = rows.filter(pk__in=rows.filter(activities__code=activity).values("pk"))
        only = used.pop("only", "")
        rows = rows.filter(*(one.on(self.today) for one in self.kind.narrowings if one.name == only))
        return rows.filter(**used)


def _matching(rows: QuerySet[Any], text: str) -> list[int]:
    """Records in whose title every word stands, whatever its script, case and diacritics."""
    words = fold(text).split()
    titles = rows.order_by().values_list("pk", "title")
    return [pk for pk, title in titles if all(word in fold(title) for word in words)]
