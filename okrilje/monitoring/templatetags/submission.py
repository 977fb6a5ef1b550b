"""What templates need to show a report. Load with ``{% load submission %}``.

A report may have hundreds of rows, so what stands in each of them is put together here and not in templates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from okrilje.files.gate import Question
from okrilje.monitoring import answer_words, mentions, words
from okrilje.monitoring.models import Comment, Item
from okrilje.monitoring.proofs import Grade
from okrilje.monitoring.queries.reports import Row
from okrilje.monitoring.status import Light, State
from okrilje.plan.templatetags.plan import language, typed

register = template.Library()
register.filter("times", answer_words.times)
register.filter("language", language)

#: A light is told by a word and a shape; the colour only repeats it.
_VARIANTS = {Light.GREEN: "success", Light.AMBER: "warning", Light.RED: "danger", Light.NONE: "outline"}
_OF_STATUS = {
    "draft": "outline", "prepared": "info", "submitted": "info", "returned": "warning", "accepted": "success",
    "locked": "success",
}  # fmt: skip


@register.filter
def said_in_short(item: Item, limit: int = 160) -> SafeString:
    """What an item says, in a line or two; what was typed is marked as such."""
    ours, theirs = answer_words.short(item, limit)
    colon = ": " if ours and theirs else ""
    return format_html("{}{}{}", ours, colon, typed(theirs)) if theirs else SafeString(conditional_escape(ours))


@register.filter
def with_names(comment: Comment) -> SafeString:
    """The text of a comment; whom it names stands out. Needs its mentions with their people."""
    names = [mention.notice.user.name for mention in comment.mentions.all()]
    return format_html_join(
        "",
        "{}",
        (
            [format_html('<b class="mention">{}</b>', piece) if named else linebreaksbr(piece)]
            for piece, named in mentions.pieces(comment.text, names)
        ),
    )


@register.filter
def row_tags(row: Row) -> SafeString:
    """How an activity of a report stands, and what was said of that."""
    return format_html_join(" ", '<span class="tag {}">{}</span>', _tags(row))


def _tags(row: Row) -> Iterator[tuple[str, str]]:
    if row.state is not None:
        yield _VARIANTS[row.light], str(words.STATE_NAMES[State(row.state)])
    if row.lacks_answer:
        yield "outline", _("no answer yet")
    elif row.item.progress:
        said = _("said:")
        yield "", f"{said} {Item.Progress(row.item.progress).label}"
    if row.judgement:
        yield "info", _("set by the coordinator")
    if row.lacks_numbers:
        yield "outline", _("no numbers")
    if row.lacks_proof:
        yield "warning", _("claimed without proof")
    yield from _decided(row)


def _decided(row: Row) -> Iterator[tuple[str, str]]:
    """What the coordinator decided, and what came of it."""
    if row.item.verdict == Item.Verdict.RETURNED:
        yield "warning", _("returned")
    elif row.item.verdict == Item.Verdict.ACCEPTED:
        yield "success", _("accepted")
    if row.is_revised:
        yield "info", _("changed since it was returned")
    elif row.returned_with and not row.item.verdict:
        yield "warning", _("returned, and not changed")
    if row.item.corrected_at:
        yield "warning", _("changed since acceptance")


@register.filter
def explained(row: Row) -> str:
    """Why it stands like that, and what would turn it green."""
    if row.status is None:
        return ""
    parts = [_("Computed:")] if row.judgement else []
    parts.append(words.why(row.status))
    if greener := words.greener(row.status):
        parts += [_("What turns it green:"), greener]
    return " ".join(parts)


@register.filter
def row_facts(row: Row, writing: bool) -> SafeString:
    """What is asked, what was said last time, what says something else now; "" where there is nothing to tell."""
    facts = format_html_join("", "{}", ([fact] for fact in _facts(row, writing)))
    return format_html('<dl class="facts">{}</dl>', facts) if facts else facts


def _facts(row: Row, writing: bool) -> Iterator[SafeString]:
    if row.asked:
        yield format_html("<dt>{}</dt>", _("Asked for"))
        for point in row.asked:
            yield format_html("<dd>{}</dd>", answer_words.point(point))
    if row.before and (said := said_in_short(row.before)):
        yield format_html("<dt>{}</dt><dd>{}</dd>", _("Last cycle"), said)
    if row.changed and not writing:
        yield format_html("<dt>{}</dt><dd>{}</dd>", _("Changed since last cycle"), ", ".join(row.changed))


register.filter("point_in_words", answer_words.point)


@register.filter
def status_tag(submission: Any) -> SafeString:
    return format_html('<span class="tag {}">{}</span>', _OF_STATUS[submission.status], submission.get_status_display())


@register.filter
def grade_variant(grade: str) -> str:
    """The colour of a tag for what evidence proves."""
    return {Grade.PROVES: "success", Grade.PARTLY: "warning"}.get(Grade(grade), "danger")


@register.filter
def amount(value: Any) -> str:
    return "" if value is None else answer_words.number(value)


@register.filter
def of_item(values: dict[int, str], item: Item) -> str:
    """What a mapping by item holds for this one."""
    return values.get(item.pk, "")


@register.filter
def hint_of(field: Any, form: Any) -> Any:
    """What is known of the measure that a field of the form stands for; None where it stands for something else."""
    key = _measure_of(field, form)
    return form.sheet.hints[key] if key else None


def _measure_of(field: Any, form: Any) -> str:
    name = field.html_name
    return next((c.key for c in form.sheet.counted if name == f"values-{c.key}-value"), "")


@register.filter
def counted_of(field: Any, form: Any) -> dict[str, Any] | None:
    """What the registers count for the measure of a field in this cycle, and where the records behind it are shown."""
    key = _measure_of(field, form)
    value = form.sheet.computed.get(key)
    if value is None:
        return None
    item, cycle = form.sheet.item, form.sheet.item.submission.cycle
    query = {"first": cycle.starts_on.isoformat(), "last": cycle.ends_on.isoformat()}
    if item.scope == Item.Scope.SHARE:
        query["institution"] = item.submission.institution.code
    address = reverse("registers:counted", args=[cycle.plan.code, item.activity.code, key])
    return {"value": value, "address": f"{address}?{urlencode(query)}", "late": form.sheet.late.get(key)}


@register.filter
def asked_of(field: Any, form: Any) -> Sequence[Question]:
    """What the privacy gate asks about the text in a field."""
    found: Sequence[Question] = form.asked.get(field.html_name, ())
    return found


@register.filter
def amounts(fields: dict[str, Any]) -> list[Any]:
    """The fields of a row of money that hold amounts."""
    return [fields[name] for name in answer_words.AMOUNT_NAMES]


@register.filter
def last_part(label: str) -> str:
    """ "paid" of "2021, Ministry of Security: paid"."""
    return str(label).rpartition(": ")[2]
