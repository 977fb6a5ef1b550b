"""What the privacy gate found, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.files.gate import Question
from okrilje.lib.personal_data import Kind

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


def sentence(question: Question) -> str:
    """What was found, and what to do."""
    said = str(_SENTENCES[question.kind]) % {"masked": question.masked}
    places = [_(place.template) % place.parts for place in question.where.messages] if question.where else []
    return f"{', '.join(places)}: {said}" if places else said
