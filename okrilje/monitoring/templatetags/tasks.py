"""Where the lines of the page of tasks lead. Load with ``{% load tasks %}``."""

from __future__ import annotations

from django import template

from okrilje.monitoring import addresses
from okrilje.monitoring.models import Cycle, Submission

register = template.Library()


@register.simple_tag
def report_page(submission: Submission) -> str:
    """Needs the cycle with its plan, and the institution."""
    cycle = submission.cycle
    return addresses.of_submission(cycle.plan.code, cycle.code, submission.institution.code)


@register.simple_tag
def cycle_page(cycle: Cycle) -> str:
    return addresses.of_cycle(cycle.plan.code, cycle.code)
