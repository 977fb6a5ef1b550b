"""The pages of reporting. Each module is one screen; what it shows is asked for in ``queries``."""

from okrilje.monitoring.views.claims import claims
from okrilje.monitoring.views.common_measures import bindings, common_measure, common_measures
from okrilje.monitoring.views.cycle import cycle, cycle_chart
from okrilje.monitoring.views.cycle_steps import close_cycle, complete_cycle, endorse_below, open_cycle
from okrilje.monitoring.views.cycles import cycles, setup, trend_chart
from okrilje.monitoring.views.evidence import (
    document_file,
    documents,
    evidence_add,
    evidence_decide,
    evidence_file,
)
from okrilje.monitoring.views.item import item, item_comment, item_correct, item_history, item_judge
from okrilje.monitoring.views.leads import leads
from okrilje.monitoring.views.matrix import matrix, matrix_chart
from okrilje.monitoring.views.meeting import finish_follow_up, meeting, note_follow_up
from okrilje.monitoring.views.review import review
from okrilje.monitoring.views.snapshots import compare_snapshots, snapshot, snapshot_file
from okrilje.monitoring.views.status import status
from okrilje.monitoring.views.submission import submission
from okrilje.monitoring.views.targets import measure, measure_chart, targets
from okrilje.monitoring.views.tasks import tasks, tasks_mail, tasks_read
from okrilje.monitoring.views.workbook import upload, upload_discard, upload_faults, workbook, workbook_file

__all__ = [
    "bindings",
    "claims",
    "close_cycle",
    "common_measure",
    "common_measures",
    "compare_snapshots",
    "complete_cycle",
    "cycle",
    "cycle_chart",
    "cycles",
    "document_file",
    "documents",
    "endorse_below",
    "evidence_add",
    "evidence_decide",
    "evidence_file",
    "finish_follow_up",
    "item",
    "item_comment",
    "item_correct",
    "item_history",
    "item_judge",
    "leads",
    "matrix",
    "matrix_chart",
    "measure",
    "measure_chart",
    "meeting",
    "note_follow_up",
    "open_cycle",
    "review",
    "setup",
    "snapshot",
    "snapshot_file",
    "status",
    "submission",
    "targets",
    "tasks",
    "tasks_mail",
    "tasks_read",
    "trend_chart",
    "upload",
    "upload_discard",
    "upload_faults",
    "workbook",
    "workbook_file",
]
