"""Plans for programs: what the public pages show."""

from okrilje.plan.api.operations import router

__all__ = ["router"]
