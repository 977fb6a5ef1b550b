"""Where a reminder or a task leads."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from okrilje.monitoring.reminders import Kind, Reminder


def of_submission(plan: str, cycle: str, institution: str) -> str:
    return _page("submission", plan, cycle, institution)


def of_item(plan: str, cycle: str, institution: str, activity: str, scope: str) -> str:
    return _page("item", plan, cycle, institution, activity, scope)


def of_cycle(plan: str, cycle: str) -> str:
    return _page("cycle", plan, cycle)


def _page(name: str, plan: str, *steps: str) -> str:
    """The cycles of the plan where the page itself is not there: a letter in the outbox must still lead somewhere."""
    try:
        return reverse(f"monitoring:{name}", args=[plan, *steps])
    except NoReverseMatch:
        return reverse("monitoring:cycles", args=[plan])


def of_reminder(reminder: Reminder) -> str:
    """The report that it is about; what it says to a coordinator of many leads to the cycle."""
    if reminder.kind in (Kind.SILENT, Kind.DIGEST):
        return of_cycle(reminder.plan, reminder.cycle)
    return of_submission(reminder.plan, reminder.cycle, reminder.institution)
