"""The questions of the privacy gate in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.files.gate import Question
from okrilje.files.gate_words import sentence
from okrilje.monitoring.answer_words import FIELD_NAMES

OTHER_FIELDS = {
    "comment": gettext_lazy("Comment"),
    "reason": gettext_lazy("Reason"),
    "text": gettext_lazy("Text"),
    "title": gettext_lazy("Title"),
    "number": gettext_lazy("Number"),
    "held_by": gettext_lazy("Who holds it"),
    "file": gettext_lazy("File"),
}


def field_name(path: str) -> str:
    if path.endswith(".reason"):
        return _("why a value differs")
    return str(FIELD_NAMES.get(path) or OTHER_FIELDS.get(path) or path)


def told(questions: Iterable[Question], activities: Mapping[int, str] | None = None) -> str:
    """All of them, a line each, with the field in which it was found. ``activities``: item id -> code, where several
    are asked about at once.
    """
    return "\n".join(f"{_place(one, activities or {})}: {sentence(one)}" for one in questions)


def _place(question: Question, activities: Mapping[int, str]) -> str:
    code = activities.get(question.item, "") if question.item else ""
    return ", ".join(filter(None, (code, field_name(question.field))))
