"""Who is who in a country: institutions and donors as data, before there is a database.

The file ``countries/<country>/institutions.json`` holds them. The same values are made from the database, so
that names in a document are matched the same way from the command line and from a page.
"""

from __future__ import annotations

import json
from enum import StrEnum
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict


class Kind(StrEnum):
    GOVERNMENT = "government"
    MINISTRY = "ministry"
    AGENCY = "agency"
    POLICE = "police"
    JUDICIARY = "judiciary"
    #: Several bodies under one name ("partner NGOs", "training centres"), or a group that a law defines.
    COLLECTIVE = "collective"
    CIVIL_SOCIETY = "civil_society"
    INTERNATIONAL = "international"
    FOREIGN = "foreign"


class Level(StrEnum):
    STATE = "state"
    ENTITY = "entity"
    CANTON = "canton"
    DISTRICT = "district"
    NONE = "none"


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Unit(Entry):
    """A part of an institution that plans name on its own; ``name`` in the nominative."""

    name: str
    aliases: tuple[str, ...] = ()


class Institution(Entry):
    """``aliases`` are other wordings under which documents name it; endings of cases need no alias."""

    code: str
    name: str
    labels: dict[str, str] = {}
    kind: Kind
    level: Level = Level.NONE
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()
    languages: tuple[str, ...] = ()


class Catalogue(Entry):
    institutions: tuple[Institution, ...]

    def __getitem__(self, code: str) -> Institution:
        return {i.code: i for i in self.institutions}[code]

    def __contains__(self, code: object) -> bool:
        return any(i.code == code for i in self.institutions)


def country_file(country: str, name: str) -> Any:
    """The parsed JSON of ``countries/<country>/<name>``; FileNotFoundError where the country has no such file."""
    text = resources.files("okrilje.countries").joinpath(country, name).read_text(encoding="utf-8")
    return json.loads(text)


def load(country: str) -> Catalogue:
    return Catalogue.model_validate(country_file(country, "institutions.json"))
