"""Nothing that somebody typed gets past the privacy gate."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from okrilje.files import actions as files
from okrilje.files import gate
from okrilje.files.gate import Question
from okrilje.monitoring.actions.refusals import PersonalDataError


def check(
    texts: Mapping[str, str],
    *,
    confirmed: Collection[str],
    by: Any,
    at: datetime,
    subject: tuple[str, str],
    before: Iterable[str] = (),
) -> None:
    """Lets texts pass in which nothing leads to a person. Raises PersonalDataError with what has to be asked.

    ``confirmed``: marks of what somebody says is no person's; that they said so is logged, not what it was.
    """
    let_pass(gate.questions(texts, before=before), confirmed=confirmed, by=by, at=at, subject=subject)


def let_pass(
    asked: Sequence[Question], *, confirmed: Collection[str], by: Any, at: datetime, subject: tuple[str, str]
) -> None:
    """The same for questions that are known already."""
    if left := files.confirm(asked, confirmed=confirmed, by=by, at=at, subject=subject):
        raise PersonalDataError(left)
