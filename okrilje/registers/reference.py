"""Reference lists: codes with their words in our languages, a version and where they come from.

A list is a JSON file: beside the code, or with the country where only that country has it. A code that was published
once keeps its meaning for good, for records and formulas hold it; it can only be retired.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property, partial
from importlib import resources
from typing import Annotated, Any

from babel import __version__ as babel_version
from babel.core import get_cldr_version
from django.conf import settings
from django.db import models
from django.utils.functional import lazy
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from okrilje.accounts.catalogue import country_file
from okrilje.lib.documents.blocks import gettext_noop
from okrilje.lib.file_errors import FileError, fault, place
from okrilje.plan.models.titles import pick
from okrilje.registers import countries

#: Serbian Cyrillic is written from the Latin, never stored.
LANGUAGES = ("bs", "hr", "sr-latn", "en")
#: All lists in the order of their page; those that each country brings itself, in its folder, are marked so.
_LISTS = {
    "offences": True, "forms": False, "groups": False, "topics": False, "legal-measures": False, "legal-bases": False,
    "countries": False,
}  # fmt: skip


def _complete(labels: dict[str, str]) -> dict[str, str]:
    lacking = [language for language in LANGUAGES if not labels.get(language, "").strip()]
    if lacking or len(labels) > len(LANGUAGES):
        raise ValueError(f"words are needed in exactly these languages: {', '.join(LANGUAGES)}")
    return labels


Labels = Annotated[dict[str, str], AfterValidator(_complete)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)


class Source(_Value):
    """Where a list comes from. ``consulted`` is the day on which somebody compared it."""

    name: Labels
    address: str = ""
    consulted: date | None = None

    @property
    def words(self) -> str:
        return pick(self.name)


class Item(_Value):
    """``until`` is the last day on which the code was used: a code that has one is retired.

    ``properties`` are what programs ask of it: an article's law and group, a form's code at Eurostat.
    """

    code: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")
    labels: Labels
    since: date | None = Field(None, alias="from")
    until: date | None = None
    properties: Mapping[str, str] = {}

    @property
    def label(self) -> str:
        """Its words in the language of the page."""
        return pick(self.labels)


class ReferenceList(_Value):
    """``version`` is raised whenever something in the file changes."""

    name: str
    title: Labels
    version: str
    sources: tuple[Source, ...] = Field(min_length=1)
    note: Labels | None = None
    items: tuple[Item, ...] = ()

    @model_validator(mode="after")
    def _told_apart(self) -> ReferenceList:
        """Each code stands once, and so does each label, for files are read by their labels."""
        for kind in ("code", *LANGUAGES):
            seen: set[str] = set()
            for one in self.items:
                words = one.code if kind == "code" else one.labels[kind]
                if words in seen:
                    raise ValueError(f"“{words}” stands twice")
                seen.add(words)
        return self

    @cached_property
    def by_code(self) -> dict[str, Item]:
        return {one.code: one for one in self.items}

    @property
    def has_properties(self) -> bool:
        return any(one.properties for one in self.items)

    @property
    def has_days(self) -> bool:
        return any(one.since or one.until for one in self.items)

    @property
    def heading(self) -> str:
        return pick(self.title)

    @property
    def remark(self) -> str:
        return pick(self.note) if self.note else ""


def parse(name: str, value: Any) -> ReferenceList:
    """The list that a file says. Raises FileError, which names file and place."""
    try:
        return ReferenceList.model_validate({"name": name, **value})
    except ValidationError as error:
        first = error.errors()[0]
        where = ", ".join(filter(None, [f"{name}.json", place(value, first["loc"])]))
        raise fault(first, where) from error


@cache
def read(name: str) -> ReferenceList:
    """A list by its name. Raises FileError for a file that says no list, KeyError where there is none of that name."""
    if _LISTS[name]:
        return parse(name, country_file(settings.COUNTRY, f"{name}.json"))
    text = resources.files("okrilje.registers").joinpath("lists", f"{name}.json").read_text(encoding="utf-8")
    try:
        value = json.loads(text)
    except ValueError as error:
        raise FileError(gettext_noop("%(where)s: %(why)s."), where=f"{name}.json", why=error) from error
    found = parse(name, value)
    return _with_countries(found) if name == "countries" else found


def _with_countries(found: ReferenceList) -> ReferenceList:
    """Names of countries and their version are those of the library; the file only says so."""
    items = [
        Item(code=code, labels={language: countries.names(language)[code] for language in LANGUAGES})
        for code, _name in countries.countries()
    ]
    version = f"CLDR {get_cldr_version()} (Babel {babel_version})"
    return found.model_copy(update={"items": tuple(items), "version": version})


def lists() -> list[ReferenceList]:
    """Every list."""
    return [read(name) for name in _LISTS]


_words = lazy(pick, str)


def choices(name: str) -> list[tuple[str, Any]]:
    """The choices of a field, retired codes among them: old records and files hold them."""
    return [(one.code, _words(one.labels)) for one in read(name).items]


class ListedField(models.CharField):  # type: ignore[type-arg]
    """A code of the list ``of``. Migrations keep the name of the list, not its codes."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"max_length": 16, **kwargs, "choices": partial(choices, of)})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["choices"]
        return name, path, args, {**kwargs, "of": self.of}

    @property
    def listed(self) -> Mapping[str, Item]:
        return read(self.of).by_code

    def retired(self, *, but: str = "") -> set[str]:
        """Codes that are no longer offered; ``but`` stands in the record already and may stay."""
        return {code for code, item in self.listed.items() if item.until and code != but}

    def formfield(self, *, stands: str = "", **kwargs: Any) -> Any:
        """The field of a form, without retired codes except ``stands``, the one that the record holds already."""
        found: Any = super().formfield(**kwargs)
        found.choices = [(code, words) for code, words in found.choices if code not in self.retired(but=stands)]
        return found
