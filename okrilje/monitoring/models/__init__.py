"""Reporting on a plan: cycles, submissions, values, targets."""

from okrilje.monitoring.models.conversation import Comment, Decision, Mention
from okrilje.monitoring.models.cycles import Cycle, Endorsement, Reporting, ReportingLength, Snapshot
from okrilje.monitoring.models.evidence import Evidence, EvidenceStep
from okrilje.monitoring.models.followups import FollowUp
from okrilje.monitoring.models.measuring import Accumulation, CommonMeasure, Definition, Direction, RollUp, Target
from okrilje.monitoring.models.reminding import Letter, MailChoice, Notice, ReminderRound
from okrilje.monitoring.models.submissions import (
    Item,
    ItemVersion,
    Judgement,
    Lead,
    Money,
    ReportedValue,
    Step,
    Submission,
)
from okrilje.monitoring.models.uploads import KEPT, ReportUpload

__all__ = [
    "KEPT",
    "Accumulation",
    "Comment",
    "CommonMeasure",
    "Cycle",
    "Decision",
    "Definition",
    "Direction",
    "Endorsement",
    "Evidence",
    "EvidenceStep",
    "FollowUp",
    "Item",
    "ItemVersion",
    "Judgement",
    "Lead",
    "Letter",
    "MailChoice",
    "Mention",
    "Money",
    "Notice",
    "ReminderRound",
    "ReportUpload",
    "ReportedValue",
    "Reporting",
    "ReportingLength",
    "RollUp",
    "Snapshot",
    "Step",
    "Submission",
    "Target",
]
