"""Changes to institutions, users, invitations and tokens. Every door comes through here, and leaves an audit event."""

from okrilje.accounts.actions.institutions import (
    catalogue_from_database,
    change_institution,
    create_institution,
    load_institutions,
    restore_institution,
    retire_institution,
)
from okrilje.accounts.actions.invitations import accept, find, invite, resend, withdraw
from okrilje.accounts.actions.refusals import AccountError
from okrilje.accounts.actions.tokens import find_token, make_token, revoke_token
from okrilje.accounts.actions.users import (
    change_user,
    close_user,
    end_sessions,
    renew_second_steps,
    reopen_user,
    reset_second_step,
    set_language,
)

__all__ = [
    "AccountError",
    "accept",
    "catalogue_from_database",
    "change_institution",
    "change_user",
    "close_user",
    "create_institution",
    "end_sessions",
    "find",
    "find_token",
    "invite",
    "load_institutions",
    "make_token",
    "renew_second_steps",
    "reopen_user",
    "reset_second_step",
    "resend",
    "restore_institution",
    "retire_institution",
    "revoke_token",
    "set_language",
    "withdraw",
]
