"""A kind of record, declared in one file of ``kinds``; the engine makes lists, forms, files and figures from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.db.models import BooleanField, Field, Model, Q
from django.utils.translation import gettext_lazy as _

from okrilje.plan.content import Register
from okrilje.plan.measuring import Countable, Dating, Property, Words
from okrilje.registers.records import KEPT_BY_ENGINE, Record


class Confidentiality(StrEnum):
    """What people of other institutions get to see of a record."""

    #: All of it, once they are signed in and may read what is internal.
    INTERNAL = "internal"
    #: That and how often it happened: figures only. Whoever opens a record leaves a trace in the audit log.
    RESTRICTED = "restricted"


def asks(model: type[Model], name: str, path: str = "", label: Words = "") -> Property:
    """What a formula may ask of a field of ``model``; ``path`` leads there from the row that is counted."""
    of: Any = model._meta.get_field(name)
    if of.is_relation:
        return Property(f"{path or name}__code", label or of.verbose_name)
    choices = {str(value): words for value, words in of.flatchoices}
    return Property(path or name, label or of.verbose_name, choices, isinstance(of, BooleanField))


#: The day of a record, as a formula asks for it when it says nothing else.
DAY = Dating("happened_on", _("day"))


@dataclass(frozen=True)
class Narrowing:
    """A question that a list can be narrowed to on a day, which no single field answers: what is overdue."""

    name: str
    label: Words
    on: Callable[[date], Q]


@dataclass(frozen=True)
class Told:
    """A column that is worked out of a record and the day on which it is looked at."""

    label: Words
    text: Callable[[Any, date], str]


@dataclass(frozen=True)
class Related:
    """Records of another kind that belong with a record: they hold in ``theirs`` what it holds in ``own``.

    A word instead of a key: the two belong to institutions that may not see each other's records.
    """

    kind: str
    own: str
    theirs: str


@dataclass(frozen=True)
class Kind:
    """``slug`` names the kind in addresses and files. ``columns`` are the fields that the list shows, ``filters``
    those that it can be narrowed by, besides period, institution, activity and words. ``lines`` are the rows inside a
    record, ``totals`` the number fields that a list adds up.
    """

    slug: str
    model: type[Record]
    one: Words
    many: Words
    holds: Words
    register: Register | None
    confidentiality: Confidentiality = Confidentiality.INTERNAL
    columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    lines: type[Model] | None = None
    lines_name: Words = ""
    countables: tuple[Countable, ...] = ()
    narrowings: tuple[Narrowing, ...] = ()
    told: tuple[Told, ...] = ()
    related: tuple[Related, ...] = ()
    #: What stands against such values, as a sentence; "" for nothing.
    objection: Callable[[Mapping[str, Any]], str] = lambda _values: ""
    #: Events on days, which belong into a calendar.
    in_calendar: bool = False
    #: The name of a page that sums up a year of it.
    yearly: str = ""

    @property
    def is_restricted(self) -> bool:
        return self.confidentiality is Confidentiality.RESTRICTED

    @cached_property
    def fields(self) -> tuple[Field[Any, Any], ...]:
        """The fields of the record that a person fills in, those of its kind before the shared ones that explain."""
        own = [f for f in self.model._meta.concrete_fields if f.name not in KEPT_BY_ENGINE]
        return tuple(sorted(own, key=lambda f: f.name == "note"))

    @cached_property
    def line_fields(self) -> tuple[Field[Any, Any], ...]:
        if self.lines is None:
            return ()
        return tuple(f for f in self.lines._meta.concrete_fields if f.name not in ("id", "record"))

    def field(self, name: str) -> Field[Any, Any]:
        found: Field[Any, Any] = self.model._meta.get_field(name)  # type: ignore[assignment]
        return found


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its slug, in the order of the files' ``ORDER``, then of their names."""
    package = import_module("okrilje.registers.kinds")
    modules = [import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__)]
    declared = [module.KIND for module in sorted(modules, key=lambda m: (getattr(m, "ORDER", 50), m.__name__))]
    return {kind.slug: kind for kind in declared}


def kind_of(countable: Countable) -> Kind:
    """The kind whose records it counts."""
    return next(kind for kind in kinds().values() if countable in kind.countables)
