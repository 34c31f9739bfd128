"""What people type first, and the one line that says what they meant."""

from __future__ import annotations

import pytest

SHRINKAGE = "student_error_ge_of_shrinkage"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        # a wrong value comes before what is missing
        (("simulate", "--activation", "rellu"), "did you mean 'relu'?"),
        (
            ("simulate", "--dimension", "8", "--teacher-units", "8", "--activation", "rellu"),
            "did you mean 'relu'?",
        ),
        (
            ("sgd", "--dimension", "8", "--teacher-units", "16", "--activation", "rellu"),
            "did you mean 'relu'?",
        ),
        (("exponents", "--activation", "rellu"), "did you mean 'relu'?"),
        (("equivalent", "--student-activation", "foo(z)"), "the function 'foo' is not known"),
        (("simulate", "--activation", "relu"), "Missing options --dimension, --teacher-units, --tau"),
        (
            ("recipe", "--dimension", "8", "teach 50%, study 2"),
            "units of a recipe must be a whole number such as 30 or 1e3",
        ),
        (
            ("recipe", "--dimension", "8", "teach 9, mix 0,5"),
            "write mix 0.5 with a decimal point, not 'mix 0,5'",
        ),
        (("recipe", "--dimension", "8", "teach 9, study 2,5"), "write study 2.5 with a decimal point"),
        (("recipe", "--dimension", "8", "teach 1,000, study 2"), "write teach 1000, not 'teach 1,000'"),
        (("recipe", "--dimension", "8", "teach 9, mix 50%"), "write 0.5 for 50 %"),
        (("evaluate", SHRINKAGE, "--at", "l_te=1/2"), "did you mean L_TE? It has L_TE"),
        (("evaluate", SHRINKAGE, "--at", "L_TW=1/2"), "did you mean L_TE? It has L_TE"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_what_was_meant(w2s, arguments, said):
    answer = w2s(*arguments)
    assert (answer.status, answer.out) == (2, "") and answer.err.count("\n") == 1
    assert said in answer.err


def test_the_twin_of_evaluate_says_it_too():
    import w2s_theory as w

    with pytest.raises(w.InputError, match=r"has no parameter 'l_te'; did you mean L_TE\?"):
        w.evaluate_bound(SHRINKAGE, l_te=1)


def test_spaces_after_a_comma_part_steps(w2s):
    assert w2s("recipe", "--dimension", "8", "teach 9,mix 1/2 of 0, study 2").status == 0
