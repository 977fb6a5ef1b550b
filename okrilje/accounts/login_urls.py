"""Signing in: the pages of the library that we use. Whatever is not named here does not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import path, re_path

from okrilje.accounts.views.forgotten import password_forgotten

urlpatterns = [
    path("", account.login, name="account_login"),
    path("out/", account.logout, name="account_logout"),
    path("closed/", account.account_inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/forgotten/", password_forgotten, name="account_reset_password"),
    path("password/forgotten/sent/", account.password_reset_done, name="account_reset_password_done"),
    path("password/new/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("second-step/", second_step.index, name="mfa_index"),
    path("second-step/code/", second_step.authenticate, name="mfa_authenticate"),
    path("second-step/again/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("second-step/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-step/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-step/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-step/recovery-codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-step/recovery-codes/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("second-step/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("second-step/passkeys/new/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("second-step/passkeys/again/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("second-step/passkeys/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("second-step/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    # "Not found" as long as OKRILJE_OIDC_SERVER names no service.
    path("service/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("service/failed/", social.login_error, name="socialaccount_login_error"),
    path("service/<slug:provider_id>/", openid.login, name="openid_connect_login"),
    path("service/<slug:provider_id>/back/", openid.callback, name="openid_connect_callback"),
]
