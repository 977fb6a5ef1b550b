"""Who takes part in a report: they comment on it, and may be named in a comment."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from okrilje.accounts.models import User
from okrilje.accounts.permissions import of_roles
from okrilje.monitoring import rules
from okrilje.monitoring.mentions import Person
from okrilje.monitoring.models import Comment, Mention, Submission


def parties(submission: Submission, user: User) -> frozenset[rules.Party]:
    """Needs ``submission.cycle.plan``."""
    return rules.parties(
        of_roles(user.roles),
        institution=str(user.institution_id),
        reporting=str(submission.institution_id),
        owner=str(submission.cycle.plan.owner_id),
    )


def people(submission: Submission, *, but: User) -> list[User]:
    """Everybody with an open account who takes part, by name; ``but``: who asks does not name themselves."""
    houses = {submission.institution_id, submission.cycle.plan.owner_id}
    rows = User.objects.filter(is_active=True, institution__in=houses).exclude(pk=but.pk)
    return [user for user in rows.select_related("institution").order_by("name", "pk") if parties(submission, user)]


def persons(users: list[User]) -> list[Person]:
    return [Person(user.pk, user.name, user.institution.title) for user in users]


def comments() -> QuerySet[Comment]:
    """With who said it, who was named, and the decision that it belongs to."""
    named = Mention.objects.select_related("notice__user").order_by("id")
    return (
        Comment.objects.select_related("by__institution", "decision")
        .prefetch_related(Prefetch("mentions", named))
        .order_by("id")
    )
