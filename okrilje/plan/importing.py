"""From a file to a preview of what it would change in a plan, and from the preview to the plan.

A preview is made anew from the file each time, so nothing between the two steps can go stale unseen: if the plan
was changed meanwhile, applying says so and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okrilje.accounts import actions as accounts
from okrilje.accounts.catalogue import Catalogue, Institution
from okrilje.lib import documents
from okrilje.lib.file_errors import FileError
from okrilje.plan import actions, change_words, difference, exporting, merging, newcomers, reading
from okrilje.plan.content import Activity, DeadlineKind, Level, Plan
from okrilje.plan.models import Version
from okrilje.plan.reading import Answer, Asks, Question, Reading, deadlines
from okrilje.plan.reading.words import stems_of
from okrilje.plan.vocabulary import Column

#: Questions about a name, which are answered by naming an institution.
NAMES = frozenset({Asks.INSTITUTION, Asks.SOURCE})
#: Questions that must be answered before the plan can be applied; the others are remarks on what was read.
BLOCKING = NAMES | {Asks.COLUMNS, Asks.CODE}


class ImportRefused(Exception):
    """The file cannot be imported; each sentence says what is wrong, where, and what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences

    def __str__(self) -> str:
        return "\n".join(self.sentences)


@dataclass(frozen=True)
class Preview:
    """What importing a file would do. ``reading`` is None where the file is an export of ours.

    ``newcomers`` are institutions that the register lacks and that a person described: added with the plan, not before.
    """

    before: Plan | None
    after: Plan
    source: actions.Source
    reading: Reading | None = None
    problems: tuple[str, ...] = field(default=())
    #: What somebody who edited an export of ours has to know.
    remarks: tuple[str, ...] = field(default=())
    newcomers: tuple[Institution, ...] = ()

    @cached_property
    def changes(self) -> list[difference.Change]:
        return difference.changes(self.before, self.after)

    @property
    def questions(self) -> list[Question]:
        return [q for q in self.reading.questions if q.asks in BLOCKING] if self.reading else []

    @cached_property
    def names(self) -> list[list[Question]]:
        """The questions about names, those about one name together: it is answered once, in every case and script."""
        asked: dict[tuple[str, ...], list[Question]] = {}
        for question in self.questions:
            if question.asks in NAMES:
                asked.setdefault(stems_of(question.wording), []).append(question)
        return list(asked.values())

    @property
    def others(self) -> list[Question]:
        """The questions that are not about a name."""
        return [q for q in self.questions if q.asks not in NAMES]

    @property
    def open(self) -> int:
        """How many answers are still needed."""
        return len(self.names) + len(self.others)

    @property
    def doubts(self) -> list[Question]:
        """What was read with a doubt that need not hold the import up."""
        return [q for q in self.reading.questions if q.asks not in BLOCKING] if self.reading else []

    @property
    def obstacles(self) -> bool:
        return bool(self.problems or self.questions)

    @cached_property
    def activities(self) -> dict[str, list[str]]:
        """Codes of the activities by what becomes of them: "new", "changed", "same", "withdrawn"."""
        old = {a.code: a for a in self.before.activities} if self.before else {}
        sorted_out: dict[str, list[str]] = {"new": [], "changed": [], "same": [], "withdrawn": []}
        for activity in self.after.activities:
            known = old.pop(activity.code, None)
            state = "new" if known is None else "same" if known == activity else "changed"
            sorted_out[state].append(activity.code)
        sorted_out["withdrawn"] = list(old)
        return sorted_out

    def as_text(self) -> str:
        """The preview for the command line, in English like all of it."""
        counts = ", ".join(f"{len(codes)} {state}" for state, codes in self.activities.items())
        lines = [f"{self.after.code}: {len(self.after.activities)} activities: {counts}"]
        for state in ("new", "changed", "withdrawn"):
            if codes := self.activities[state]:
                shown = ", ".join(codes[:20]) + (" ..." if len(codes) > 20 else "")
                lines.append(f"  {state}: {shown}")
        lines += [f"  note: {remark}" for remark in self.remarks]
        if self.reading:
            lines.append(str(self.reading.account))
            lines += [f"  note: {doubt}" for doubt in self.doubts]
            lines += [f"  question: {question}" for question in self.others]
            lines += _asked_on_the_command_line(self)
        lines += [f"  new institution: {i.code}, {i.name} ({i.kind}, {i.level})" for i in self.newcomers]
        lines += [f"  problem: {problem}" for problem in self.problems]
        return "\n".join(lines)


