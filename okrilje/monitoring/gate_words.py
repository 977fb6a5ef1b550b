"""The questions of the privacy gate in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.lib.personal_data import Kind
from okrilje.monitoring.answer_words import FIELD_NAMES
from okrilje.monitoring.gate import Question

KIND_NAMES = {
    Kind.PERSONAL_NUMBER: gettext_lazy("personal number"),
    Kind.DOCUMENT_NUMBER: gettext_lazy("number of a document"),
    Kind.PHONE: gettext_lazy("telephone number"),
    Kind.EMAIL: gettext_lazy("e-mail address"),
}
_SENTENCES = {
    Kind.PERSONAL_NUMBER: gettext_lazy(
        "“%(masked)s” is somebody's personal number. No personal number is ever kept here: take it out."
    ),
    Kind.DOCUMENT_NUMBER: gettext_lazy(
        "“%(masked)s” looks like the number of a person's document. Such a number is never kept here: take it out."
    ),
    Kind.PHONE: gettext_lazy(
        "“%(masked)s” looks like a telephone number. If it is a person's, take it out; if it is an office's, say so."
    ),
    Kind.EMAIL: gettext_lazy(
        "“%(masked)s” looks like a person's e-mail address. If it is, take it out; if it is an office's, say so."
    ),
}
OTHER_FIELDS = {
    "comment": gettext_lazy("Comment"),
    "reason": gettext_lazy("Reason"),
    "text": gettext_lazy("Text"),
    "title": gettext_lazy("Title"),
    "number": gettext_lazy("Number"),
    "held_by": gettext_lazy("Who holds it"),
    "file": gettext_lazy("File"),
}


def sentence(question: Question) -> str:
    """What was found, and what to do."""
    said = str(_SENTENCES[question.kind]) % {"masked": question.masked}
    places = [_(place.template) % place.parts for place in question.where.messages] if question.where else []
    return f"{', '.join(places)}: {said}" if places else said


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
