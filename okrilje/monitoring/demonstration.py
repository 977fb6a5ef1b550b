"""Made-up reports on the plans of the demonstration, from a fixed seed: the same on every machine.

They go through the same actions as real ones, so they leave the same traces; what they tell did not happen.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from okrilje.accounts.models import User
from okrilje.lib.periods import Length
from okrilje.monitoring import actions, demonstration_evidence, proofs, storing
from okrilje.monitoring.answers import Answer, Reported, Spending
from okrilje.monitoring.models import Cycle, Item, Reporting, Submission
from okrilje.monitoring.queries.standings import standings
from okrilje.monitoring.status import Progress
from okrilje.plan import measuring
from okrilje.plan.content import MeasureType
from okrilje.plan.measuring import Computed
from okrilje.plan.models import ActionPlan, DueDate, Measure, Resource
from okrilje.registers.slow_count import SlowCount

#: Plan -> the day of its adoption and the cycles that are shown, the last of them still open.
STORIES = {
    "bih-2020-2023": (date(2020, 9, 30), ("2020-H2", "2021-H1", "2021-H2")),
    "demo-canton-2021-2023": (date(2021, 1, 28), ("2021-H1", "2021-H2")),
}
#: Who has said nothing: in a closed cycle for good, in the open one so far.
SILENT = {
    "2020-H2": {"SVE", "CEST"},
    "2021-H1": {"SVE", "SIPA", "DK-OPS"},
    "2021-H2": {"SVE", "SIPA", "DK-OPS", "DK-VL"},
}
#: In the open cycle: how far who has come. Everybody else is writing.
ON_THE_WAY = {"MP": "prepared", "GP": "submitted", "TBIH": "submitted", "MLJPI": "accepted", "VSTV": "returned"}

_DONE = (
    "Provedeno je prema planu, u saradnji s nadležnim partnerima.",
    "Održani su radni sastanci i usaglašene naredne faze.",
    "Aktivnost je realizovana u okviru redovnih poslova.",
    "Radna grupa je pripremila nacrt i dostavila ga na mišljenje.",
    "Provedene su planirane kontrole, nalazi su dostavljeni nadležnim tijelima.",
)
_DIFFICULTIES = (
    "Nedovoljan broj izvršilaca.",
    "Kašnjenje u dostavljanju mišljenja.",
    "Epidemiološke mjere odgodile su skupove.",
    "",
)
_HANDLED = ("Poslovi su preraspodijeljeni.", "Upućena je urgencija.", "Skupovi su održani putem videoveze.", "")
_NOT_ENTERED = "Akt je usvojen; unos u evidenciju slijedi."
_LESSONS = ("Rokove treba uskladiti s budžetskim kalendarom.", "Rano uključivanje partnera skraćuje postupak.", "")


@dataclass(frozen=True, slots=True)
class People:
    """Who writes, who approves, and who coordinates the plan."""

    writers: dict[int, User]
    approvers: dict[int, User]
    coordinator: User


def build() -> None:
    """Reports for the plans of the demonstration; nothing where a plan is reported on already."""
    for code, (adopted_on, cycles) in STORIES.items():
        plan = ActionPlan.objects.select_related("owner", "strategy").filter(code=code).first()
        if plan and not Reporting.objects.filter(plan=plan).exists():
            with transaction.atomic():
                _tell(plan, adopted_on, cycles)


def _tell(plan: ActionPlan, adopted_on: date, codes: tuple[str, ...]) -> None:
    people = _people(plan)
    dice = random.Random(plan.code)
    start = _moment(adopted_on)
    actions.set_up(plan, every=Length.HALF_YEAR, adopted_on=adopted_on, by=people.coordinator, at=start)
    _aim(plan, people, dice, at=start)
    known = Known.of(plan)
    for code in codes:
        cycle = plan.cycles.get(code=code)
        cycle.plan = plan
        is_last = code == codes[-1]
        _report(cycle, people, known, dice, is_last=is_last)
        if not is_last:
            _close(cycle, people)


def _people(plan: ActionPlan) -> People:
    found: dict[str, dict[int, User]] = {"reporter": {}, "approver": {}}
    coordinator = None
    for user in User.objects.filter(is_demonstration=True).select_related("institution").order_by("pk"):
        for role in user.roles:
            found.get(role, {}).setdefault(user.institution_id, user)
            if role in ("coordinator", "government_coordinator") and user.institution_id == plan.owner_id:
                coordinator = user
    if coordinator is None:
        raise ValueError(f"The demonstration has no coordinator for {plan.code}.")
    return People(found["reporter"], found["approver"], coordinator)


def _moment(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _aim(plan: ActionPlan, people: People, dice: random.Random, *, at: datetime) -> None:
    """A few targets; most measures have none, as in the plan itself."""
    measures = Measure.objects.filter(indicator__activity__plan=plan, type=MeasureType.PERSONS)
    for measure in measures.select_related("indicator__activity__plan")[:12]:
        actions.set_target(
            measure,
            year=2021,
            value=Decimal(dice.choice((20, 30, 50))),
            reason="Demonstracija.",
            by=people.coordinator,
            at=at,
        )


def _report(cycle: Cycle, people: People, known: Known, dice: random.Random, *, is_last: bool) -> None:
    opened = _moment(cycle.ends_on - timedelta(days=10))
    cycle = actions.open_cycle(cycle, by=people.coordinator, at=opened)
    silent = SILENT.get(cycle.code, set())
    done_before = {
        s.activity.pk
        for s in standings([cycle.plan], cycle.starts_on)[cycle.plan_id]
        if s.facts and s.facts[-1].completions
    }
    submissions = cycle.submissions.select_related("institution").order_by("institution__code")
    for submission in submissions:
        writer = people.writers.get(submission.institution_id)
        if writer is None or submission.institution.code in silent:
            continue
        days = dice.randint(2, 45 if dice.random() < 0.2 else 28)
        at = _moment(cycle.ends_on + timedelta(days=days), dice.randint(8, 15))
        left = 0.4 if is_last and submission.institution.code not in ON_THE_WAY else 0.04
        writings = [
            actions.Writing(item, _answer(item, cycle, known, dice), base=0)
            for item in submission.items.select_related("activity").order_by("activity__order", "-scope")
            if item.activity_id not in done_before and dice.random() > left
        ]
        actions.save_all(submission, writings, by=writer, at=at)
        claimed = [
            (one.item, known.measures[one.item.activity_id].values()) for one in writings if _is_claim(one.answer)
        ]
        demonstration_evidence.add(submission, claimed, cycle, dice, writer, at)
        _walk(submission, people, at, ON_THE_WAY.get(submission.institution.code, "") if is_last else "accepted")


def _is_claim(answer: Answer) -> bool:
    values = (one.value for one in answer.values.values())
    return proofs.claims(answer.progress, answer.completions, answer.occurrences, values)


def _walk(submission: Submission, people: People, at: datetime, to: str) -> None:
    """Takes a submission as far as ``to``."""
    if not to:
        return
    approver = people.approvers[submission.institution_id]
    actions.prepare(submission, by=people.writers[submission.institution_id], at=at)
    if to == "prepared":
        return
    actions.submit(submission, by=approver, at=at + timedelta(hours=3))
    if to == "returned":
        item = submission.items.exclude(progress="").select_related("activity").first()
        if item is None:
            return
        text = "Navedite broj sastanaka i datum posljednjeg."
        actions.return_(submission, {item.pk: text}, by=people.coordinator, at=at + timedelta(days=1))
    elif to == "accepted":
        later = at + timedelta(days=2)
        demonstration_evidence.decide(submission, people.coordinator, approver, random.Random(submission.pk), later)
        actions.accept(submission, by=people.coordinator, at=later)


def _close(cycle: Cycle, people: People) -> None:
    at = _moment(cycle.grace_until + timedelta(days=7))
    actions.close_cycle(cycle, by=people.coordinator, at=at)


@dataclass(frozen=True, slots=True)
class Known:
    """What the plan says about its activities, read once: due dates, measures by key, money by year."""

    dues: dict[int, list[DueDate]]
    measures: dict[int, dict[str, Measure]]
    money: dict[int, list[Resource]]
    asked: dict[int, Computed]
    slow: SlowCount

    def counted(self, measure: Measure, item: Item, cycle: Cycle) -> Decimal | None:
        """What the registers count for an item of a report: of all institutions, or of one for its share."""
        institution = item.submission.institution_id if item.scope == Item.Scope.SHARE else None
        return self.slow.value(self.asked[measure.pk], cycle.period, institution)

    @classmethod
    def of(cls, plan: ActionPlan) -> Known:
        measures = Measure.objects.filter(indicator__activity__plan=plan).select_related("indicator__activity")
        asked = {one.measure.pk: one for one in measuring.asked_of(measures)}
        found = cls(defaultdict(list), defaultdict(dict), defaultdict(list), asked, SlowCount())
        for due in DueDate.objects.filter(activity__plan=plan).order_by("order"):
            found.dues[due.activity_id].append(due)
        for measure in (one.measure for one in asked.values()):
            found.measures[measure.indicator.activity_id][storing.measure_key(measure)] = measure
        for line in Resource.objects.filter(activity__plan=plan, amount__isnull=False).select_related("source"):
            found.money[line.activity_id].append(line)
        return found


def _answer(item: Item, cycle: Cycle, known: Known, dice: random.Random) -> Answer:
    facts: dict[str, Any] = {
        "done": dice.choice(_DONE),
        "difficulties": dice.choice(_DIFFICULTIES),
        "handled": dice.choice(_HANDLED),
        "lessons": dice.choice(_LESSONS),
    }
    if dues := known.dues[item.activity_id]:
        facts |= _of_result(dues, cycle, dice)
    elif dice.random() < 0.12:
        return Answer(progress=Progress.NONE, difficulties=dice.choice(_DIFFICULTIES))
    else:
        facts |= {"progress": Progress.IN_PROGRESS, "occurrences": dice.randint(1, 5)}
    values = {
        key: _value(one, facts, dice, known.counted(one, item, cycle))
        for key, one in sorted(known.measures[item.activity_id].items())
    }
    return Answer(**facts, values=values, money=_money(known.money[item.activity_id], cycle.ends_on.year, dice))


def _of_result(dues: list[DueDate], cycle: Cycle, dice: random.Random) -> dict[str, Any]:
    """Most of what is due is done, some of it late; of what is due later some has begun."""
    fallen = [due for due in dues if due.due_on <= cycle.ends_on]
    if not fallen:
        return {"progress": dice.choice((Progress.NOT_STARTED, Progress.IN_PROGRESS, Progress.IN_PROGRESS))}
    if dice.random() < 0.25:
        return {"progress": Progress.IN_PROGRESS}
    latest = min(cycle.ends_on, fallen[-1].due_on + timedelta(days=60 if dice.random() < 0.25 else 0))
    days = {due.order: due.due_on - timedelta(days=dice.randint(0, 20)) for due in fallen[:-1]}
    days[fallen[-1].order] = latest - timedelta(days=dice.randint(0, 15))
    return {"progress": Progress.DONE if len(days) == len(dues) else Progress.IN_PROGRESS, "completions": days}


def _value(measure: Measure, facts: dict[str, Any], dice: random.Random, counted: Decimal | None) -> Reported:
    """What the registers count, where they do; a result that they lack says why."""
    if counted:
        return Reported(value=counted)
    if counted is not None and measure.type == MeasureType.MILESTONE and facts.get("completions"):
        return Reported(value=Decimal(1), reason=_NOT_ENTERED)
    if measure.type == MeasureType.MILESTONE:
        return Reported(value=Decimal(1 if facts.get("completions") else 0))
    if measure.type == MeasureType.PERSONS:
        return Reported(value=Decimal(dice.randint(4, 45)))
    if measure.type == MeasureType.MONEY:
        return Reported(value=Decimal(dice.randint(10, 60) * 1000))
    return Reported(value=Decimal(dice.randint(1, 6)))


def _money(lines: list[Resource], year: int, dice: random.Random) -> dict[str, Spending]:
    """What the plan names for the year: allocated in full, paid in part."""
    return {
        f"{year}/{line.source.code if line.source else ''}": Spending(
            planned=line.amount, allocated=line.amount, paid=(line.amount or Decimal(0)) * dice.randint(3, 10) / 10
        )
        for line in lines
        if line.year == year
    }
