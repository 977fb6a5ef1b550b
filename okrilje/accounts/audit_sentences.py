from django.utils.translation import gettext_lazy as _

from okrilje.accounts.permissions import ROLE_NAMES, SCOPE_NAMES

SENTENCES = {
    "demonstration.created": _("Made-up users of the demonstration were created: %(users)s."),
    "institutions.loaded": _("The shipped institutions were loaded; added: %(added)s; changed: %(changed)s."),
    "institution.created": _("The institution %(subject)s (%(name)s) was added."),
    "institution.changed": _("The institution %(subject)s was changed: %(fields)s."),
    "institution.retired": _("The institution %(subject)s was retired."),
    "institution.restored": _("The institution %(subject)s was taken back into use."),
    "user.invited": _("%(subject)s was invited with the roles: %(roles)s."),
    "user.invitation_withdrawn": _("The invitation of %(subject)s was withdrawn."),
    "user.joined": _("%(subject)s accepted the invitation, with the roles: %(roles)s."),
    "user.changed": _("The account of %(subject)s was changed; institution before: %(before)s, after: %(after)s."),
    "user.roles_changed": _("The roles of %(subject)s were changed; added: %(added)s; removed: %(removed)s."),
    "user.closed": _(
        "The account of %(subject)s was closed; sessions that were ended: %(sessions)s; tokens revoked: %(tokens)s."
    ),
    "user.reopened": _("The account of %(subject)s was opened again."),
    "user.second_step_reset": _(
        "The second step of %(subject)s was reset; sessions that were ended: %(sessions)s; tokens revoked: %(tokens)s."
    ),
    "token.made": _("%(subject)s made the token %(token)s (%(name)s), valid until %(until)s, to: %(scopes)s."),
    "token.revoked": _("The token %(token)s (%(name)s) of %(subject)s was revoked."),
    "second_steps.renewed": _("The secret key was changed; secrets of second steps encrypted anew: %(secrets)s."),
    "user.sessions_ended": _("%(subject)s ended %(sessions)s of their own sessions."),
    "user.signed_in": _("%(subject)s signed in (%(methods)s)."),
    "user.signed_out": _("%(subject)s signed out."),
    "user.sign_in_failed": _("Signing in failed. Account: %(subject)s."),
    "user.second_step_failed": _("A wrong code was given in the second step of %(subject)s."),
    "user.second_step_added": _("%(subject)s added a second step (%(kind)s)."),
    "user.second_step_removed": _("%(subject)s removed a second step (%(kind)s)."),
    "user.recovery_codes_made": _("%(subject)s made new recovery codes."),
    "user.password_changed": _("%(subject)s changed the password."),
    "user.password_reset": _("%(subject)s set a new password through a link sent by e-mail."),
    "user.service_linked": _("%(subject)s signed in through %(service)s for the first time."),
}
KINDS = {"user": _("the account"), "institution": _("the institution")}
WORDS = {
    **{role.value: name for role, name in ROLE_NAMES.items()},
    **{scope.value: name for scope, name in SCOPE_NAMES.items()},
    "password": _("password"),
    "totp": _("authenticator app"),
    "webauthn": _("passkey"),
    "recovery_codes": _("recovery code"),
    "demonstration": _("one click, in the demonstration"),
    "socialaccount": _("another sign-in service"),
}
