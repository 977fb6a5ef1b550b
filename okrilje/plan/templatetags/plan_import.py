"""What the reading of a document says, in the language of the page. Load with ``{% load plan_import %}``."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from okrilje.lib.documents import Message, Where
from okrilje.plan.answers_form import COLUMN_NAMES
from okrilje.plan.reading import Asks, Question, Remark
from okrilje.plan.vocabulary import Column

register = template.Library()


@register.filter
def in_this_language(message: Message) -> str:
    """Modules without Django write their messages in English and mark them; here they are translated and filled."""
    return _(message.template) % message.parts


@register.filter
def place(where: Where) -> str:
    """A place in a document: "page 3, row 5"."""
    return ", ".join(in_this_language(message) for message in where.messages)


#: Of the places of one name, so many are listed.
_MOST_PLACES = 5


@register.filter
def places(asked: list[Question]) -> str:
    """Where the document has a name: "1.1.1, page 3, row 5; 1.1.2, page 4, row 1"."""
    found = list(dict.fromkeys(", ".join(part for part in (q.activity, place(q.where)) if part) for q in asked))
    return "; ".join(found[:_MOST_PLACES]) + (" …" if len(found) > _MOST_PLACES else "")


@register.filter
def told(said: Question | Remark) -> str:
    """A question or a remark with the activity and the place that it is about."""
    owner = f"{said.activity}, " if said.activity else ""
    sentence = said.sentence
    if isinstance(said, Question) and said.asks is Asks.MISSING:
        named = ", ".join(str(COLUMN_NAMES[Column(role)]) for role in said.read_as.split(", "))
        sentence = Message(sentence.template, {**sentence.parts, "read_as": named})
    return f"{owner}{place(said.where)}: {in_this_language(sentence)}"
