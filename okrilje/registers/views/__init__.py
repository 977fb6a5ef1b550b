"""The pages of all registers; what differs between kinds is in the kinds."""

from okrilje.registers.views.alike import record_merge, records_alike
from okrilje.registers.views.batches import batch_undo, records_batches, records_correct
from okrilje.registers.views.calendar import calendar, calendar_address, calendar_file
from okrilje.registers.views.columns import record_rows, records_columns
from okrilje.registers.views.counted import counted
from okrilje.registers.views.documents import document_add, document_file, document_remove
from okrilje.registers.views.files import records_file, records_import, records_preview
from okrilje.registers.views.formula import formula
from okrilje.registers.views.lists import records, registers, view_save
from okrilje.registers.views.record import record, record_delete, record_new, record_restore
from okrilje.registers.views.reference import reference_list_file, reference_lists
from okrilje.registers.views.together import overlaps, together
from okrilje.registers.views.yearly import legal_assistance_yearly, legal_assistance_yearly_file

__all__ = [
    "batch_undo", "calendar", "calendar_address", "calendar_file", "counted",
    "document_add", "document_file", "document_remove", "formula", "legal_assistance_yearly",
    "legal_assistance_yearly_file", "overlaps", "record", "record_delete", "record_merge", "record_new",
    "record_restore", "record_rows", "records", "records_alike", "records_batches", "records_columns",
    "records_correct", "records_file", "records_import", "records_preview", "reference_list_file", "reference_lists",
    "registers", "together", "view_save",
]  # fmt: skip
