"""Bases as numbers, and the errors that their qualities state."""

import numpy as np
import pytest

from mirtrd.core.bases import ERROR, LETTERS, UNREAD, encode, look_up


def as_rows(text: bytes) -> np.ndarray:
    return np.frombuffer(text, np.uint8).reshape(2, -1)


def test_dna_and_rna_in_capital_and_small_letters_have_the_same_codes():
    codes = encode(as_rows(b"ACGTacgUNn.\0"))
    assert codes.tolist() == [[0, 1, 2, 3, 0, 1], [2, 3, UNREAD, UNREAD, UNREAD, UNREAD]]


def test_codes_are_letters_again():
    assert LETTERS[encode(as_rows(b"ACGTNA"))].tobytes() == b"ACGTNA"


def test_codes_can_be_changed_in_place():
    codes = encode(as_rows(b"ACGT"))
    codes *= 0
    assert codes.sum() == 0


@pytest.mark.parametrize(("letter", "error"), [("!", 1), ("+", 0.1), ("5", 0.01), ("I", 0.0001)])
def test_a_quality_of_q_states_an_error_of_ten_to_minus_a_tenth_of_q(letter, error):
    assert ERROR[ord(letter)] == pytest.approx(error)


def test_no_letter_states_an_error_above_one():
    assert ERROR[0] == 1


def test_what_a_table_has_is_looked_up_for_rows_of_any_number(monkeypatch):
    monkeypatch.setattr("mirtrd.core.bases.ROWS", 2)
    numbers = np.array([[0, 1], [2, 2], [1, 0], [0, 0], [2, 1]], np.uint8)
    found = look_up(np.array([5.0, 6.0, 7.0], np.float16), numbers)
    assert found.tolist() == [[5, 6], [7, 7], [6, 5], [5, 5], [7, 6]]
    assert found.dtype == np.float16
