"""People talk about an item, and ask each other by name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from okrilje.accounts.models import User
from okrilje.audit import actions as audit
from okrilje.files import gate
from okrilje.monitoring import addresses, letters, mentions
from okrilje.monitoring.actions import privacy
from okrilje.monitoring.actions.refusals import MonitoringError, locked, subject
from okrilje.monitoring.mentions import Reading
from okrilje.monitoring.models import Comment, Item, Letter, MailChoice, Mention, Notice, Submission
from okrilje.monitoring.queries import conversations
from okrilje.monitoring.queries.conversations import parties
from okrilje.monitoring.reminder_words import Names
from okrilje.monitoring.reminders import Kind, Reminder, To

#: Longer than anybody writes; what is longer is a mistake, or somebody who wants to fill the disk.
MAX_COMMENT = 6_000


@transaction.atomic
def comment(
    item: Item, text: str, *, by: User, at: datetime, notify: Collection[int] = (), confirmed: Collection[str] = ()
) -> Comment:
    """Says something about an item; anybody who takes part in the report may. ``notify``: ids of accounts that are
    to be asked, besides those whom the text names. It answers whatever this person was asked about the item.
    """
    submission = locked(item.submission)
    if not parties(submission, by):
        raise MonitoringError(_("Only the institution and the coordinator comment on its report."))
    if not text.strip():
        raise MonitoringError(_("Write something first."))
    (said,) = say(submission, [(item, text)], by=by, at=at, notify=notify, confirmed=confirmed)
    audit.record("item.commented", by=by, at=at, subject=subject(submission), activity=item.activity.code)
    return said


def say(
    submission: Submission,
    texts: Sequence[tuple[Item, str]],
    *,
    by: User,
    at: datetime,
    notify: Collection[int] = (),
    confirmed: Collection[str] = (),
) -> list[Comment]:
    """Writes comments and tells whoever they name; the number of queries does not grow with them. In the transaction
    of the caller, who has asked whether this person may. Raises MonitoringError where somebody named is unknown,
    PersonalDataError where a text leads to a person (``confirmed`` as in ``save_all``).
    """
    asked_about = [one for item, text in texts for one in gate.questions({"comment": text}, item=item.pk)]
    privacy.let_pass(asked_about, confirmed=confirmed, by=by, at=at, subject=subject(submission))
    people = conversations.people(submission, but=by)
    known = conversations.persons(people)
    readings = []
    for item, text in texts:
        reading = mentions.read(text.strip(), known)
        if reason := _why_not(reading):
            raise MonitoringError(f"{item.activity.code}: {reason}" if len(texts) > 1 else reason)
        readings.append(reading)
    if set(notify) - {user.pk for user in people}:
        raise MonitoringError(_("One of the people you chose does not take part in this report. Choose again."))
    said = Comment.objects.bulk_create(
        Comment(item=item, text=reading.text, by=by, at=at, round=item.revision)
        for (item, _text), reading in zip(texts, readings, strict=True)
    )
    asked = [
        (one, user)
        for one, reading in zip(said, readings, strict=True)
        for user in people
        if user.pk in notify or user.pk in {person.pk for person in reading.named}
    ]
    _tell(submission, asked, at=at)
    _answer([item for item, _text in texts], by=by, at=at)
    return said


def _why_not(reading: Reading) -> str:
    """Why a comment cannot be kept as it is; "" where it can."""
    if len(reading.text) > MAX_COMMENT:
        return _("Shorten the comment: it may have %(limit)s characters.") % {"limit": MAX_COMMENT}
    for typed in reading.unknown:
        return _(
            "“%(typed)s” is nobody who takes part in this report. Choose a name from the list, or leave out the @."
        ) % {"typed": typed}
    for typed, fitting in reading.doubtful:
        names = [f"{person.name} ({person.institution})" for person in fitting]
        return _("“%(typed)s” fits several people: %(names)s. Write the whole name, or choose them from the list.") % {
            "typed": typed,
            "names": get_text_list(names, pgettext("one of several people", "or")),
        }
    return ""


def _tell(submission: Submission, asked: Sequence[tuple[Comment, User]], *, at: datetime) -> None:
    """A notice for each person and comment, and a letter unless the person wants none."""
    cycle, institution = submission.cycle, submission.institution
    names = Names({cycle.plan.code: cycle.plan}, {institution.code: institution})
    reminders = [
        Reminder(
            Kind.MENTIONED, To.NAMED, f"{Kind.MENTIONED}/{one.pk}", cycle.plan.code, cycle.code, institution.code,
            timezone.localtime(at).date(),
        )
        for one, _user in asked
    ]  # fmt: skip
    where = [_address(submission, one) for one, _user in asked]
    told = list(zip(asked, reminders, where, strict=True))
    notices = Notice.objects.bulk_create(letters.notice(user, about, to, at) for (_one, user), about, to in told)
    Mention.objects.bulk_create(
        Mention(comment=one, notice=notice) for (one, _user), notice in zip(asked, notices, strict=True)
    )
    quiet = MailChoice.quiet() if asked else set()
    heading = lambda: _("You were named in a comment")  # noqa: E731
    Letter.objects.bulk_create(
        letters.letter(user, [(about, to)], names, key=f"{about.key}/{user.pk}", subject=heading, at=at)
        for (_one, user), about, to in told
        if user.pk not in quiet
    )


def _address(submission: Submission, said: Comment) -> str:
    cycle, item = submission.cycle, said.item
    page = addresses.of_item(cycle.plan.code, cycle.code, submission.institution.code, item.activity.code, item.scope)
    return f"{page}#comment-{said.pk}"


def _answer(items: Sequence[Item], *, by: User, at: datetime) -> None:
    open_ = Mention.objects.filter(comment__item__in=items, notice__user=by, answered_at=None)
    notices = list(open_.values_list("notice", flat=True))
    if notices:
        open_.update(answered_at=at)
        Notice.objects.filter(pk__in=notices, read_at=None).update(read_at=at)
