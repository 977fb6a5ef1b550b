from django.urls import path

from okrilje.plan import views

app_name = "plan"
urlpatterns = [
    path("", views.plans, name="plans"),
    path("import/", views.import_upload, name="import_upload"),
    path("import/<int:pk>/", views.import_preview, name="import_preview"),
    path("import/<int:pk>/apply/", views.import_apply, name="import_apply"),
    path("import/<int:pk>/discard/", views.import_discard, name="import_discard"),
    path("plans/<slug:plan>/export.<str:extension>", views.export, name="export"),
    path("plans/<slug:plan>/publication/", views.publication, name="publication"),
    path("plans/<slug:plan>/", views.overview, name="overview"),
    path("plans/<slug:plan>/tree/", views.tree, name="tree"),
    path("plans/<slug:plan>/activities/", views.activities, name="activities"),
    path("plans/<slug:plan>/activities/<str:code>/", views.activity, name="activity"),
    path("plans/<slug:plan>/institutions/", views.institutions, name="institutions"),
    path("plans/<slug:plan>/institutions/<slug:code>/", views.institution, name="institution"),
    path("plans/<slug:plan>/donors/", views.donors, name="donors"),
    path("plans/<slug:plan>/donors/<slug:code>/", views.donor, name="donor"),
    path("plans/<slug:plan>/indicators/", views.indicators, name="indicators"),
    path("plans/<slug:plan>/findings/", views.findings, name="findings"),
    path("plans/<slug:plan>/findings/<int:pk>/accept/", views.finding_accept, name="finding_accept"),
    path("plans/<slug:plan>/findings/<int:pk>/reopen/", views.finding_reopen, name="finding_reopen"),
    path("plans/<slug:plan>/timeline/", views.timeline, name="timeline"),
    path("plans/<slug:plan>/timeline/<str:pillar>/<slug:size>.svg", views.timeline_chart, name="timeline_chart"),
    path("plans/<slug:plan>/due-dates.svg", views.due_chart, name="due_chart"),
    path("plans/<slug:plan>/calendar/", views.calendar, name="calendar"),
    path("plans/<slug:plan>/calendar.ics", views.calendar_feed, name="calendar_feed"),
    path("plans/<slug:plan>/institutions/<slug:code>/calendar.ics", views.institution_feed, name="institution_feed"),
    path("plans/<slug:plan>/funding/", views.funding, name="funding"),
    path("plans/<slug:plan>/funding/<slug:size>.svg", views.funding_chart, name="funding_chart"),
    path("plans/<slug:plan>/history/", views.history, name="history"),
    path("plans/<slug:plan>/history/compare/", views.compare, name="compare"),
    path("plans/<slug:plan>/history/<int:number>/", views.version, name="version"),
]
