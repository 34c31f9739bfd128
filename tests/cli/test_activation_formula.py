"""``--activation`` with a formula: the same text in every command that has the option."""

import pytest


def test_spectrum_of_a_formula(w2s):
    answer = w2s(
        "spectrum", "--dimension", "5", "--degrees", "0:5", "--activation", "log(1 + exp(z))", "--json"
    )
    data = answer.json()
    assert answer.status == 0 and data["activation"] == "log(1 + exp(z))"
    values = [row["eigenvalue"] for row in data["rows"]]
    assert values[1] == 0.01 and values[3] == values[5] == 0.0 and all(values[k] > 0 for k in (0, 2, 4))
    assert [row["radius"] for row in data["rows"]][3] == 0.0
    exact = w2s(
        "spectrum", "--dimension", "5", "--degrees", "1", "--activation", "log(1 + exp(z))", "--exact"
    )
    assert "1/100" in exact.out and "sigma(z) = log(1 + exp(z))" in exact.out


def test_zero_to_within_a_radius_is_shown_so(w2s):
    formula = "sin(z)*cos(z) - sin(2*z)/2 + cos(z)"
    answer = w2s("spectrum", "--dimension", "5", "--degrees", "0:2", "--activation", formula)
    assert answer.status == 0 and "radius" in answer.out
    row = w2s("spectrum", "--dimension", "5", "--degrees", "1", "--activation", formula, "--json").json()[
        "rows"
    ][0]
    assert row["eigenvalue"] == 0.0 and 0 < row["radius"] < 1e-100 and row["log_eigenvalue"] is None


@pytest.mark.parametrize(
    "command",
    [
        ("equivalent", "--dimension", "5", "--degree", "1", "--teacher-units", "20", "--tau", "1"),
        (
            "simulate",
            "--dimension",
            "5",
            "--degree",
            "1",
            "--teacher-units",
            "8",
            "--tau",
            "1",
            "--trials",
            "2",
        ),
    ],
)
def test_the_same_formula_elsewhere(w2s, command):
    answer = w2s(*command, "--activation", "z/(1 + exp(-z))", "--json")
    assert answer.status == 0 and "teacher_error" in answer.out


@pytest.mark.parametrize("formula", ["1/z", "log(z", "import os", "z**z", "0*z"])
def test_what_is_no_activation_is_one_line(w2s, formula):
    answer = w2s("spectrum", "--dimension", "5", "--degrees", "0:2", "--activation", formula)
    assert answer.status == 2 and answer.out == "" and answer.err.count("\n") == 1
