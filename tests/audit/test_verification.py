"""Each way of tampering with the log, by somebody who owns the database and can switch its triggers off."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from okrilje.audit import anchor, triggers
from okrilje.audit.chain import GENESIS, digest
from okrilje.audit.models import Event
from okrilje.audit.verification import Kind, verify

from .conftest import AT


def found() -> list[tuple[Kind, int, int]]:
    return [(p.kind, p.sequence, p.last) for p in verify().problems]


def rows() -> list[dict]:
    return list(Event.objects.order_by("sequence").values())


def put(cursor, row: dict) -> None:
    """Writes a row as the owner of the database would, past the program."""
    values = row | {"details": json.dumps(row["details"])}
    columns = ", ".join(values)
    cursor.execute(
        f"INSERT INTO audit_event ({columns}) VALUES ({', '.join(['%s'] * len(values))})", list(values.values())
    )


def chained(rows: list[dict]) -> list[dict]:
    """The rows with all hashes computed anew: everybody who reads the documentation can do this."""
    previous = GENESIS
    for number, row in enumerate(rows, start=1):
        row |= {"sequence": number, "previous_hash": previous}
        previous = row["hash"] = digest(row)
    return rows


def replace_all(cursor, new: list[dict]) -> None:
    cursor.execute("DELETE FROM audit_event")
    for row in new:
        put(cursor, row)


def test_an_untouched_log_is_in_order(write) -> None:
    events = write(5)
    report = verify()
    assert report.ok
    assert (report.events, report.head) == (5, (5, events[-1].hash))


@pytest.mark.django_db
def test_an_empty_log_is_in_order() -> None:
    report = verify()
    assert report.ok
    assert report.head is None


@pytest.mark.parametrize(
    "change",
    [
        "at = '2026-03-01 12:00:01+00:00'",
        "actor = 'somebody@example.org'",
        "institution = 'MS'",
        "action = 'plan.amended'",
        "subject_kind = 'user'",
        "subject = 'p-9'",
        "details = '{\"words\": 8}'",
        f"previous_hash = '{'a' * 64}'",
    ],
)
def test_a_row_altered_in_any_field_is_named(write, unguarded, change: str) -> None:
    write(4)
    with unguarded() as cursor:
        cursor.execute(f"UPDATE audit_event SET {change} WHERE sequence = 3")
    assert found() == [(Kind.ALTERED, 3, 3)]


def test_an_altered_row_whose_hash_was_computed_anew_breaks_the_chain_behind_it(write, unguarded) -> None:
    write(4)
    row = rows()[1] | {"actor": "somebody@example.org"}
    with unguarded() as cursor:
        cursor.execute("UPDATE audit_event SET actor = %s, hash = %s WHERE sequence = 2", [row["actor"], digest(row)])
    assert found() == [(Kind.BROKEN, 3, 3)]


def test_removed_rows_are_named(write, unguarded) -> None:
    write(6)
    with unguarded() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE sequence IN (1, 4, 5)")
    # Event 1 was anchored, but the gap already says that it is gone.
    assert found() == [(Kind.REMOVED, 1, 1), (Kind.REMOVED, 4, 5)]


def test_a_cut_off_end_is_found_by_the_anchor(write, unguarded) -> None:
    events = write(6)
    anchor.append(events[-1].sequence, events[-1].hash, AT)
    with unguarded() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE sequence > 4")
    assert found() == [(Kind.REMOVED, 5, 6)]


def test_an_emptied_log_is_found_by_the_anchor(write, unguarded) -> None:
    events = write(2)
    anchor.append(2, events[-1].hash, AT)
    with unguarded() as cursor:
        cursor.execute("DELETE FROM audit_event")
    assert found() == [(Kind.REMOVED, 1, 2)]


def test_an_end_that_was_cut_off_and_written_anew_is_found_by_the_anchor(write, unguarded) -> None:
    events = write(3)
    anchor.append(3, events[-1].hash, AT)
    with unguarded() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE sequence = 3")
    forged = chained([*rows(), rows()[0] | {"actor": "somebody@example.org"}])[-1]
    with unguarded() as cursor:
        put(cursor, forged)
    assert found() == [(Kind.REWRITTEN, 3, 3)]


def test_a_chain_computed_anew_from_the_start_is_found_by_the_anchor(write, unguarded) -> None:
    write(3)
    new = rows()
    new[0]["actor"] = "somebody@example.org"
    with unguarded() as cursor:
        replace_all(cursor, chained(new))
    assert (Kind.REWRITTEN, 1, 1) in found()


def test_a_row_put_in_between_is_found(write, unguarded) -> None:
    """The rows behind it had to be renumbered, so each of them no longer has its hash."""
    write(4)
    old = rows()
    stranger = old[1] | {"subject": "forged", "sequence": 3, "previous_hash": old[1]["hash"]}
    stranger["hash"] = digest(stranger)
    moved = [row | {"sequence": row["sequence"] + 1} for row in old[2:]]
    with unguarded() as cursor:
        replace_all(cursor, [*old[:2], stranger, *moved])
    assert found() == [(Kind.ALTERED, 4, 4), (Kind.ALTERED, 5, 5)]


def test_a_row_put_at_the_end_without_the_right_hash_is_found(write, unguarded) -> None:
    write(2)
    forged = rows()[1] | {"sequence": 3, "hash": "f" * 64}
    with unguarded() as cursor:
        put(cursor, forged)
    assert found() == [(Kind.ALTERED, 3, 3)]


def test_a_row_put_before_the_first_is_found(write, unguarded) -> None:
    write(1)
    forged = rows()[0] | {"sequence": 0, "previous_hash": GENESIS}
    with unguarded() as cursor:
        put(cursor, forged | {"hash": digest(forged)})
    assert (Kind.INSERTED, 0, 0) in found()


def test_a_missing_anchor_is_a_problem(write) -> None:
    write(2)
    anchor.path().unlink()
    assert found() == [(Kind.UNANCHORED, 0, 0)]


def test_an_unreadable_anchor_is_a_problem_that_names_the_line(write) -> None:
    write(2)
    with anchor.path().open("a", encoding="ascii") as file:
        file.write("not an anchor\n")
    (problem,) = verify().problems
    assert problem.kind is Kind.UNANCHORED
    assert "line 2" in str(problem)


def test_triggers_that_were_taken_away_are_a_problem(write) -> None:
    write(1)
    triggers.drop(connection)
    (problem,) = verify().problems
    triggers.create(connection)
    assert problem.kind is Kind.UNGUARDED
    assert "audit_event" in str(problem)


def test_a_copy_of_the_anchor_kept_elsewhere_finds_what_the_local_one_was_made_to_hide(
    write, unguarded, tmp_path
) -> None:
    write(3)
    copy = tmp_path / "copy"
    copy.write_bytes(anchor.path().read_bytes())
    new = rows()
    new[0]["actor"] = "somebody@example.org"
    with unguarded() as cursor:
        replace_all(cursor, chained(new))
    anchor.path().unlink()
    anchor.append(3, new[-1]["hash"], AT)
    assert verify().ok
    assert [p.kind for p in verify(copy).problems] == [Kind.REWRITTEN]


def test_the_command_says_so_records_it_and_anchors_the_head(write, capsys) -> None:
    write(2)
    call_command("audit", "verify")
    assert "2 events read" in capsys.readouterr().out
    last = Event.objects.first()
    assert (last.action, last.details) == ("audit.verified", {"events": 2, "problems": 0})
    assert [(line.sequence, line.hash) for line in anchor.read()][-1] == (3, last.hash)


def test_the_command_names_each_row_and_exits_with_1(write, unguarded, capsys) -> None:
    write(4)
    with unguarded() as cursor:
        cursor.execute("UPDATE audit_event SET actor = 'x' WHERE sequence = 2")
        cursor.execute("DELETE FROM audit_event WHERE sequence = 3")
    with pytest.raises(CommandError) as error:
        call_command("audit", "verify")
    assert error.value.returncode == 1
    out = capsys.readouterr().out
    assert "Event 2 was altered" in out
    assert "Event 3 was removed" in out
    assert Event.objects.first().action == "audit.doubted"


def test_a_forgotten_anchor_can_be_written_again(write, capsys) -> None:
    write(2)
    anchor.path().unlink()
    call_command("audit", "anchor")
    assert "Anchored event 2" in capsys.readouterr().out
    assert verify().ok


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_single_change_is_made_it_is_found(data, write, unguarded) -> None:
    with unguarded() as cursor:
        cursor.execute("DELETE FROM audit_event")
    anchor.path().unlink(missing_ok=True)
    events = write(8)
    anchor.append(8, events[-1].hash, AT)
    sequence = data.draw(st.integers(1, 8))
    sql = data.draw(
        st.sampled_from(
            [
                "DELETE FROM audit_event WHERE sequence = %s",
                "UPDATE audit_event SET action = 'x.y' WHERE sequence = %s",
                "UPDATE audit_event SET sequence = sequence + 100 WHERE sequence = %s",
                "UPDATE audit_event SET hash = 'f' WHERE sequence = %s",
            ]
        )
    )
    with unguarded() as cursor:
        cursor.execute(sql, [sequence])
    report = verify()
    assert not report.ok
    assert any(p.sequence <= sequence + 100 and p.last >= sequence for p in report.problems)
