from django.urls import path

from okrilje.accounts.views import demonstration, institutions, invitations, own, tokens, users

app_name = "accounts"
urlpatterns = [
    path("", own.profile, name="profile"),
    path("sessions/", own.sessions, name="sessions"),
    path("sessions/end-others/", own.sessions_end_others, name="sessions_end_others"),
    path("sessions/<int:pk>/end/", own.session_end, name="session_end"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/new/", tokens.token_new, name="token_new"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("institutions/", institutions.institutions, name="institutions"),
    path("institutions/new/", institutions.institution_new, name="institution_new"),
    path("institutions/<slug:code>/", institutions.institution_edit, name="institution_edit"),
    path("institutions/<slug:code>/retire/", institutions.institution_retire, name="institution_retire"),
    path("users/", users.users, name="users"),
    path("users/tokens/", tokens.all_tokens, name="all_tokens"),
    path("users/tokens/<int:pk>/revoke/", tokens.token_revoke_any, name="token_revoke_any"),
    path("users/invite/", invitations.invite, name="invite"),
    path("users/<int:pk>/", users.user_edit, name="user_edit"),
    path("users/<int:pk>/close/", users.user_close, name="user_close"),
    path("users/<int:pk>/reset-second-step/", users.user_reset_second_step, name="user_reset_second_step"),
    path("invitations/<int:pk>/resend/", invitations.invitation_resend, name="invitation_resend"),
    path("invitations/<int:pk>/withdraw/", invitations.invitation_withdraw, name="invitation_withdraw"),
    path("invitation/<str:token>/", invitations.accept_invitation, name="accept_invitation"),
    path("demonstration/", demonstration.demo_logins, name="demo_logins"),
    path("demonstration/sign-in/", demonstration.demo_sign_in, name="demo_sign_in"),
]
