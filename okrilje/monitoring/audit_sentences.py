from django.utils.translation import gettext_lazy as _

from okrilje.files.gate_words import KIND_NAMES
from okrilje.files.models import StoredFile
from okrilje.monitoring.models import (
    Accumulation,
    Direction,
    Evidence,
    EvidenceStep,
    ReportingLength,
    RollUp,
    Target,
)
from okrilje.monitoring.words import STATE_NAMES

SENTENCES = {
    "reporting.set_up": _("The plan %(subject)s is reported on every %(every)s; cycles laid out: %(cycles)s."),
    "cycle.opened": _("The cycle %(subject)s was opened; institutions that report: %(submissions)s."),
    "cycle.completed": _("The cycle %(subject)s was brought up to date with the plan; new answers: %(items)s."),
    "cycle.closed": _("The cycle %(subject)s was closed and frozen; hash %(content_sha256)s."),
    "cycle.accepted": _("The cycle %(subject)s was accepted by the level above (plan %(above)s)."),
    "cycle.silent": _("For the cycle %(subject)s the level above went on without a report: %(reason)s"),
    "cycle.endorsement_withdrawn": _("What the level above had said of the cycle %(subject)s was taken back."),
    "submission.filled_in": _("The report %(subject)s was filled in by a workbook; answers changed: %(items)s."),
    "submission.prepared": _("The report %(subject)s was prepared and waits for approval."),
    "submission.sent_back": _("The report %(subject)s was sent back by the approver."),
    "submission.submitted": _("The report %(subject)s was approved and submitted."),
    "submission.returned": _("The report %(subject)s was returned by the coordinator."),
    "submission.accepted": _("The report %(subject)s was accepted by the coordinator."),
    "submission.acceptance_withdrawn": _("The acceptance of the report %(subject)s was taken back."),
    "items.accepted": _("In the report %(subject)s the coordinator accepted single activities: %(activities)s."),
    "item.commented": _("In the report %(subject)s somebody commented on %(activity)s."),
    "item.corrected": _("In the report %(subject)s the accepted answer on %(activity)s was corrected: %(fields)s."),
    "item.judged": _("In the report %(subject)s the status of %(activity)s was set by hand (%(state)s): %(reason)s"),
    "follow_up.noted": _("A follow-up was noted at the meeting (%(subject)s); to be done by %(institution)s."),
    "follow_up.done": _("The follow-up %(subject)s of %(institution)s was marked as done."),
    "target.set": _("The target of the measure %(subject)s for %(year)s is %(value)s (before: %(before)s): %(reason)s"),
    "measure.defined": _("How the measure %(subject)s adds up was set: %(accumulates)s, %(direction)s."),
    "measure.bound": _("The measure %(subject)s was bound to the common measure %(common)s."),
    "measure.unbound": _("The measure %(subject)s is no longer bound to the common measure %(common)s."),
    "common_measure.added": _("The common measure %(subject)s was added: %(label)s; together: %(rolls_up)s."),
    "common_measure.changed": _("The common measure %(subject)s was changed: %(label)s; together: %(rolls_up)s."),
    "activity.lead_chosen": _("The activity %(subject)s is led by %(lead)s: %(reason)s"),
    "versions.pruned": _("Saved versions of answers that lay between others were removed (%(subject)s): %(versions)s."),
    "evidence.added": _(
        "In the report %(subject)s evidence %(number)s (%(evidence)s) was added to %(activity)s; hash %(sha256)s."
    ),
    "evidence.removed": _("In the draft %(subject)s evidence %(number)s (%(evidence)s) of %(activity)s was removed."),
    "evidence.decided": _(
        "In the report %(subject)s evidence %(number)s (%(evidence)s) of %(activity)s: %(what)s. %(reason)s"
    ),
    "evidence.read": _("Confidential evidence %(number)s (%(evidence)s) on %(activity)s in %(subject)s was read."),
    "evidence.infected": _("A virus was found in the file %(subject)s: %(finding)s."),
    "personal_data.confirmed": _(
        "In %(subject)s somebody said of what the privacy gate found that it is no person's: %(found)s."
    ),
    "reminders.made": _("The reminders of %(subject)s were made: notices %(notices)s, letters %(letters)s."),
}
WORDS = {
    **dict(ReportingLength.choices),
    **dict(Accumulation.choices),
    **dict(Direction.choices),
    **dict(RollUp.choices),
    **dict(Target.Kind.choices),
    **{state.value: name for state, name in STATE_NAMES.items()},
    **dict(Evidence.Kind.choices),
    **dict(EvidenceStep.What.choices),
    **dict(StoredFile.State.choices),
    **{kind.value: name for kind, name in KIND_NAMES.items()},
}
#: Kinds of subjects that events are about.
KINDS = {
    "cycle": _("the cycle"),
    "submission": _("the report"),
    "activity": _("the activity"),
    "measure": _("the measure"),
    "common_measure": _("the common measure"),
    "follow_up": _("the follow-up"),
    "day": _("the day"),
    "file": _("the file"),
}
