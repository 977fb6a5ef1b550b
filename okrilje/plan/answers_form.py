"""What a person says about the columns of a document and about names that nobody recognised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from okrilje.accounts import actions as accounts
from okrilje.accounts import catalogue, rules
from okrilje.accounts.models import Institution
from okrilje.plan.importing import Preview
from okrilje.plan.models import Upload
from okrilje.plan.newcomers import DESCRIBED, only_pays, suggestions
from okrilje.plan.reading import Answer, Asks, Question
from okrilje.plan.reading.newcomers import made
from okrilje.plan.vocabulary import Column

COLUMN_NAMES = {
    Column.CODE: _("Code"),
    Column.PILLAR: _("Pillar"),
    Column.PROGRAMME: _("Programme"),
    Column.ACTIVITY: _("Activity"),
    Column.DEADLINE: _("Deadline"),
    Column.INSTITUTIONS: _("Responsible institutions"),
    Column.INDICATORS: _("Indicators"),
    Column.RESOURCES: _("Resources"),
    Column.NOTE: _("Keep as a note"),
    Column.IGNORE: _("Leave out"),
}
NOBODY = "-"
#: No code of an institution holds a plus sign.
NEW = "+"
_PARTS = ("code", "name", "kind", "level")


@dataclass(frozen=True, slots=True)
class NameFields:
    """The fields about one name: whom it means, and what it is where it is new; where the document has it."""

    wording: str
    choice: BoundField
    parts: list[BoundField]
    asked: list[Question]

    @property
    def is_open(self) -> bool:
        """Whether the fields of a new institution are to be seen at once."""
        return self.choice.value() == NEW or any(part.errors for part in self.parts)


def read_answers(kept: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers as the preview takes them, from how an upload keeps them: a new institution is a JSON object."""
    return {
        wording: catalogue.Institution.model_validate(answer) if isinstance(answer, dict) else answer
        for wording, answer in kept.items()
    }


