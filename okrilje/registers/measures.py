"""What the registers can count, for the formulas of plans."""

from __future__ import annotations

from okrilje.registers.kind import kinds

COUNTABLES = tuple(one for kind in kinds().values() for one in kind.countables)
