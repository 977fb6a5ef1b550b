from django.utils.translation import gettext_lazy as _

from okrilje.audit.filter_words import in_words

SENTENCES = {
    "audit.verified": _("The audit trail was verified: %(events)s events, nothing wrong."),
    "audit.doubted": _("The audit trail was verified: %(events)s events, %(problems)s problems found."),
    "audit.read": _("The audit trail was read with the filter: %(filter)s."),
    "audit.exported": _("%(events)s events of the audit trail were exported with the filter: %(filter)s."),
}
DETAILS = {"filter": in_words}
