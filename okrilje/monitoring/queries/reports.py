"""The report of one institution for one cycle, activity by activity; in a fixed number of queries, however many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from okrilje.lib.periods import Period
from okrilje.monitoring import answer_words, completeness, rules, storing
from okrilje.monitoring.answer_words import FIELD_NAMES, Line, Names
from okrilje.monitoring.answers import NARRATIVES, Answer
from okrilje.monitoring.facts import Fact
from okrilje.monitoring.models import Comment, Cycle, Evidence, Item, ItemVersion, Judgement, ReportedValue, Submission
from okrilje.monitoring.obligations import ReportPoint
from okrilje.monitoring.queries.evidence import WITH_HISTORY, is_claim, is_proved
from okrilje.monitoring.queries.scorecards import asked_about
from okrilje.monitoring.queries.sheets import Earlier
from okrilje.monitoring.queries.standings import Lit, Standing, standings, status_of
from okrilje.monitoring.status import Light, Progress, Status
from okrilje.plan.models import Activity, Measure


@dataclass(slots=True)
class Row(Lit):
    """One activity of the report. ``status`` is how it stands with what this report says, handed in or not;
    of a share it is how the share stands.
    """

    item: Item
    asked: list[ReportPoint]
    status: Status | None
    judgement: Judgement | None
    #: What is wrong with the answer; "" where nothing is.
    contradiction: str
    before: Item | None = None
    earlier: Earlier | None = None
    #: Names of fields that say something else than in the cycle before.
    changed: list[str] = field(default_factory=list)
    corrected: list[Line] = field(default_factory=list)
    reason: str = ""
    #: It says that something was achieved, and nothing proves it.
    lacks_proof: bool = False
    #: Other institutions are responsible too: there are shares and a whole.
    is_joint: bool = False
    #: The activity has measures for which a number is wanted.
    is_counted: bool = False
    comments: list[Comment] = field(default_factory=list)
    values: list[ReportedValue] = field(default_factory=list)

    @property
    def activity(self) -> Activity:
        return self.item.activity

    @property
    def name(self) -> str:
        """The code; of a joint activity also which of its two answers this is."""
        code = self.item.activity.code
        return f"{code}, {self.scope}" if self.is_joint else code

    @property
    def scope(self) -> str:
        return str(Item.Scope(self.item.scope).label)

    @property
    def path(self) -> str:
        """Behind the address of the report: where its answer stands."""
        return f"{self.item.activity.code}/{self.item.scope}/"

    @property
    def lacks_answer(self) -> bool:
        return bool(self.asked) and not self.item.is_reported

    @property
    def is_fine(self) -> bool:
        """Green and complete, or not asked for: nothing that a reviewer would have to send back."""
        if not self.asked and not self.item.is_reported:
            return True
        return self.item.is_reported and self.light is Light.GREEN and not self.contradiction

    @property
    def needs_a_look(self) -> bool:
        """Before it is accepted; what was accepted in this round already needs none."""
        if self.item.verdict == Item.Verdict.ACCEPTED:
            return False
        return not self.is_fine or self.lacks_numbers or self.differs or self.is_revised

    @property
    def repeats(self) -> bool:
        """The text is that of the cycle before, word for word."""
        return bool(self.item.done and self.before and self.item.done == self.before.done)

    @property
    def returned_with(self) -> Comment | None:
        """The comment with which the coordinator returned it last."""
        return next((one for one in reversed(self.comments) if getattr(one, "decision", None)), None)

    @property
    def is_revised(self) -> bool:
        """It was returned, and says something else now."""
        last = self.returned_with
        return last is not None and self.item.revision > last.decision.revision

    @property
    def lacks_numbers(self) -> bool:
        return self.is_counted and self.item.is_reported and all(one.value is None for one in self.values)

    @property
    def differs(self) -> bool:
        """A reported value is another than the computed one, as its reason says."""
        return any(one.reason for one in self.values)


def told_on(cycle: Cycle, today: date) -> date:
    """The day for which a report tells how things stand: today, or when it was due where that is past."""
    return min(today, cycle.due_on)


def rows(submission: Submission, today: date, *, only: Item | None = None) -> list[Row]:
    """The rows in the order of the plan; what nothing is asked of comes last. Needs ``submission.cycle.plan``."""
    return rows_of(submission.cycle, [submission], today, only=only)[submission.pk]


def rows_of(
    cycle: Cycle, submissions: Sequence[Submission], today: date, *, only: Item | None = None
) -> dict[int, list[Row]]:
    """The same for several submissions of one cycle, by their ids; in as many queries as for one."""
    items = _items(submissions, only)
    ids = {item.activity_id for item in items}
    as_of = told_on(cycle, today)
    make = _Maker(
        cycle,
        as_of,
        standings=_standings(cycle, as_of, ids),
        shares=_earlier_shares(cycle, items),
        earlier=Earlier(cycle, [one.institution_id for one in submissions], ids),
        corrected=_corrected(items),
    )
    made: dict[int, list[Row]] = {one.pk: [] for one in submissions}
    by_id = {one.pk: one for one in submissions}
    for item in items:
        made[item.submission_id].append(make(item, by_id[item.submission_id]))
    for together in made.values():
        joint = {row.item.activity_id for row in together if row.item.scope == Item.Scope.SHARE}
        for row in together:
            row.is_joint = row.item.activity_id in joint
        together.sort(key=lambda row: not row.asked)
    return made


def row(item: Item, today: date) -> Row:
    """One row with its item read anew. Needs ``item.submission.cycle.plan``."""
    (found,) = rows(item.submission, today, only=item)
    found.item.submission = item.submission
    return found


def after_saving(item: Item, today: date, *, count: bool) -> tuple[Row, tuple[int, int] | None]:
    """How an item stands that was just written, without reading it again; ``count``: and how many of the report have
    an answer, as ``count_answered`` says. It is asked for with every pause in typing. Needs ``submission.cycle.plan``.
    """
    submission = item.submission
    cycle = submission.cycle
    as_of = told_on(cycle, today)
    mine = Item.objects.filter(submission=submission).order_by()
    ids = mine.values("activity") if count else [item.activity_id]
    standing = _standings(cycle, as_of, ids)
    # Only what was handed in can have been returned with a comment.
    said = list(_said().filter(item=item)) if submission.handed_in_at else []
    item.read_comments = said  # type: ignore[attr-defined]
    make = _Maker(cycle, as_of, standing, _earlier_shares(cycle, [item]))
    row = make(item, submission)
    if not count:
        return row, None
    asked = {pk for pk, one in standing.items() if asked_about(one, cycle)}
    rows = mine.filter(activity__in=asked).only("progress", "completions", "occurrences")
    return row, (sum(one.is_reported for one in rows), len(rows))


def _standings(cycle: Cycle, as_of: date, ids: Any) -> dict[int, Standing]:
    """Activity id -> how it stands, with whether a number is wanted for it."""
    counted = Exists(Measure.objects.filter(indicator__activity=OuterRef("pk")))
    activities = Activity.objects.filter(pk__in=ids).defer("search", "notes").annotate(is_counted=counted)
    found = standings([cycle.plan], as_of, until=cycle.ends_on, activities=activities, with_dues=True)
    return {one.activity.pk: one for one in found[cycle.plan_id]}


def _said() -> QuerySet[Comment]:
    return Comment.objects.select_related("by__institution", "decision").order_by("id")


#: Institution id, activity id.
Share = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes a row of an item from what was read for all of them."""

    cycle: Cycle
    as_of: date
    standings: Mapping[int, Standing]
    shares: Mapping[Share, list[Fact]]
    earlier: Earlier | None = None
    corrected: Mapping[int, tuple[list[Line], str]] = field(default_factory=dict)

    def __call__(self, item: Item, submission: Submission) -> Row:
        standing = self.standings[item.activity_id]
        item.activity = standing.activity
        whole = item.scope == Item.Scope.WHOLE
        earlier = standing.facts if whole else self.shares[submission.institution_id, item.activity_id]
        facts = [*(f for f in earlier if f.cycle.end < self.cycle.starts_on), _fact(item, self.cycle.period)]
        own: Judgement | None = getattr(item, "judgement", None)
        before = self.earlier.of(submission, item) if self.earlier else None
        lines, reason = self.corrected.get(item.pk, ([], ""))
        return Row(
            item=item,
            asked=asked_about(standing, self.cycle),
            status=status_of(standing.asked, facts, self.as_of),
            judgement=own or (standing.judgement if whole and not item.is_reported else None),
            contradiction=completeness.contradiction(item, item.activity, last=self.cycle.due_on.isoformat()),
            before=before,
            earlier=self.earlier,
            changed=_changed(before, item) if before else [],
            corrected=lines,
            reason=reason,
            lacks_proof=is_claim(item) and not is_proved(item),
            is_counted=standing.activity.is_counted,  # type: ignore[attr-defined]
            comments=item.read_comments,  # type: ignore[attr-defined]
            values=storing.values_of(item),
        )


