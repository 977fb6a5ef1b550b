"""Changes in reporting. Every door (page, spreadsheet, API, command) comes through here."""

from okrilje.monitoring.actions.common_measures import (
    bind,
    bind_all,
    load_common_measures,
    set_common_measure,
    why_not_manage,
)
from okrilje.monitoring.actions.conversation import comment
from okrilje.monitoring.actions.cycles import close_cycle, complete_cycle, open_cycle, set_up
from okrilje.monitoring.actions.evidence import add_evidence, read_evidence, registers
from okrilje.monitoring.actions.evidence_decisions import grade_evidence, publish_evidence, withdraw_evidence
from okrilje.monitoring.actions.followups import finish_follow_up, note_follow_up
from okrilje.monitoring.actions.levels import declare_silent, endorse, withdraw_endorsement
from okrilje.monitoring.actions.measuring import choose_lead, define, set_target, set_targets
from okrilje.monitoring.actions.refusals import (
    MonitoringError,
    PersonalDataError,
    why_not_own,
    why_not_step,
    why_not_write,
)
from okrilje.monitoring.actions.reminding import choose_mail, read_notices, remind
from okrilje.monitoring.actions.review import (
    accept,
    accept_all,
    accept_items,
    judge,
    return_,
    take_back_acceptance,
)
from okrilje.monitoring.actions.submissions import Saved, Writing, correct, prepare, save, save_all, send_back, submit
from okrilje.monitoring.actions.tidying import prune_versions
from okrilje.monitoring.actions.uploads import (
    Told,
    decide,
    decide_all,
    discard_upload,
    forget_uploads,
    marked,
    save_upload,
    take_upload,
    told,
    why_not_upload,
)

__all__ = [
    "MonitoringError",
    "PersonalDataError",
    "Saved",
    "Told",
    "Writing",
    "accept",
    "accept_all",
    "accept_items",
    "add_evidence",
    "bind",
    "bind_all",
    "choose_lead",
    "choose_mail",
    "close_cycle",
    "comment",
    "complete_cycle",
    "correct",
    "decide",
    "decide_all",
    "declare_silent",
    "define",
    "discard_upload",
    "endorse",
    "finish_follow_up",
    "forget_uploads",
    "why_not_own",
    "grade_evidence",
    "judge",
    "load_common_measures",
    "marked",
    "note_follow_up",
    "open_cycle",
    "prepare",
    "prune_versions",
    "publish_evidence",
    "read_evidence",
    "read_notices",
    "registers",
    "remind",
    "return_",
    "save",
    "save_all",
    "save_upload",
    "send_back",
    "set_common_measure",
    "set_target",
    "set_targets",
    "set_up",
    "submit",
    "take_back_acceptance",
    "take_upload",
    "told",
    "why_not_manage",
    "why_not_step",
    "why_not_upload",
    "why_not_write",
    "withdraw_endorsement",
    "withdraw_evidence",
]
