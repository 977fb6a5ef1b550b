"""Setting up how a plan is reported on; opening and closing its cycles."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from okrilje.audit import actions as audit
from okrilje.lib import periods
from okrilje.lib.periods import Length
from okrilje.monitoring import freezing
from okrilje.monitoring.actions.refusals import MonitoringError, check_owner, refuse
from okrilje.monitoring.models import Cycle, Item, Reporting, Snapshot, Submission
from okrilje.monitoring.queries import levels
from okrilje.monitoring.queries.leads import leads
from okrilje.monitoring.rules import CycleState, Status
from okrilje.plan.models import ActionPlan, DueDate, Responsibility


@transaction.atomic
def set_up(
    plan: ActionPlan,
    *,
    every: Length,
    adopted_on: date | None,
    by: Any,
    at: datetime,
    due_days: int = 30,
    grace_days: int = 14,
) -> Reporting:
    """Says how the plan is reported on and lays out its cycles, to the last due date of its activities.

    Cycles that were opened stay as they are; those that were only planned are laid out anew after them.
    """
    check_owner(plan, by)
    reporting, _created = Reporting.objects.update_or_create(
        plan=plan,
        defaults={"every": every, "adopted_on": adopted_on, "due_days": due_days, "grace_days": grace_days},
    )
    plan.cycles.filter(state=Cycle.State.PLANNED).delete()
    Cycle.objects.bulk_create(laid_out(plan, reporting))
    audit.record(
        "reporting.set_up",
        by=by,
        at=at,
        subject=("plan", plan.code),
        institution=plan.owner.code,
        every=every.value,
        adopted_on=adopted_on.isoformat() if adopted_on else "",
        cycles=plan.cycles.count(),
    )
    return reporting


def laid_out(plan: ActionPlan, reporting: Reporting) -> list[Cycle]:
    """The cycles that a setup brings after those that were opened; not saved yet."""
    last_opened = plan.cycles.exclude(state=Cycle.State.PLANNED).order_by("-ends_on").values_list("ends_on", flat=True)
    opened_to = last_opened.first()
    first = opened_to + timedelta(days=1) if opened_to else plan.starts_on
    every = Length(reporting.every)
    return [
        Cycle(
            plan=plan,
            code=periods.code(period, every),
            starts_on=period.start,
            ends_on=period.end,
            due_on=period.end + timedelta(days=reporting.due_days),
            grace_until=period.end + timedelta(days=reporting.due_days + reporting.grace_days),
        )
        for period in periods.between(first, _last_day(plan), every)
    ]


def _last_day(plan: ActionPlan) -> date:
    """The end of the plan, or its last due date where that is later."""
    live = {"activity__plan": plan, "activity__is_withdrawn": False}
    last = DueDate.objects.filter(**live).order_by("-due_on").values_list("due_on", flat=True).first()
    return max(last, plan.ends_on) if last else plan.ends_on


def _locked(cycle: Cycle) -> Cycle:
    return Cycle.objects.select_for_update(of=("self",)).select_related("plan__owner").get(pk=cycle.pk)


@transaction.atomic
def open_cycle(cycle: Cycle, *, by: Any, at: datetime) -> Cycle:
    """Opens a cycle: every responsible institution gets its submission, with an item for each of its activities."""
    found = _locked(cycle)
    check_owner(found.plan, by)
    if found.state != CycleState.PLANNED:
        raise MonitoringError(_("The cycle %(cycle)s was opened already.") % {"cycle": found.code})
    found.state, found.opened_at = CycleState.OPEN, at
    found.save(update_fields=["state", "opened_at"])
    _add_missing(found, at=at)
    audit.record("cycle.opened", by=by, at=at, **_names(found), submissions=found.submissions.count())
    return found


@transaction.atomic
def complete_cycle(cycle: Cycle, *, by: Any, at: datetime) -> int:
    """Adds what an amendment of the plan or a new lead brought since the cycle was opened; how many items."""
    found = _locked(cycle)
    check_owner(found.plan, by)
    if found.state != CycleState.OPEN:
        raise MonitoringError(_("Only an open cycle is brought up to date with the plan."))
    added = _add_missing(found, at=at)
    if added:
        audit.record("cycle.completed", by=by, at=at, **_names(found), items=added)
    return added


def _names(cycle: Cycle) -> dict[str, Any]:
    return {"subject": ("cycle", f"{cycle.plan.code}/{cycle.code}"), "institution": cycle.plan.owner.code}


def missing_items(cycle: Cycle) -> list[tuple[int, int, str]]:
    """What the plan asks for and the cycle does not have yet: (institution id, activity id, scope)."""
    rows = Item.objects.filter(submission__cycle=cycle)
    there = set(rows.values_list("submission__institution", "activity", "scope"))
    return [
        (institution, activity, scope)
        for institution, asked in wanted_items(cycle.plan).items()
        for activity, scope in asked
        if (institution, activity, scope) not in there
    ]


def _add_missing(cycle: Cycle, *, at: datetime) -> int:
    missing = missing_items(cycle)
    known = {s.institution_id: s for s in cycle.submissions.all()}
    new = dict.fromkeys(pk for pk, _activity, _scope in missing if pk not in known)
    made = Submission.objects.bulk_create(Submission(cycle=cycle, institution_id=pk, changed_at=at) for pk in new)
    known |= {s.institution_id: s for s in made}
    Item.objects.bulk_create(
        Item(submission=known[institution], activity_id=activity, scope=scope)
        for institution, activity, scope in missing
    )
    return len(missing)


def wanted_items(plan: ActionPlan) -> dict[int, list[tuple[int, str]]]:
    """Institution id -> what it has to report on, as (activity id, scope), in the order of the plan."""
    leading = leads(plan)
    responsible: dict[int, list[int]] = defaultdict(list)
    rows = Responsibility.objects.filter(activity__plan=plan, activity__is_withdrawn=False)
    for activity, institution in rows.order_by("activity__order", "order").values_list("activity", "institution"):
        if institution not in responsible[activity]:
            responsible[activity].append(institution)
    wanted: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for activity, institutions in responsible.items():
        wanted[leading[activity]].append((activity, Item.Scope.WHOLE))
        if len(institutions) > 1:
            for institution in institutions:
                wanted[institution].append((activity, Item.Scope.SHARE))
    return dict(wanted)


@transaction.atomic
def close_cycle(cycle: Cycle, *, by: Any, at: datetime) -> Snapshot:
    """Closes a cycle: locks what was accepted and freezes everything in a snapshot that never changes again.

    What was not accepted by then stays visible as not verified, what was not handed in as not reported. A plan is
    closed only after the plans below it have been accepted or declared silent for the same time.
    """
    found = _locked(cycle)
    check_owner(found.plan, by)
    if found.state != CycleState.OPEN:
        raise MonitoringError(_("Only an open cycle can be closed."))
    refuse(_why_not_yet(found))
    found.submissions.filter(status=Status.ACCEPTED).update(status=Status.LOCKED, changed_at=at)
    found.state, found.closed_at = CycleState.CLOSED, at
    found.save(update_fields=["state", "closed_at"])
    content = freezing.frozen(found, as_of=at)
    snapshot = Snapshot.objects.create(
        cycle=found,
        content=content,
        content_sha256=freezing.fingerprint(content),
        at=at,
        by=None if isinstance(by, str) else by,
    )
    audit.record("cycle.closed", by=by, at=at, **_names(found), content_sha256=snapshot.content_sha256)
    return snapshot


def _why_not_yet(cycle: Cycle) -> str:
    waiting = [f"{c.plan.label} {c.code}" for c in levels.unendorsed_below(cycle)]
    if not waiting:
        return ""
    return _("First accept what the plans below report, or declare them silent with a reason: %(cycles)s.") % {
        "cycles": get_text_list(waiting, _("and"))
    }
