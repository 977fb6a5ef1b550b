"""What is wrong in a file that somebody may have edited, in sentences with the place. Knows no Django."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from okrilje.lib.documents.blocks import DocumentError
from okrilje.lib.documents.blocks import gettext_noop as _

#: So many faults are told at once; whoever has more of them has another problem.
MOST_TOLD = 20
#: What to do about a value of the wrong kind, by the kind of error that pydantic reports.
_ADVICE = {
    "date_from_datetime_parsing": _("%(where)s: “%(value)s” is no day. Write it as 2022-06-30."),
    "date_parsing": _("%(where)s: “%(value)s” is no day. Write it as 2022-06-30."),
    "decimal_parsing": _("%(where)s: “%(value)s” is no number."),
    "int_parsing": _("%(where)s: “%(value)s” is no number."),
    "greater_than_equal": _("%(where)s: “%(value)s” is too small; the smallest number is %(least)s."),
    "less_than_equal": _("%(where)s: “%(value)s” is too large; the largest number is %(largest)s."),
    "decimal_max_places": _("%(where)s: “%(value)s” has more than two decimals."),
    "decimal_max_digits": _("%(where)s: “%(value)s” is too large."),
    "decimal_whole_digits": _("%(where)s: “%(value)s” is too large."),
    "string_too_long": _("%(where)s: the text is too long; at most %(most)s characters are kept."),
    "enum": _("%(where)s: “%(value)s” is not allowed. Write one of: %(allowed)s."),
    "missing": _("%(where)s: a value is missing."),
    "extra_forbidden": _("%(where)s: there is no such field."),
}


class FileError(DocumentError):
    """The file is not what Okrilje exported, or was damaged; the message says where.

    ``more`` are further faults of the same file, so that nobody has to find them one import at a time.
    """

    def __init__(self, template: str, *, more: Sequence[FileError] = (), **parts: object) -> None:
        super().__init__(template, **parts)
        self.more = tuple(more)


def together(faults: Sequence[FileError]) -> FileError:
    """All faults as one, the first in front; of very many the rest is only counted."""
    first, *others = faults[:MOST_TOLD]
    if (untold := len(faults) - MOST_TOLD) > 0:
        others.append(FileError(_("Further faults that are not shown here: %(count)s."), count=untold))
    return FileError(first.template, more=others, **first.parts)


def fault(error: Any, where: object) -> FileError:
    """One error of pydantic as a sentence about the place ``where``."""
    context = error.get("ctx", {})
    return FileError(
        _ADVICE.get(error["type"], _("%(where)s: %(why)s.")),
        where=where,
        value=error["input"],
        allowed=context.get("expected", ""),
        least=context.get("ge", ""),
        largest=context.get("le", ""),
        most=context.get("max_length", ""),
        why=error["msg"].removeprefix("Value error, "),
    )


def place(value: Any, path: tuple[int | str, ...]) -> str:
    """A path of keys as a person says it: "activities 1.2.3, deadline, start"."""
    words: list[str] = []
    for key in path:
        if isinstance(key, int) and isinstance(value, list) and key < len(value):
            value = value[key]
            code = value.get("code") if isinstance(value, dict) else None
            words.append(f"{words.pop()} {code or key + 1}" if words else str(key + 1))
        else:
            value = value.get(key) if isinstance(value, dict) else None
            words.append(str(key))
    return ", ".join(words)
