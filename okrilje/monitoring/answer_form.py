"""The form of one item: what a person types becomes an Answer, field by field."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.utils import ErrorDict
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.files import gate, gate_words
from okrilje.files.gate import Question
from okrilje.lib import numerals
from okrilje.monitoring.answer_words import AMOUNT_NAMES, FIELD_NAMES, number, progress_choices
from okrilje.monitoring.answers import MAX_TEXT, NARRATIVES, Answer, blank, fields, from_fields, is_text
from okrilje.monitoring.queries.sheets import Counted, Sheet

#: More rows than anybody has sources of money; what a forged form may make the server do is bounded.
MAX_ROWS = 60
_LARGEST = Decimal(10) ** 12


class NumberField(forms.Field):
    """A number that is not negative, in the signs of either language; shown in those of the page."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "number"})

    def __init__(self, *, places: int = 2, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.places = places

    def to_python(self, value: Any) -> Decimal | None:
        text = (value or "").strip()
        if not text:
            return None
        found = numerals.read(text, decimal=get_format("DECIMAL_SEPARATOR"))
        if found is None:
            raise forms.ValidationError(
                _("“%(text)s” is not a number. Write it in digits, for example %(example)s.")
                % {"text": text[:40], "example": number(Decimal("1234.5") if self.places else 12)}
            )
        if found < 0:
            raise forms.ValidationError(_("Write zero or a larger number."))
        if found != round(found, self.places):
            raise forms.ValidationError(
                _("Write at most two decimal places.") if self.places else _("Write a whole number.")
            )
        if found >= (_LARGEST if self.places else 100_001):
            raise forms.ValidationError(_("This number is too large."))
        return found

    def prepare_value(self, value: Any) -> Any:
        return number(value) if isinstance(value, Decimal | int) else value


class TextField(forms.CharField):
    """A text of any length in the browser, which would cut off without a word what is too long; counted here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)
        self.validators.append(
            MaxLengthValidator(
                MAX_TEXT, gettext_lazy("Shorten this to %(limit_value)d characters; it has %(show_value)d.")
            )
        )

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """``key`` "" is the empty row, in which year and source are chosen."""

    number: int
    key: str
    title: str
    planned: Decimal | None


class AnswerForm(forms.Form):
    """``data`` None shows ``answer``; otherwise it is what was typed by somebody who had ``answer`` before them."""

    def __init__(self, data: Mapping[str, Any] | None, *, sheet: Sheet, answer: Answer) -> None:
        super().__init__(data, auto_id=f"a{sheet.item.pk}-%s", use_required_attribute=False, label_suffix="")
        self.sheet, self.base = sheet, answer
        #: Name of a field -> what the privacy gate asks about its text.
        self.asked: dict[str, list[Question]] = {}
        #: Name of a field -> the path of the answer that it stands for. Money has rows instead.
        self.paths: dict[str, str] = {}
        flat = fields(answer)
        self._add_progress(answer)
        for name in NARRATIVES:
            self._add(name, TextField(label=FIELD_NAMES[name]), flat)
        for counted in sheet.counted:
            path = f"values.{counted.key}.value"
            self._add(path, _value_field(counted, flat.get(path)), flat)
            if counted.key in sheet.answerable:
                self._add(f"values.{counted.key}.reason", TextField(label=_("Why it differs from the records")), flat)
        self.rows = list(self._money_rows(data))
        for row in self.rows:
            self._add_money(row)
        for name, field in self.fields.items():
            if not isinstance(field.widget, forms.HiddenInput | forms.RadioSelect):
                # The place for what is wrong is there from the start: saving while one types fills only that.
                hint = f"a{sheet.item.pk}-{name}-h " if name.startswith("values-") else ""
                field.widget.attrs["aria-describedby"] = f"{hint}a{sheet.item.pk}-{name}-e"

    def _add(self, path: str, field: forms.Field, flat: Mapping[str, Any]) -> None:
        name = path.replace(".", "-")
        said = flat.get(path)
        field.initial = str(int(said)) if isinstance(field, forms.TypedChoiceField) and said is not None else said
        self.fields[name], self.paths[name] = field, path

    def _add_progress(self, answer: Answer) -> None:
        dues, flat = self.sheet.names.dues, fields(answer)
        choices = progress_choices(dated=bool(dues), said=answer.progress)
        self._add("progress", forms.ChoiceField(
            label=FIELD_NAMES["progress"], choices=choices, required=False, widget=forms.RadioSelect,
        ), flat)  # fmt: skip
        for order in dues:
            path = f"completions.{order}"
            self._add(path, forms.DateField(
                label=self.sheet.names.label(path), required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            ), flat)  # fmt: skip
        if not dues:
            self._add("occurrences", NumberField(places=0, label=FIELD_NAMES["occurrences"]), flat)

    # --- Money ----------------------------------------------------------------------------------------------------

    def _money_rows(self, data: Mapping[str, Any] | None) -> Iterator[MoneyRow]:
        """What was reported, what the plan names for the years of the cycle, and an empty row; or those typed."""
        names, planned = self.sheet.names, self.sheet.planned
        if data is None:
            keys = sorted({*self.base.money, *planned})
        else:
            given = str(data.get("money-rows", ""))
            count = min(int(given) if given.isdigit() else 0, MAX_ROWS)
            keys = [str(data.get(f"money-{n}-key", ""))[:60] for n in range(count)]
        for n, key in enumerate(keys if data is not None else [*keys, ""]):
            known = key in planned or key in self.base.money or self._is_key(key)
            yield MoneyRow(n, key if known else "", names.money(key) if known else "", planned.get(key))

    def _is_key(self, key: str) -> bool:
        """Of a row that was there when the form was shown and has been taken out since."""
        year, slash, source = key.partition("/")
        return bool(slash) and len(year) == 4 and year.isdigit() and (not source or source in self.sheet.names.sources)

    def _add_money(self, row: MoneyRow) -> None:
        prefix = f"money-{row.number}"
        self.fields[f"{prefix}-key"] = forms.CharField(
            required=False, initial=row.key, widget=forms.HiddenInput, max_length=60
        )
        if not row.key:
            plan = self.sheet.item.submission.cycle.plan
            years = range(plan.starts_on.year, max(plan.ends_on.year, self.sheet.years[-1]) + 1)
            self.fields[f"{prefix}-year"] = forms.ChoiceField(
                label=_("Year"), choices=[(str(y), str(y)) for y in years], initial=str(self.sheet.years[-1])
            )
            self.fields[f"{prefix}-source"] = forms.ChoiceField(
                label=_("Source"),
                choices=[("", _("source not named")), *self.sheet.names.sources.items()],
                required=False,
            )
        entry = self.base.money.get(row.key)
        for name, label in AMOUNT_NAMES.items():
            said = f"{row.title}: {label}" if row.key else str(label)
            self.fields[f"{prefix}-{name}"] = NumberField(label=said, initial=getattr(entry, name, None))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen: set[str] = set()
        for row in self.rows:
            key = self._key(row, cleaned)
            if key in seen and any(cleaned.get(f"money-{row.number}-{name}") is not None for name in AMOUNT_NAMES):
                self.add_error(f"money-{row.number}-planned", _("This year and source stand in another row already."))
            seen.add(key)
        return cleaned

    def _key(self, row: MoneyRow, cleaned: Mapping[str, Any]) -> str:
        year, source = (cleaned.get(f"money-{row.number}-{name}") or "" for name in ("year", "source"))
        return row.key or (f"{year}/{source}" if year else "")

    def _money(self) -> dict[str, Any]:
        """Path -> amount. An amount that cannot be read stays what it was."""
        was = fields(self.base)
        found: dict[str, Any] = {}
        for row in self.rows:
            key = self._key(row, self.cleaned_data)
            for name in AMOUNT_NAMES:
                field, path = f"money-{row.number}-{name}", f"money.{key}.{name}"
                if key and field in self.cleaned_data:
                    found.setdefault(path, self.cleaned_data[field])
                elif key and field in self.errors:
                    found.setdefault(path, was.get(path))
        return found

    # --- What was said --------------------------------------------------------------------------------------------

    def answer(self, leaving: Collection[str] = ()) -> Answer:
        """The answer as typed. What cannot be read, what the form does not ask for, and the paths in ``leaving``
        (conflicts that nobody decided yet) stay as they were.
        """
        self.is_valid()
        was = fields(self.base)
        flat = {path: value for path, value in was.items() if not path.startswith("money.")} | self._money()
        for name, path in self.paths.items():
            if name in self.cleaned_data:
                value = self.cleaned_data[name]
                flat[path] = blank(path) if value == "" else value
        for path in leaving:
            flat.pop(path, None)
            if path in was:
                flat[path] = was[path]
        return from_fields(flat)

    def ask(self, *, before: Sequence[str], confirmed: Collection[str]) -> None:
        """Marks the texts that lead to a person as what cannot be saved. ``before``: texts that are stored already."""
        self.is_valid()
        for name in [name for name, path in self.paths.items() if is_text(path)]:
            texts = {name: self.cleaned_data.get(name) or ""}
            if left := gate.unanswered(gate.questions(texts, before=before), confirmed):
                self.asked[name] = left
                self.add_error(name, [gate_words.sentence(one) for one in left])

    def again(self, shown: Answer) -> AnswerForm:
        """The form anew, with ``shown`` in it; what could not be read stands there as typed, with what is wrong."""
        fresh = AnswerForm(None, sheet=self.sheet, answer=shown)
        wrong = ErrorDict()
        for name, errors in self.errors.items():
            target = self._same_field(name, fresh)
            fresh.fields[target].initial = self.data.get(name)
            wrong[target] = errors
        fresh.asked = self.asked
        fresh._errors = wrong  # type: ignore[attr-defined]
        return fresh

    def _same_field(self, name: str, fresh: AnswerForm) -> str:
        if not name.startswith("money-"):
            return name
        _money, row_number, part = name.split("-")
        key = self._key(self.rows[int(row_number)], self.cleaned_data)
        row = next((row for row in fresh.rows if row.key == key), fresh.rows[-1])
        if not row.key:
            for other in ("year", "source"):
                fresh.fields[f"money-{row.number}-{other}"].initial = self.data.get(f"money-{row_number}-{other}")
        return f"money-{row.number}-{part}"

    # --- For the templates ----------------------------------------------------------------------------------------

    def _bound(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in self.paths if name.startswith(names)]

    @property
    def progress_fields(self) -> list[forms.BoundField]:
        return self._bound("progress", "completions-", "occurrences")

    @property
    def text_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in NARRATIVES]

    @property
    def value_fields(self) -> list[tuple[Counted, forms.BoundField, forms.BoundField | None]]:
        """Each measure with its value, and where registers count it the reason for another value than theirs."""
        return [
            (
                counted,
                self[f"values-{counted.key}-value"],
                self[f"values-{counted.key}-reason"] if counted.key in self.sheet.answerable else None,
            )
            for counted in self.sheet.counted
        ]

    @property
    def money_rows(self) -> list[tuple[MoneyRow, dict[str, forms.BoundField]]]:
        names = ("key", "year", "source", *AMOUNT_NAMES)
        return [
            (
                row,
                {
                    name: self[f"money-{row.number}-{name}"]
                    for name in names
                    if f"money-{row.number}-{name}" in self.fields
                },
            )
            for row in self.rows
        ]

    @property
    def wrong(self) -> list[forms.BoundField]:
        return [self[name] for name in self.errors if name in self.fields]


def _value_field(counted: Counted, said: Decimal | None) -> forms.Field:
    """Whether something was reached is yes or no; everything else is a number."""
    if counted.is_milestone and said in (None, 0, 1):
        return forms.TypedChoiceField(
            label=counted.label,
            choices=[("", _("no answer yet")), ("1", _("yes")), ("0", _("no"))],
            coerce=Decimal,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
        )
    return NumberField(label=counted.label)
