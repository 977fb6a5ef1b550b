from okrilje.plan.views.activities import activities, activity
from okrilje.plan.views.calendar import calendar
from okrilje.plan.views.donors import donor, donors
from okrilje.plan.views.exporting import export
from okrilje.plan.views.feeds import calendar_feed, institution_feed
from okrilje.plan.views.findings import finding_accept, finding_reopen, findings
from okrilje.plan.views.funding import funding, funding_chart
from okrilje.plan.views.history import compare, history, version
from okrilje.plan.views.importing import import_apply, import_discard, import_preview, import_upload
from okrilje.plan.views.indicators import indicators
from okrilje.plan.views.institutions import institution, institutions
from okrilje.plan.views.overview import overview, tree
from okrilje.plan.views.plans import plans
from okrilje.plan.views.publication import publication
from okrilje.plan.views.timeline import due_chart, timeline, timeline_chart

__all__ = [
    "compare",
    "funding",
    "funding_chart",
    "history",
    "version",
    "activities",
    "activity",
    "calendar",
    "calendar_feed",
    "donor",
    "donors",
    "due_chart",
    "export",
    "finding_accept",
    "finding_reopen",
    "findings",
    "import_apply",
    "import_discard",
    "import_preview",
    "import_upload",
    "indicators",
    "institution",
    "institution_feed",
    "institutions",
    "overview",
    "plans",
    "publication",
    "timeline",
    "timeline_chart",
    "tree",
]
