"""What a person is asked about a table of another program: which column is what, and what holds for all rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.accounts.models import Institution
from okrilje.lib.spreadsheets.layout import Column
from okrilje.lib.spreadsheets.layout import Kind as CellKind
from okrilje.registers.columns import Chosen, Table, offered, proposed
from okrilje.registers.kind import Kind
from okrilje.registers.workbook import layout

#: So many values of a column show what is in it.
_SAMPLES = 3


class ColumnsForm(forms.Form):
    """A choice for each column of the table, and a value for each of ours that may hold for all rows."""

    use_required_attribute = False
    has_headings = forms.BooleanField(label=gettext_lazy("The first row holds headings"), required=False)

    def __init__(self, data: Any, *, kind: Kind, table: Table, has_headings: bool, only_rows: bool) -> None:
        super().__init__(data, initial={"has_headings": has_headings}, label_suffix="")
        self.kind, self.table = kind, table
        self.offered = offered(kind, only_rows=only_rows)
        headings = table.headings(has_headings)
        guessed = proposed(kind, table, headings, only_rows=only_rows)
        for place, heading in enumerate(headings):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=heading, choices=self._choices(), required=False, initial=guessed.get(place, "")
            )
        for path, column in self.offered.items():
            if column.path not in ("own number", "person"):
                self.fields[f"same-{path}"] = self._same(column)

    def _choices(self) -> list[Any]:
        groups: dict[str, list[tuple[str, Any]]] = {}
        for path, column in self.offered.items():
            sheet = layout(self.kind.slug).sheets[path.partition(".")[0]]
            groups.setdefault(str(sheet.name), []).append((path, column.heading))
        return [("", _("is left out")), *groups.items()]

    def _same(self, column: Column) -> forms.Field:
        settings: dict[str, Any] = {"label": column.heading, "required": False}
        if column.kind is CellKind.CHOICE:
            words = layout(self.kind.slug).offered(column.choices)
            return forms.ChoiceField(choices=[("", "–"), *((word, word) for word in words if word)], **settings)
        if column.kind is CellKind.NAMED:
            known = Institution.objects.filter(is_active=True).order_by("name")
            return forms.ChoiceField(choices=[("", "–"), *((one.code, one.title) for one in known)], **settings)
        if column.kind is CellKind.DAY:
            return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **settings)
        return forms.CharField(max_length=column.most or 200, **settings)

    @property
    def columns(self) -> list[tuple[Any, list[str]]]:
        """The question about each column of the table, with some of what stands in it."""
        rows = list(self.table.body(bool(self["has_headings"].value())).values())
        found = []
        for place in range(self.table.width):
            texts = [str(row[place]) for row in rows if place < len(row) and row[place] not in (None, "")]
            found.append((self[f"column-{place}"], list(dict.fromkeys(texts))[:_SAMPLES]))
        return found

    @property
    def must_be_known(self) -> list[Any]:
        """The values that may hold for all rows and without which no row is complete."""
        return self._same_where(True)

    @property
    def may_be_known(self) -> list[Any]:
        return self._same_where(False)

    def _same_where(self, needed: bool) -> list[Any]:
        names = [f"same-{path}" for path, column in self.offered.items() if column.needed is needed]
        return [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [value for name, value in cleaned.items() if name.startswith("column-") and value]
        for twice in {value for value in chosen if chosen.count(value) > 1}:
            self.add_error(
                None, _("“%(column)s” is chosen for several columns.") % {"column": self.offered[twice].heading}
            )
        return cleaned

    @property
    def chosen(self) -> Chosen:
        """What was said; only after ``is_valid``."""
        cleaned = self.cleaned_data
        columns = {place: path for place in range(self.table.width) if (path := cleaned[f"column-{place}"])}
        same = {
            name.removeprefix("same-"): value for name, value in cleaned.items() if name.startswith("same-") and value
        }
        return Chosen(columns, same, cleaned["has_headings"])
