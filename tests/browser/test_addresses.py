"""No page is forgotten: each address of the program is looked at, or it is said why not."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.browser.addresses import PUBLIC, SIGNED_IN

#: Answers that are no pages (files, pictures, redirects), or a button's: nobody looks at them.
NO_PAGES = {
    "set_language", "set_theme", "health", "openapi",
    "plan:export", "plan:calendar_feed", "plan:institution_feed", "plan:timeline_chart", "plan:due_chart",
    "monitoring:measure_chart", "monitoring:matrix_chart", "monitoring:trend_chart", "monitoring:cycle_chart",
    "monitoring:evidence_file", "monitoring:document_file",
    "monitoring:workbook_file", "monitoring:upload_faults", "monitoring:upload_discard", "monitoring:snapshot_file",
    "monitoring:open_cycle", "monitoring:complete_cycle", "monitoring:endorse_below",
    "monitoring:note_follow_up", "monitoring:finish_follow_up", "monitoring:tasks_read", "monitoring:tasks_mail",
    "registers:records_file", "registers:record_delete", "registers:record_restore",
    "registers:reference_list_file",
    "registers:batch_undo", "registers:record_merge", "registers:view_save", "registers:calendar_file",
    "registers:legal_assistance_yearly_file", "registers:document_file", "registers:document_remove",
    "plan:funding_chart", "plan:import_apply", "plan:import_discard", "plan:finding_reopen",
    "audit:export", "accounts:session_end", "accounts:sessions_end_others", "accounts:institution_retire",
    "accounts:user_close", "accounts:user_reset_second_step", "accounts:invitation_resend",
    "accounts:invitation_withdraw", "accounts:demo_sign_in", "accounts:token_revoke", "accounts:token_revoke_any",
    "mfa_download_recovery_codes", "mfa_login_webauthn",
    # Only where another sign-in service is set up; tests/accounts goes through them.
    "openid_connect_login", "openid_connect_callback", "socialaccount_login_error", "socialaccount_login_cancelled",
}  # fmt: skip
#: Pages that need something to be there first; the journeys come through them.
ON_JOURNEYS = {
    "monitoring:item_comment", "monitoring:item_judge", "monitoring:item_correct",
    "monitoring:evidence_add", "monitoring:evidence_decide", "monitoring:workbook", "monitoring:upload",
    "registers:records_preview", "registers:records_columns", "registers:record_rows",
    "registers:document_add", "registers:calendar_address",
    "plan:import_preview", "plan:finding_accept", "plan:compare", "audit:verify",
    "mfa_authenticate", "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_reauthenticate_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn",
}  # fmt: skip


def _names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace == "api":
                continue  # for programs; tests/api goes through all of it
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _names(pattern.url_patterns, prefix + space)
        else:
            yield f"{prefix}{pattern.name}"


def test_every_page_of_the_program_is_looked_at() -> None:
    addresses = [*PUBLIC, *(address for pages in SIGNED_IN.values() for address in pages)]
    seen = {resolve(address.partition("?")[0]).view_name for address in addresses if "no-such-page" not in address}
    names = set(_names(get_resolver().url_patterns))
    assert names - seen - NO_PAGES - ON_JOURNEYS == set()
    assert {name for name in (NO_PAGES | ON_JOURNEYS) - names if "social" not in name and "openid" not in name} == set()
