"""Reports for programs: what the pages of reporting show, and what may be done on them, by the same actions."""

from ninja import Router

from okrilje.monitoring.api.cycles import router as cycles
from okrilje.monitoring.api.statuses import router as statuses
from okrilje.monitoring.api.submissions import router as submissions
from okrilje.monitoring.api.writing import router as writing

router = Router()
for part in (cycles, submissions, writing, statuses):
    router.add_router("", part)

__all__ = ["router"]