def _fact(item: Item, period: Period) -> Fact:
    return Fact(
        period,
        Progress(item.progress) if item.progress else None,
        {int(n): date.fromisoformat(day) for n, day in item.completions.items()},
        item.occurrences,
        item.verdict == Item.Verdict.ACCEPTED,
    )


def _items(submissions: Sequence[Submission], only: Item | None) -> list[Item]:
    items = Item.objects.filter(submission__in=[one.pk for one in submissions])
    if only is not None:
        items = items.filter(pk=only.pk)
    rows = storing.with_answers(items.select_related("judgement__by", "edited_by"))
    talk = Prefetch("comments", _said(), to_attr="read_comments")
    proof = Prefetch("evidence", Evidence.objects.select_related("file")) if only is None else WITH_HISTORY
    return list(rows.prefetch_related(talk, proof).order_by("activity__order", "-scope"))


def _earlier_shares(cycle: Cycle, items: Sequence[Item]) -> Mapping[Share, list[Fact]]:
    """What was handed in on shares in earlier cycles; there are many of these rows, so only what is needed is read."""
    found: dict[Share, list[Fact]] = defaultdict(list)
    activities = {item.activity_id for item in items if item.scope == Item.Scope.SHARE}
    if not activities:
        return found
    earlier = Item.objects.filter(
        submission__cycle__plan=cycle.plan_id,
        submission__cycle__ends_on__lt=cycle.starts_on,
        submission__status__in=rules.HANDED_IN,
        scope=Item.Scope.SHARE,
        activity__in=activities,
    )
    for institution, activity, progress, completions, occurrences, verdict, first, last in earlier.order_by(
        "submission__cycle__ends_on"
    ).values_list(
        "submission__institution_id", "activity_id", "progress", "completions", "occurrences", "verdict",
        "submission__cycle__starts_on", "submission__cycle__ends_on",
    ):  # fmt: skip
        days = {int(n): date.fromisoformat(day) for n, day in completions.items()}
        accepted = verdict == Item.Verdict.ACCEPTED
        found[institution, activity].append(
            Fact(Period(first, last), Progress(progress) if progress else None, days, occurrences, accepted)
        )
    return found


