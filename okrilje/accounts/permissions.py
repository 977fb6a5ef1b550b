"""Who may do what: one list of permissions, one table of roles. Pure; the rest of the house asks here."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    #: The plan as adopted is a public document.
    READ_PLAN = "read_plan"
    #: Findings, drafts, history with people: for those who work with the plan.
    READ_INTERNAL = "read_internal"
    #: Import, amend, accept findings, set who is responsible: within one's own institution's plan.
    MANAGE_PLAN = "manage_plan"
    #: Write the reports of one's own institution.
    REPORT = "report"
    #: Approve, as the second person, what the institution reports.
    APPROVE_REPORT = "approve_report"
    #: Enter events, deliverables and figures into the registers, for one's own institution.
    KEEP_RECORDS = "keep_records"
    #: Open and close cycles, return and accept reports, set targets: for the plan of one's own institution.
    REVIEW_REPORTS = "review_reports"
    #: A body that the register lacks, on its own page or with the plan that names it. Editing is MANAGE_ACCOUNTS.
    ADD_INSTITUTION = "add_institution"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_AUDIT = "read_audit"
    #: One's own profile, sessions and second factor.
    OWN_ACCOUNT = "own_account"
    #: Tokens with which a program acts as oneself, through the API. Seeing and revoking them is OWN_ACCOUNT.
    OWN_TOKENS = "own_tokens"


class Role(StrEnum):
    COORDINATOR = "coordinator"
    GOVERNMENT_COORDINATOR = "government_coordinator"
    FOCAL_POINT = "focal_point"
    REPORTER = "reporter"
    APPROVER = "approver"
    ASSESSOR = "assessor"
    PROTECTION_WORKER = "protection_worker"
    ANALYST = "analyst"
    TASK_FORCE_SECRETARY = "task_force_secretary"
    CASE_DATA_SUPPLIER = "case_data_supplier"
    LEGAL_ASSISTANCE_OFFICER = "legal_assistance_officer"
    WORKER_ASSISTANCE_OFFICER = "worker_assistance_officer"
    FINANCE_OFFICER = "finance_officer"
    DONOR = "donor"
    COUNCIL = "council"
    EVALUATOR = "evaluator"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


ROLE_NAMES = {
    Role.COORDINATOR: _("State coordinator's office"),
    Role.GOVERNMENT_COORDINATOR: _("Coordinator of an entity, canton or district"),
    Role.FOCAL_POINT: _("Member of the Coordination Team"),
    Role.REPORTER: _("Reporter of an institution"),
    Role.APPROVER: _("Approver of an institution"),
    Role.ASSESSOR: _("First-contact assessor"),
    Role.PROTECTION_WORKER: _("Protection worker"),
    Role.ANALYST: _("Statistics officer"),
    Role.TASK_FORCE_SECRETARY: _("Task Force secretary"),
    Role.CASE_DATA_SUPPLIER: _("Supplier of prosecution and court data"),
    Role.LEGAL_ASSISTANCE_OFFICER: _("International legal assistance officer"),
    Role.WORKER_ASSISTANCE_OFFICER: _("Consular or employment officer"),
    Role.FINANCE_OFFICER: _("Grants and finance officer"),
    Role.DONOR: _("Donor"),
    Role.COUNCIL: _("Council of Ministers"),
    Role.EVALUATOR: _("Evaluator or researcher"),
    Role.ADMINISTRATOR: _("System administrator"),
    Role.AUDITOR: _("Data protection officer or auditor"),
}

PUBLIC = frozenset({Permission.READ_PLAN})
#: Whoever has one of these may be waited for: their home is the page of their tasks.
HAVE_TASKS = frozenset({Permission.REPORT, Permission.APPROVE_REPORT, Permission.REVIEW_REPORTS})
_SIGNED_IN = PUBLIC | {Permission.OWN_ACCOUNT, Permission.OWN_TOKENS}
_INTERNAL = _SIGNED_IN | {Permission.READ_INTERNAL}
_KEEPING = _INTERNAL | {Permission.KEEP_RECORDS}
_REPORTING = _KEEPING | {Permission.REPORT}
_OWNER = _REPORTING | {Permission.MANAGE_PLAN, Permission.ADD_INSTITUTION, Permission.REVIEW_REPORTS}

ROLES: dict[Role, frozenset[Permission]] = {
    Role.COORDINATOR: _OWNER,
    Role.GOVERNMENT_COORDINATOR: _OWNER,
    Role.FOCAL_POINT: _REPORTING | {Permission.APPROVE_REPORT},
    Role.REPORTER: _REPORTING,
    Role.APPROVER: _INTERNAL | {Permission.APPROVE_REPORT},
    Role.ASSESSOR: _SIGNED_IN,
    Role.PROTECTION_WORKER: _SIGNED_IN,
    Role.ANALYST: _INTERNAL,
    Role.TASK_FORCE_SECRETARY: _KEEPING,
    Role.CASE_DATA_SUPPLIER: _SIGNED_IN | {Permission.KEEP_RECORDS},
    Role.LEGAL_ASSISTANCE_OFFICER: _SIGNED_IN | {Permission.KEEP_RECORDS},
    Role.WORKER_ASSISTANCE_OFFICER: _SIGNED_IN | {Permission.KEEP_RECORDS},
    Role.FINANCE_OFFICER: _KEEPING,
    Role.DONOR: _SIGNED_IN,
    Role.COUNCIL: _INTERNAL,
    Role.EVALUATOR: _INTERNAL,
    Role.ADMINISTRATOR: _SIGNED_IN | {Permission.ADD_INSTITUTION, Permission.MANAGE_ACCOUNTS},
    Role.AUDITOR: _INTERNAL | {Permission.READ_AUDIT},
}


def of_roles(roles: list[str]) -> frozenset[Permission]:
    """Everything that somebody with these roles may do. A role that no longer exists grants nothing."""
    known = {role.value for role in Role}
    return PUBLIC.union(*(ROLES[Role(role)] for role in roles if role in known))


def why_not(permission: Permission, granted: frozenset[Permission], *, signed_in: bool, second_factor: bool) -> str:
    """The reason for refusing, or "" where there is none. The page shows it, the decorator raises it."""
    if permission in PUBLIC:
        return ""
    if not signed_in:
        return str(_("Sign in to see this page."))
    if permission not in granted:
        return str(_("Your role does not allow this. If you need it, ask the administrator of your institution."))
    if not second_factor and permission is not Permission.OWN_ACCOUNT:
        return str(_("Set up the second step of signing in first."))
    return ""


#: What a permission allows, in words for the people who have it.
PERMISSION_NAMES = {
    Permission.READ_PLAN: _("read the published plans"),
    Permission.READ_INTERNAL: _("read what is internal: findings, drafts, history"),
    Permission.MANAGE_PLAN: _("import and amend the plan of their own institution"),
    Permission.REPORT: _("write the reports of their own institution"),
    Permission.APPROVE_REPORT: _("approve the reports of their own institution, as the second person"),
    Permission.KEEP_RECORDS: _("enter records into the registers, for their own institution"),
    Permission.REVIEW_REPORTS: _("open and close cycles, return and accept reports on the plan of their institution"),
    Permission.ADD_INSTITUTION: _("add institutions to the register"),
    Permission.MANAGE_ACCOUNTS: _("invite people, give roles, edit institutions"),
    Permission.READ_AUDIT: _("read and verify the audit trail"),
    Permission.OWN_ACCOUNT: _("manage their own account and sessions"),
    Permission.OWN_TOKENS: _("make tokens for programs that act as they do"),
}


class Scope(StrEnum):
    """What a token may be used for; never for more than its person may do."""

    READ_PLANS = "read:plans"
    READ_REPORTS = "read:reports"
    READ_CALENDAR = "read:calendar"
    WRITE_REPORTS = "write:reports"


SCOPE_NAMES = {
    Scope.READ_PLANS: _("read plans"),
    Scope.READ_REPORTS: _("read reports, statuses, targets, snapshots"),
    Scope.READ_CALENDAR: _("subscribe to the calendar of events"),
    Scope.WRITE_REPORTS: _("write reports and take their steps"),
}
#: Somebody with none of these permissions has no use for the scope.
_SCOPES = {
    Scope.READ_PLANS: PUBLIC,
    Scope.READ_REPORTS: frozenset({Permission.READ_INTERNAL}),
    Scope.READ_CALENDAR: frozenset({Permission.READ_INTERNAL, Permission.KEEP_RECORDS}),
    Scope.WRITE_REPORTS: HAVE_TASKS,
}


def scopes_of(granted: frozenset[Permission]) -> list[Scope]:
    """The scopes that a token of somebody with these permissions may have."""
    return [scope for scope, permissions in _SCOPES.items() if permissions & granted]


def scope_names(scopes: Iterable[str]) -> list[str]:
    wanted = set(scopes)
    return [str(SCOPE_NAMES[scope]) for scope in Scope if scope.value in wanted]


def role_names(roles: Iterable[str]) -> list[str]:
    """The names of roles, in the order of the list above; one that no longer exists is left out."""
    wanted = set(roles)
    return [str(ROLE_NAMES[role]) for role in Role if role.value in wanted]


def table(roles: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Each role by name, with what it may do in words."""
    wanted = set(roles)
    return [
        (str(ROLE_NAMES[role]), [str(PERMISSION_NAMES[p]) for p in Permission if p in ROLES[role]])
        for role in Role
        if role.value in wanted
    ]
