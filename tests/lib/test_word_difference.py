from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from okrilje.lib.word_difference import Piece, lines, words

texts = st.text(st.sampled_from("ab č\n\t"), max_size=40)


@given(texts, texts)
def test_the_pieces_make_up_both_texts_again(before: str, after: str) -> None:
    pieces = words(before, after)
    assert "".join(p.text for p in pieces if p.what != "ins") == before
    assert "".join(p.text for p in pieces if p.what != "del") == after


@given(texts)
def test_equal_texts_have_no_difference(text: str) -> None:
    assert all(p.what == "same" for p in words(text, text))


@given(st.lists(st.sampled_from(["a", "b", "c"])), st.lists(st.sampled_from(["a", "b", "c"])))
def test_lines_are_kept_apart(before: list[str], after: list[str]) -> None:
    pieces = lines(before, after)
    assert [p.text for p in pieces if p.what != "ins"] == before
    assert [p.text for p in pieces if p.what != "del"] == after


def test_only_the_word_that_changed_is_marked() -> None:
    assert words("Rok je juni 2021.", "Rok je mart 2021.") == [
        Piece("same", "Rok je "), Piece("del", "juni "), Piece("ins", "mart "), Piece("same", "2021."),
    ]  # fmt: skip