def _changed(before: Item, now: Item) -> list[str]:
    """What says something else than in the cycle before; nothing where nothing was said in this one."""
    old, new = _said_by(before), _said_by(now)
    if not any(said not in _NOTHING for said in new.values()):
        return []
    return [str(answer_words.GROUP_NAMES.get(name) or FIELD_NAMES[name]) for name in new if new[name] != old[name]]


_NOTHING: tuple[Any, ...] = (None, "", {})


def _said_by(item: Item) -> dict[str, Any]:
    """What an item says by field or group of fields. A page has many of them, so no Answer is made."""
    said = {name: getattr(item, name) for name in ("progress", "occurrences", *NARRATIVES, "completions")}
    values = {one.measure_id: (one.value, one.reason) for one in storing.values_of(item)}
    money = {(one.year, one.source_id): (one.planned, one.allocated, one.paid) for one in storing.money_of(item)}
    return said | {
        "values": {key: one for key, one in values.items() if one != (None, "")},
        "money": {key: amounts for key, amounts in money.items() if any(amount is not None for amount in amounts)},
    }


def _corrected(items: Sequence[Item]) -> dict[int, tuple[list[Line], str]]:
    """Item id -> what was changed since its acceptance, and the reason given last."""
    changed = {item.pk: item for item in items if item.corrected_at}
    if not changed:
        return {}
    accepted: dict[int, Answer] = {}
    reasons: dict[int, str] = {}
    for row in ItemVersion.objects.filter(item__in=changed, is_aside=False).order_by("number"):
        if row.reason:
            reasons[row.item_id] = row.reason
        else:
            accepted[row.item_id] = Answer.model_validate(row.answer)
    return {pk: (_differences(accepted.get(pk, Answer()), item), reasons.get(pk, "")) for pk, item in changed.items()}


def _differences(accepted: Answer, item: Item) -> list[Line]:
    measures = {
        storing.measure_key(row.measure): (row.measure.label, row.measure.type) for row in storing.values_of(item)
    }
    return answer_words.differences(accepted, storing.answer_of(item), Names(measures=measures))


def count_answered(made: Iterable[Row]) -> tuple[int, int]:
    """How many of the activities that the cycle asks about have an answer, and how many it asks about."""
    asked = [row for row in made if row.asked]
    return sum(row.item.is_reported for row in asked), len(asked)


def proposed_comments(made: Iterable[Row]) -> dict[int, str]:
    """Item id -> what a reviewer might say of what is not green and complete; to be changed before it is sent."""
    found = {}
    for row in made:
        if not row.is_fine:
            found[row.item.pk] = row.contradiction.capitalize() or answer_words.remark(row.status, row.item.is_reported)
    return found
