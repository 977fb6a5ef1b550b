"""What a measure counts, asked in the words of the registers instead of as a formula."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.accounts.models import Institution
from okrilje.plan.composing import compose
from okrilje.plan.formulas import Condition
from okrilje.plan.measuring import Countable, Property, Question

_ALL = "all"


def countables(known: dict[tuple[str, str], Countable]) -> list[tuple[str, Any]]:
    """All that can be counted, as choices."""
    found = [(f"{function}({records})", one.label) for (function, records), one in known.items()]
    return sorted(found, key=lambda choice: str(choice[1]))


class CountableForm(forms.Form):
    """What is counted at all; the conditions that follow depend on it."""

    use_required_attribute = False

    def __init__(self, data: Any, known: dict[tuple[str, str], Countable]) -> None:
        super().__init__(data, auto_id="f-%s", label_suffix="")
        self.fields["of"] = forms.ChoiceField(label=gettext_lazy("What is counted"), choices=countables(known))


class FormulaForm(forms.Form):
    """The conditions for one countable; ``asked`` is what the measure asks until now, if it asks that."""

    use_required_attribute = False
    reason = forms.CharField(
        label=gettext_lazy("Why something else is counted"), max_length=300, required=False,
        help_text=gettext_lazy("It stands in the history of the plan."),
    )  # fmt: skip

    def __init__(self, data: Any, *, countable: Countable, activity: str, asked: Question | None) -> None:
        super().__init__(data, label_suffix="")
        self.countable = countable
        tied = asked.counted.activity if asked else activity
        ties = list(dict.fromkeys([code for code in (activity, tied) if code]))
        self.fields["tie"] = forms.ChoiceField(
            label=_("Which records"), initial=tied or _ALL,
            choices=[*((code, _("those entered for the activity %(code)s") % {"code": code}) for code in ties),
                     (_ALL, _("all of them"))],
        )  # fmt: skip
        if len(countable.datings) > 1:
            self.fields["event"] = forms.ChoiceField(
                label=_("By which day they fall into a period"), initial=asked.counted.event if asked else "",
                choices=[(event, dating.label) for event, dating in countable.datings.items()],
            )  # fmt: skip
        conditions = {one.name: one for _known, one in asked.conditions} if asked else {}
        for name, known in countable.properties.items():
            self.fields[f"p-{name}"] = _field(known, conditions.get(name))
            if self._has_order(known):
                later = name in conditions and conditions[name].sign == ">="
                self.fields[f"l-{name}"] = forms.BooleanField(label=_("or later"), required=False, initial=later)

    @property
    def conditions(self) -> list[tuple[Any, Any]]:
        """Each question, with whether later states count too where they follow one another."""
        names = [name for name in self.fields if not name.startswith("l-") and name != "reason"]
        later = {name: f"l-{name.removeprefix('p-')}" for name in names}
        return [(self[name], self[later[name]] if later[name] in self.fields else None) for name in names]

    def _has_order(self, known: Property) -> bool:
        """States follow one another; a formula may ask for one or any later one."""
        steps = self.countable.steps
        return bool(steps and known.path.startswith(f"{steps}__") and known.choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.countable.properties:
            if cleaned.get(f"l-{name}") and len(cleaned.get(f"p-{name}") or ()) != 1:
                self.add_error(f"p-{name}", _("Choose one value, for “or later” counts from it."))
        return cleaned

    @property
    def formula(self) -> str:
        """What was chosen; only after ``is_valid``."""
        cleaned = self.cleaned_data
        tie = "" if cleaned["tie"] == _ALL else cleaned["tie"]
        event = cleaned.get("event") or next(iter(self.countable.datings))
        return compose(self.countable, tie, event, self._conditions())

    def _conditions(self) -> list[Condition]:
        found = []
        for name, known in self.countable.properties.items():
            chosen = self.cleaned_data[f"p-{name}"]
            if not chosen:
                continue
            if known.is_flag:
                found.append(Condition(name, "" if chosen == "true" else "=", () if chosen == "true" else ("false",)))
            elif chosen == ["null"]:
                found.append(Condition(name, "≠", ("null",)))
            else:
                sign = ">=" if self.cleaned_data.get(f"l-{name}") else "="
                found.append(Condition(name, sign, tuple(chosen)))
        return found


class _Words(forms.CharField):
    """Several values with a comma between them."""

    def to_python(self, value: Any) -> Any:
        return [part.strip() for part in str(value or "").split(",") if part.strip()]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


def _field(known: Property, condition: Condition | None) -> forms.Field:
    values = list(condition.values) if condition else []
    settings: dict[str, Any] = {"label": known.label, "required": False}
    if known.is_flag:
        initial = "" if condition is None else ("false" if values == ["false"] else "true")
        return forms.ChoiceField(choices=[("", _("does not matter")), ("true", _("yes")), ("false", _("no"))],
                                 initial=initial, **settings)  # fmt: skip
    if known.path.endswith("__code"):
        rows = Institution.objects.filter(is_active=True).order_by("name")
        choices = [(one.code, one.title) for one in rows]
    elif known.choices:
        choices = [(value, words) for value, words in known.choices.items() if value]
    else:
        return _Words(initial=values, max_length=120, help_text=_("Several with a comma between them."), **settings)
    if condition and condition.sign == "≠":
        choices = [("null", _("any that is given")), *choices]
    return forms.MultipleChoiceField(choices=choices, initial=values, widget=forms.CheckboxSelectMultiple, **settings)
