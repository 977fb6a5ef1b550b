"""Versions of answers that nobody will miss: the choice, against everything that must stay; then over rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from okrilje.audit.models import Event
from okrilje.monitoring import actions, storing
from okrilje.monitoring.answer_words import Names
from okrilje.monitoring.answers import Answer
from okrilje.monitoring.models import ItemVersion
from okrilje.monitoring.pruning import EVERY, UNTOUCHED, Version, superfluous
from okrilje.monitoring.queries import histories
from tests.monitoring.factories import AT, item, submission

START = datetime(2021, 1, 4, 8, tzinfo=UTC)


def minutes(count: float) -> datetime:
    return START + timedelta(minutes=count)


@st.composite
def versions(draw) -> list[Version]:
    gaps = draw(st.lists(st.sampled_from([0.1, 1, 4, 9, 10, 11, 40, 1440]), max_size=14))
    found, moment, number = [], 0.0, 0
    for pk, gap in enumerate(gaps):
        moment += gap
        special = draw(st.integers(0, 6)) == 0
        number += not special
        found.append(Version(pk, number, draw(st.sampled_from([1, 1, 2])), minutes(moment), special))
    return found


def runs(of: list[Version]) -> list[list[Version]]:
    """The slow way: two belong together if one person made them and nothing of anybody else lies between."""
    found: list[list[Version]] = []
    for one in of:
        last = found[-1][-1] if found else None
        together = last and last.by == one.by and not last.is_special and not one.is_special
        if together:
            found[-1].append(one)
        else:
            found.append([one])
    return found


steps_ = st.lists(st.integers(0, 3000).map(minutes), max_size=3)
nows = st.integers(0, 6000).map(minutes)


@given(versions(), steps_, st.lists(st.integers(1, 8), max_size=2), nows)
def test_whatever_matters_stays(of: list[Version], steps: list[datetime], revisions: list[int], now: datetime) -> None:
    gone = superfluous(of, steps=steps, revisions=revisions, now=now)
    for one in of:
        matters = (
            one.is_special
            or one.number in revisions
            or now - one.at < UNTOUCHED
            or one.pk in [run[end].pk for run in runs(of) for end in (0, -1)]
        )
        assert not (matters and one.pk in gone)
    for step in steps:
        stood = max((one for one in of if one.at <= step and not one.is_special), key=lambda one: one.pk, default=None)
        assert stood is None or stood.pk not in gone


@given(versions(), steps_, nows)
def test_one_version_in_every_few_minutes_stays_and_no_more(of: list[Version], steps, now: datetime) -> None:
    gone = superfluous(of, steps=steps, revisions=[], now=now)
    for run in runs(of):
        kept = [one for one in run if one.pk not in gone]
        # A gap is no longer than it was, or than what is allowed.
        for before, after in pairwise(kept):
            was = [one for one in run if before.pk <= one.pk <= after.pk]
            assert after.at - before.at <= max(EVERY, *(b.at - a.at for a, b in pairwise(was)))
        # Of three that stay within the time the one between is there for a reason of its own.
        for first, middle, last in zip(kept, kept[1:], kept[2:], strict=False):
            free = now - middle.at >= UNTOUCHED and all(not (first.at <= step < last.at) for step in steps)
            assert not (free and last.at - first.at <= EVERY), (first, middle, last)


@given(versions(), steps_, nows)
def test_a_second_round_finds_nothing_more(of: list[Version], steps, now: datetime) -> None:
    gone = superfluous(of, steps=steps, revisions=[], now=now)
    left = [one for one in of if one.pk not in gone]
    assert superfluous(left, steps=steps, revisions=[], now=now) == set()


def test_an_afternoon_of_typing_leaves_a_handful_of_versions_and_the_same_history(story) -> None:
    where = item(story.cycle, "GP", "1.1.2")
    for n in range(40):
        words = Answer(done=f"Kontrola {n}")
        actions.save(where, words, base=n, by=story.reporter, at=AT + timedelta(seconds=45 * n))
    actions.save(where, Answer(done="Drugo"), base=3, by=story.both, at=AT + timedelta(minutes=31))
    actions.save(where, Answer(done="Kraj", lessons="L"), base=40, by=story.both, at=AT + timedelta(minutes=32))
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT + timedelta(minutes=40))
    before = [(e.by, e.is_aside, [line.now for line in e.lines]) for e in work(where)]
    assert ItemVersion.objects.count() == 42
    assert actions.prune_versions(by="system", at=AT + timedelta(hours=23)) == 0, "forms may still be open"
    removed = actions.prune_versions(by="system", at=AT + timedelta(days=2))
    assert ItemVersion.objects.count() == 42 - removed <= 8
    assert [(e.by, e.is_aside, [line.now for line in e.lines]) for e in work(where)] == before
    assert storing.version(where, 40) == Answer(done="Kontrola 39"), "what the report took over stays a base"
    assert Event.objects.latest("sequence").details == {"versions": removed}
    assert actions.prune_versions(by="system", at=AT + timedelta(days=3)) == 0


def work(where) -> list[histories.Entry]:
    return [one for one in histories.of_item(where, Names()) if isinstance(one, histories.Entry)]


def test_what_was_decided_on_and_what_was_corrected_stays(story) -> None:
    where = item(story.cycle, "GP", "1.1.2")
    for n in range(3):
        actions.save(where, Answer(done=f"{n}"), base=n, by=story.reporter, at=AT + timedelta(seconds=n))
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT + timedelta(minutes=1))
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT + timedelta(minutes=2))
    actions.accept(submission(story.cycle, "GP"), by=story.coordinator, at=AT + timedelta(minutes=3))
    actions.correct(where, Answer(done="4"), reason="Greška.", by=story.approver, at=AT + timedelta(minutes=4))
    actions.correct(where, Answer(done="5"), reason="Opet.", by=story.approver, at=AT + timedelta(minutes=5))
    assert actions.prune_versions(by="system", at=AT + timedelta(days=9)) == 1
    assert [v.answer["done"] for v in ItemVersion.objects.order_by("id")] == ["0", "2", "4", "5"]
