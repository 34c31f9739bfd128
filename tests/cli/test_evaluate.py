"""`w2s evaluate`: lists as long as each other, and numbers that float64 cannot hold."""

import json

import pytest


def test_lists_of_unequal_length_are_refused_and_short_ones_taken(w2s) -> None:
    name = "student_error_eq_mode_sum"
    given = [f"--at={letter}=1/10,1/5" for letter in ("f", "b", "lambdas")]
    assert w2s("evaluate", name, "--at=n=2", "--at=t=1", *given).status == 0
    answer = w2s("evaluate", name, "--at=n=2", "--at=t=1", *given[:2], "--at=lambdas=1/10")
    assert answer.status == 2 and "f has 2 entries and lambdas has 1" in answer.err
    answer = w2s("evaluate", name, "--at=n=3", "--at=t=1", *given)
    assert answer.status == 2 and "2 entries, and entry 3" in answer.err


def test_underflow_is_null_in_json_and_a_size_in_words(w2s) -> None:
    data = json.loads(w2s("evaluate", "student_error_ge_of_shrinkage", "--at=L_TE=1e-170", "--json").out)
    assert data["value"] is None and data["radius"] is None and data["log10"] == pytest.approx(-340)
    assert "10^-340" in w2s("evaluate", "student_error_ge_of_shrinkage", "--at=L_TE=1e-170").out