def _asked_on_the_command_line(preview: Preview) -> list[str]:
    """Each name that nobody knows, with what to add to the command."""
    lines = []
    wordings = {asked[0].wording: newcomers.only_pays(asked) for asked in preview.names}
    proposed = newcomers.suggestions(wordings, preview.after.level)
    for asked in preview.names:
        wording, more = asked[0].wording, len(asked) - 1
        lines += [
            f"  question: {asked[0]}" + (f" (and {more} more of the same)" if more else ""),
            f'    answer with --answer "{wording}=CODE", or --answer "{wording}=" where it names no institution;',
            f'    where Okrilje does not know it yet: --new "{wording}={proposed[wording].code}", or CODE:NAME',
        ]
    return lines


def from_file(path: Path, code: str, **options: Any) -> Preview:
    """As ``from_bytes``, for a file on disk; too large a file is refused before it is read."""
    try:
        size = path.stat().st_size
        if size > settings.IMPORT_MAX_BYTES:
            raise ImportRefused(too_large(size))
        data = path.read_bytes()
    except OSError as error:
        raise ImportRefused(_("The file cannot be opened: %(reason)s.") % {"reason": error.strerror}) from error
    return from_bytes(data, path.name, code, **options)


def too_large(size: int) -> str:
    limit = settings.IMPORT_MAX_BYTES // 1024**2
    return _("The file has %(size)d MB; at most %(limit)d MB are read.") % {"size": size // 1024**2 + 1, "limit": limit}


def from_bytes(
    data: bytes,
    name: str,
    code: str,
    *,
    columns: Mapping[int, str] | None = None,
    answers: Mapping[str, Answer] | None = None,
    owner: str | None = None,
    level: str | None = None,
    period: tuple[date | None, date | None] = (None, None),
) -> Preview:
    """Reads a file as the plan ``code`` and compares it with what the database holds. Raises ImportRefused.

    ``columns`` and ``answers`` are what a person said about columns and unknown names; ``owner``, ``level`` and
    the ``period`` (first and last day, where the document does not say it) are for a plan that is new.
    """
    before = actions.current(code)
    remarks: list[str] = []
    allowed, refused = newcomers.sorted_out(answers or {})
    try:
        register = accounts.catalogue_from_database()
        if exported := exporting.read(data, register):
            read, merged = None, _reread(before, exported[0].model_copy(update={"code": code}), remarks)
            remarks = [_(remark.template) % remark.parts for remark in exported[1]] + remarks
        else:
            read = _read(data, name, register, columns, allowed)
            merged = merging.merge(before, read.plan, roles=sorted(set(read.columns.values())))
    except documents.DocumentError as error:
        faults = (error, *(error.more if isinstance(error, FileError) else ()))
        raise ImportRefused(*(_(fault.template) % fault.parts for fault in faults)) from error
    after = merged.model_copy(
        update={
            "code": code,
            "owner": merged.owner or owner,
            "level": merged.level if before or read is None else Level(level or Level.STATE),
        }
    )
    after = _within(after, *period, document=read is not None)
    source = actions.Source(name, read.document.sha256 if read else exporting.digest(data))
    new = newcomers.named_in(after, allowed.values())
    found = Preview(before, after, source, read, remarks=tuple(remarks), newcomers=new)
    asked = {stems_of(q.wording) for q in found.questions}
    still = [reason for wording, reason in refused.items() if stems_of(wording) in asked]
    return replace(found, problems=(*still, *_problems(found)))


def _reread(before: Plan | None, edited: Plan, remarks: list[str]) -> Plan:
    """Where somebody edited only the wording of a deadline in an export, its days are read from the new wording.

    Days that were edited stand as they were typed; where the wording says something else, that is remarked.
    """
    known = {a.code: a.deadline for a in before.activities} if before else {}
    period = (edited.start, edited.end) if edited.start and edited.end else None
    activities = []
    for activity in edited.activities:
        old, new = known.get(activity.code), activity.deadline
        if old and new != old and new.raw:
            understood = deadlines.read(new.raw, period, activity.text).deadline
            if new.model_copy(update={"raw": old.raw}) == old:
                activity = activity.model_copy(update={"deadline": understood})
            elif understood != new:
                remarks.append(
                    _(
                        "Activity %(code)s: the days typed in the file count (%(typed)s), although the wording "
                        "“%(wording)s” says something else (%(understood)s)."
                    )
                    % {
                        "code": activity.code,
                        "typed": change_words.days(new),
                        "wording": new.raw,
                        "understood": change_words.days(understood),
                    }
                )
        activities.append(activity)
    return edited.model_copy(update={"activities": tuple(activities)})


def _read(
    data: bytes,
    name: str,
    register: Catalogue,
    columns: Mapping[int, str] | None,
    answers: Mapping[str, Answer],
) -> Reading:
    document = _document(data, name)
    roles = {index: Column(role) for index, role in (columns or {}).items()}
    return reading.read(document, register, columns=roles, answers=answers)


def _document(data: bytes, name: str) -> documents.Document:
    """The document, kept for the steps of an import: opening a PDF again each time would take seconds."""
    key = f"document-{exporting.digest(data)}"
    document: documents.Document | None = cache.get(key)
    if document is None:
        document = documents.read(data, name)
        cache.set(key, document, timeout=3600)
    return document


def _within(plan: Plan, start: date | None, end: date | None, *, document: bool) -> Plan:
    """Gives a plan without a period the one that a person named; continuous work runs through all of it.

    A document need not name the period of a plan that is known already. An export of ours is taken as it is.
    """
    if plan.start and plan.end and not document:
        return plan
    start, end = plan.start or start, plan.end or end
    if not (start and end):
        return plan
    return plan.model_copy(
        update={"start": start, "end": end, "activities": tuple(_running(a, start, end) for a in plan.activities)}
    )


def _running(activity: Activity, start: date, end: date) -> Activity:
    deadline = activity.deadline
    if deadline.start or deadline.kind is DeadlineKind.UNREADABLE:
        return activity
    return activity.model_copy(update={"deadline": deadline.model_copy(update={"start": start, "end": end})})


def _problems(found: Preview) -> list[str]:
    try:
        actions.check(found.after, coming=[one.code for one in found.newcomers])
    except actions.PlanError as error:
        # While questions are open, names without an institution are those questions.
        return [] if found.questions else [str(error)]
    return []


def apply(preview: Preview, *, by: Any, at: datetime, reason: str = "", public: bool = False) -> Version | None:
    """Applies a preview, all or nothing; with it the institutions that are new.

    A plan that is new is a draft, unless it is to be ``public`` at once; any other stays what it is. Raises
    ImportRefused where the plan or the register has changed since the preview.
    """
    if preview.obstacles:
        count = preview.open + len(preview.problems)
        raise ImportRefused(
            ngettext("%(count)d question is still open.", "%(count)d questions are still open.", count)
            % {"count": count}
        )
    if refusal := newcomers.why_not_add(preview.newcomers, by):
        raise ImportRefused(refusal)
    prepared = actions.prepare(preview.before, preview.after, preview.newcomers)
    with transaction.atomic():
        try:
            newcomers.add(preview.newcomers, by=by, at=at)
            version = actions.apply(
                preview.after,
                by=by,
                at=at,
                reason=reason,
                source=preview.source,
                prepared=prepared,
                **({"is_public": False} if preview.before is None else {}),
            )
            if preview.before is None and public:
                actions.publish(preview.after.code, by=by, at=at)
        except (actions.PlanError, ValidationError) as error:
            said = error.messages if isinstance(error, ValidationError) else [str(error)]
            raise ImportRefused(" ".join(said)) from error
    return version
