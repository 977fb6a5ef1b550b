"""Answers in words: what the fields of a report are called, and what stands in them, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from okrilje.lib.word_difference import Piece
from okrilje.lib.word_difference import words as compared
from okrilje.monitoring import words
from okrilje.monitoring.answers import Answer, fields, is_text
from okrilje.monitoring.joint import Doubt
from okrilje.monitoring.models import Item
from okrilje.monitoring.obligations import Asks, ReportPoint
from okrilje.monitoring.status import Progress, Status
from okrilje.plan import wording
from okrilje.plan.content import MeasureType

FIELD_NAMES = {
    "progress": gettext_lazy("How it stands"),
    "occurrences": gettext_lazy("How many times in this cycle"),
    "done": gettext_lazy("What was done"),
    "difficulties": gettext_lazy("Difficulties"),
    "handled": gettext_lazy("How they were handled"),
    "lessons": gettext_lazy("Lessons learned"),
    "recommendation": gettext_lazy("Recommendation to adapt the plan"),
}
#: Fields that come in groups, where the group is named as one.
GROUP_NAMES = {
    "completions": gettext_lazy("Day of completion"),
    "values": gettext_lazy("Values"),
    "money": gettext_lazy("Money"),
}
AMOUNT_NAMES = {
    "planned": pgettext_lazy("money", "planned"),
    "allocated": pgettext_lazy("money", "allocated"),
    "paid": pgettext_lazy("money", "paid"),
}
DOUBT_NAMES = {
    Doubt.NOT_ALL_DONE: gettext_lazy("The whole is said to be done, a share is not."),
    Doubt.ALL_DONE: gettext_lazy("All shares are done, the whole is not said to be."),
    Doubt.WORKED: gettext_lazy("There was work on a share; of the whole the opposite is said."),
    Doubt.NOBODY_WORKED: gettext_lazy("There was work on the whole, and on no share."),
    Doubt.DAY: gettext_lazy("The whole was done on another day than the last of its shares."),
    Doubt.SUM: gettext_lazy("The whole is another number than the shares add up to."),
    Doubt.RANGE: gettext_lazy("The whole is more than all shares together, or less than one of them."),
    Doubt.DIFFERENT: gettext_lazy("One and the same fact is told in different ways."),
}


def number(value: Decimal | int) -> str:
    """As it is read, and as it may be typed back: without places where it is whole, else with two."""
    whole = value == int(value)
    return number_format(value, decimal_pos=0 if whole else 2, use_l10n=True, force_grouping=True)


@dataclass(frozen=True, slots=True)
class Names:
    """What the fields of one activity are called. ``measures``: key -> (label, type); ``dues``: number -> day."""

    measures: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    dues: Mapping[int, date] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    def label(self, path: str) -> str:
        group, _dot, rest = path.partition(".")
        if group == "completions":
            return self._completion(int(rest))
        if group == "values":
            key, _dot, part = rest.rpartition(".")
            label = self.measures[key][0] if key in self.measures else key
            return label if part == "value" else _("%(measure)s: why it differs") % {"measure": label}
        if group == "money":
            key, _dot, part = rest.rpartition(".")
            return f"{self.money(key)}: {AMOUNT_NAMES[part]}"
        return str(FIELD_NAMES[group])

    def _completion(self, number_: int) -> str:
        if len(self.dues) > 1 and number_ in self.dues:
            return _("Day of completion (due: %(month)s)") % {"month": wording.month(self.dues[number_])}
        return _("Day of completion")

    def money(self, key: str) -> str:
        """ "2021, Ministry of Security"."""
        year, _slash, source = key.partition("/")
        return f"{year}, {self.sources.get(source, source) if source else _('source not named')}"

    def value(self, path: str, value: Any) -> str:
        """What stands in a field; "" where nothing does."""
        if value is None or value == "":
            return ""
        if path == "progress":
            return str(Item.Progress(value).label)
        if isinstance(value, date):
            return date_format(value, "DATE_FORMAT")
        if isinstance(value, Decimal | int):
            key = path.split(".")[1] if path.startswith("values.") else ""
            if key in self.measures and self.measures[key][1] == MeasureType.MILESTONE and value in (0, 1):
                return _("yes") if value else _("no")
            return number(value)
        return str(value)


@dataclass(frozen=True, slots=True)
class Line:
    """A field in words: now, before, and the pieces of the difference where there is one."""

    path: str
    label: str
    now: str
    before: str = ""
    pieces: tuple[Piece, ...] = ()

    @property
    def is_text(self) -> bool:
        return is_text(self.path)


def beside(before: Answer | None, now: Answer, names: Names) -> list[Line]:
    """Everything said now or before, each field with both."""
    old, new = fields(before or Answer()), fields(now)
    found = [
        Line(path, names.label(path), names.value(path, new.get(path)), names.value(path, old.get(path)))
        for path in dict.fromkeys([*new, *old])
    ]
    return [line for line in found if line.now or line.before]


def differences(before: Answer, after: Answer, names: Names) -> list[Line]:
    """The fields that say something else, with what they said."""
    old, new = fields(before), fields(after)
    found = []
    for path in dict.fromkeys([*new, *old]):
        was, now = names.value(path, old.get(path)), names.value(path, new.get(path))
        if was != now:
            found.append(Line(path, names.label(path), now, was, tuple(compared(was, now))))
    return found


def short(item: Item, limit: int = 160) -> tuple[str, str]:
    """What an item says, in a line or two: in our words, and the beginning of its own."""
    said = [str(Item.Progress(item.progress).label)] if item.progress else []
    said += [date_format(date.fromisoformat(day), "SHORT_DATE_FORMAT") for day in item.completions.values()]
    if item.occurrences is not None:
        said.append(times(item.occurrences))
    text = item.done if len(item.done) <= limit else item.done[:limit].rsplit(" ", 1)[0] + " …"
    return ", ".join(said), text


def times(count: int) -> str:
    return ngettext("%(count)s time", "%(count)s times", count) % {"count": number(count)}


def point(asked: ReportPoint) -> str:
    """What a report point asks for."""
    return _point(asked, get_language())


@lru_cache(maxsize=4096)
def _point(asked: ReportPoint, language: str | None) -> str:
    first, last = (date_format(day, "DATE_FORMAT") for day in (asked.window.start, asked.window.end))
    if asked.asks is Asks.RESULT:
        return _("the result, due: %(day)s") % {"day": last}
    if asked.asks is Asks.ACTIVITY:
        return _("what was done: %(first)s – %(last)s") % {"first": first, "last": last}
    return ngettext(
        "at least %(count)d time: %(first)s – %(last)s", "at least %(count)d times: %(first)s – %(last)s", asked.count
    ) % {"count": asked.count, "first": first, "last": last}


def remark(status: Status | None, is_reported: bool) -> str:
    """What a reviewer might say of an answer that is not green and complete."""
    if not is_reported:
        return _("Please report how this activity stands.")
    if status is None:
        return _("Please explain this answer.")
    asks = words.greener(status)
    # Somebody goes on writing in it: blanks that do not break would be in the way.
    return f"{words.why(status)} {asks}".strip().replace("\N{NO-BREAK SPACE}", " ")


#: What may be said of an activity that ends with a result, and of work that goes on.
OF_RESULTS = (Progress.NOT_STARTED, Progress.IN_PROGRESS, Progress.DONE, Progress.NOT_APPLICABLE)
OF_CONTINUOUS = (Progress.IN_PROGRESS, Progress.NONE, Progress.NOT_APPLICABLE)


def progress_choices(*, dated: bool, said: Progress | None) -> list[tuple[str, str]]:
    """The answers that fit the kind of activity, and whatever was said already."""
    fitting = OF_RESULTS if dated else OF_CONTINUOUS
    offered = fitting if said is None or said in fitting else (*fitting, said)
    return [("", _("no answer yet")), *((one.value, str(Item.Progress(one).label)) for one in offered)]
