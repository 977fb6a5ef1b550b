from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "record.entered": _("The record %(subject)s was entered."),
    "record.changed": _("The record %(subject)s was changed."),
    "record.deleted": _("The record %(subject)s was deleted."),
    "record.restored": _("The record %(subject)s was restored."),
    "records.undone": _("What was done at once to the records %(subject)s was undone."),
    "record.merging_asked": _(
        "Another institution was asked whether the record %(subject)s and its own are one event."
    ),
    "record.merged": _("The record %(subject)s took in the record of another institution about the same event."),
    "record.held_apart": _("The record %(subject)s and that of another institution are two events."),
    "records.listed": _("Restricted records were seen in a list or taken out as a file: %(subject)s."),
    "record.document_added": _("A document was added to the record %(subject)s."),
    "record.document_removed": _("A document of the record %(subject)s was taken away."),
    "record.document_read": _("A document of the record %(subject)s was opened."),
    "record.opened": _("The restricted record %(subject)s was opened."),
}
KINDS = {"record": _("the record")}