class AnswersForm(forms.Form):
    """``may_add``: whether the person may add institutions that the register lacks."""

    def __init__(self, *args: Any, preview: Preview, upload: Upload, may_add: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preview = preview
        self.upload = upload
        self.may_add = may_add
        self.wordings: dict[str, str] = {}
        self._asked: dict[str, list[Question]] = {}
        if preview.reading is None:
            return
        roles = [(column.value, name) for column, name in COLUMN_NAMES.items()]
        for index, heading in enumerate(preview.reading.headings or self._first_row(preview)):
            self.fields[f"column-{index}"] = forms.ChoiceField(
                label=heading or str(index + 1),
                choices=roles,
                initial=preview.reading.columns.get(index, Column.NOTE),
                required=False,
            )
        self._add_names()

    @staticmethod
    def _first_row(preview: Preview) -> tuple[str, ...]:
        asked = [q for q in preview.questions if q.asks is Asks.COLUMNS]
        return tuple(asked[0].wording.split(" | ")) if asked else ()

    def _add_names(self) -> None:
        """A name is asked for once; what was answered stays to be changed."""
        answered = read_answers(self.upload.answers)
        self._asked = {asked[0].wording: asked for asked in self.preview.names}
        wordings = list(dict.fromkeys([*self._asked, *answered]))
        proposed = suggestions({w: only_pays(self._asked.get(w, ())) for w in wordings}, self.preview.after.level)
        coming = [one for one in answered.values() if isinstance(one, catalogue.Institution)]
        everybody = [(i.code, i.title) for i in Institution.objects.filter(is_active=True)]
        for number, wording in enumerate(wordings):
            name, answer = f"name-{number}", answered.get(wording)
            self.wordings[name] = wording
            others = [(one.code, one.name) for one in coming if one is not answer]
            self.fields[name] = forms.ChoiceField(
                label=wording,
                choices=[*self._ways(), *others, *self._nearest_first(wording, everybody)],
                initial=_initial(answer) if wording in answered else "",
                required=False,
            )
            if self.may_add:
                self._add_parts(name, answer if isinstance(answer, catalogue.Institution) else proposed[wording])

    def _ways(self) -> list[tuple[str, Any]]:
        new = [(NEW, _("a new institution, described below"))] if self.may_add else []
        return [("", _("not decided yet")), (NOBODY, _("no institution")), *new]

    def _nearest_first(self, wording: str, everybody: list[tuple[str, str]]) -> list[tuple[str, str]]:
        near = [c.code for asked in self._asked.get(wording, [])[:1] for c in asked.candidates]
        return sorted(everybody, key=lambda choice: near.index(choice[0]) if choice[0] in near else len(near))

    def _add_parts(self, name: str, described: catalogue.Institution) -> None:
        """No part is required by itself: it counts only where the choice is a new institution."""
        given: dict[str, Any] = {"required": False}
        self.fields |= {
            f"{name}-code": forms.CharField(label=_("Code"), max_length=40, initial=described.code, **given),
            f"{name}-name": forms.CharField(label=_("Official name"), max_length=250, initial=described.name, **given),
            f"{name}-kind": forms.ChoiceField(
                label=_("Kind"), choices=Institution.Kind.choices, initial=described.kind.value, **given
            ),
            f"{name}-level": forms.ChoiceField(
                label=_("Level of government"),
                choices=Institution.Level.choices,
                initial=described.level.value,
                **given,
            ),
        }

    def clean(self) -> dict[str, Any]:
        """Each new institution beside the register and beside the other new ones; nobody who is not coming is meant."""
        cleaned = super().clean() or {}
        known = list(accounts.catalogue_from_database().institutions)
        for name, wording in self.wordings.items():
            if cleaned.get(name) == NEW:
                self._check_new(name, known)
                known.append(made(wording, *(cleaned.get(f"{name}-{part}") or _ELSE[part] for part in _PARTS)))
        codes = {one.code for one in known}
        for name in self.wordings:
            if cleaned.get(name) not in (None, "", NOBODY, NEW) and cleaned[name] not in codes:
                self.add_error(name, gettext("This institution is no longer to be added. Choose again."))
        return cleaned

    def _check_new(self, name: str, known: list[catalogue.Institution]) -> None:
        for part, why_not in (("code", rules.why_not_code), ("name", rules.why_not_name)):
            field = f"{name}-{part}"
            if field not in self.errors and (reason := why_not(self.cleaned_data[field], known)):
                self.add_error(field, reason)

    def columns(self) -> dict[str, str]:
        """The role of each column by its index, once a person changed one; {} while all stand as recognised."""
        given = {
            name.removeprefix("column-"): role
            for name, role in self.cleaned_data.items()
            if name.startswith("column-") and role
        }
        recognised = self.preview.reading.columns if self.preview.reading else {}
        changed = any(recognised.get(int(index), Column.NOTE) != role for index, role in given.items())
        return given if changed or self.upload.columns else {}

    def answers(self) -> dict[str, Any]:
        """Wording -> code of the institution, "" where it names none, or a new institution as a JSON object."""
        chosen = {wording: self.cleaned_data[name] for name, wording in self.wordings.items()}
        described = {wording: self._described(name) for name, wording in self.wordings.items()}
        return {
            wording: described[wording] if code == NEW else "" if code == NOBODY else code
            for wording, code in chosen.items()
            if code
        }

    def _described(self, name: str) -> dict[str, Any] | None:
        if self.cleaned_data[name] != NEW:
            return None
        parts = (self.cleaned_data[f"{name}-{part}"] or _ELSE[part] for part in _PARTS)
        return made(self.wordings[name], *parts).model_dump(mode="json", include=DESCRIBED)

    @property
    def column_fields(self) -> list[BoundField]:
        return [field for field in self if field.name.startswith("column-")]

    @property
    def name_fields(self) -> list[NameFields]:
        return [
            NameFields(
                wording,
                self[name],
                [self[f"{name}-{part}"] for part in _PARTS] if self.may_add else [],
                self._asked.get(wording, []),
            )
            for name, wording in self.wordings.items()
        ]


#: Where a form came without one of the parts; code and name are asked for by their rules.
_ELSE = {"code": "", "name": "", "kind": catalogue.Kind.AGENCY.value, "level": catalogue.Level.NONE.value}


def _initial(answer: Answer) -> str:
    return NEW if isinstance(answer, catalogue.Institution) else answer or NOBODY
