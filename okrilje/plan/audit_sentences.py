from django.utils.translation import gettext_lazy as _

from okrilje.plan.change_words import COUNTED

SENTENCES = {
    "plan.imported": _("The plan %(subject)s was imported as version %(version)s; changes: %(changes)s."),
    "plan.amended": _("The plan %(subject)s was amended to version %(version)s; changes: %(changes)s."),
    "plan.published": _("The plan %(subject)s was published."),
    "plan.taken_back": _("The plan %(subject)s was taken back to a draft."),
    "overlap.declared": _("It was declared that measures of the plan %(subject)s can count the same: %(codes)s."),
    "overlap.withdrawn": _("It is no longer declared that measures of the plan %(subject)s count the same: %(codes)s."),
    "strategy.loaded": _("The strategy %(subject)s was loaded."),
    "finding.accepted": _("A finding of the plan %(subject)s (rule %(rule)s: %(codes)s) was accepted: %(reason)s"),
    "finding.reopened": _("A finding of the plan %(subject)s (rule %(rule)s: %(codes)s) was opened again."),
    "finding.acceptance_lost": _(
        "A finding of the plan %(subject)s (rule %(rule)s: %(codes)s) is open again, because the plan changed."
    ),
}
KINDS = {"plan": _("the plan"), "strategy": _("the strategy")}
WORDS = COUNTED
