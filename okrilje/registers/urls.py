from django.urls import path

from okrilje.registers import views

app_name = "registers"
urlpatterns = [
    path("registers/", views.registers, name="registers"),
    path("registers/counted/<slug:plan>/together/", views.together, name="together"),
    path("registers/counted/<slug:plan>/overlaps/", views.overlaps, name="overlaps"),
    path("registers/counted/<slug:plan>/<str:code>/<slug:key>/", views.counted, name="counted"),
    path("registers/counted/<slug:plan>/<str:code>/<slug:key>/formula/", views.formula, name="formula"),
    path("registers/calendar/", views.calendar, name="calendar"),
    path("registers/calendar/okrilje.ics", views.calendar_file, name="calendar_file"),
    path("registers/calendar/address/", views.calendar_address, name="calendar_address"),
    path("registers/lists/", views.reference_lists, name="reference_lists"),
    path("registers/lists/<slug:name>.<str:extension>", views.reference_list_file, name="reference_list_file"),
    path("registers/legal-assistance/yearly/", views.legal_assistance_yearly, name="legal_assistance_yearly"),
    path(
        "registers/legal-assistance/yearly/table.csv",
        views.legal_assistance_yearly_file,
        name="legal_assistance_yearly_file",
    ),
    path("registers/<slug:kind>/", views.records, name="records"),
    path("registers/<slug:kind>/new/", views.record_new, name="record_new"),
    path("registers/<slug:kind>/views/", views.view_save, name="view_save"),
    path("registers/<slug:kind>/correct/", views.records_correct, name="records_correct"),
    path("registers/<slug:kind>/batches/", views.records_batches, name="records_batches"),
    path("registers/<slug:kind>/batches/<int:pk>/undo/", views.batch_undo, name="batch_undo"),
    path("registers/<slug:kind>/alike/", views.records_alike, name="records_alike"),
    path("registers/<slug:kind>/alike/<int:own>/<int:other>/", views.record_merge, name="record_merge"),
    path("registers/<slug:kind>/file.<str:extension>", views.records_file, name="records_file"),
    path("registers/<slug:kind>/import/", views.records_import, name="records_import"),
    path("registers/<slug:kind>/import/columns/<int:pk>/", views.records_columns, name="records_columns"),
    path("registers/<slug:kind>/import/<int:pk>/", views.records_preview, name="records_preview"),
    path("registers/<slug:kind>/<int:pk>/", views.record, name="record"),
    path("registers/<slug:kind>/<int:pk>/rows/", views.record_rows, name="record_rows"),
    path("registers/<slug:kind>/<int:pk>/documents/", views.document_add, name="document_add"),
    path("registers/<slug:kind>/<int:pk>/documents/<int:document>/", views.document_file, name="document_file"),
    path(
        "registers/<slug:kind>/<int:pk>/documents/<int:document>/remove/", views.document_remove, name="document_remove"
    ),
    path("registers/<slug:kind>/<int:pk>/delete/", views.record_delete, name="record_delete"),
    path("registers/<slug:kind>/<int:pk>/restore/", views.record_restore, name="record_restore"),
]
