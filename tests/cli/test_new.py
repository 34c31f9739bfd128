"""``w2s new`` writes a file that checks at once; ``show`` and ``derive`` read files of the user's; names may differ."""

from __future__ import annotations

import pytest

SHORT = '''"""Misfit, in as few words as a theorem needs."""
from w2s_theory.notation import L_TE, f_ST, f_star, f_TE, inner, misfit
from w2s_theory.writing import Claim, Hilbert, Operator, Parameter, Step, Theorem, reals

SETTING = Hilbert(
    ("f_star", "f_TE", "f_ST"),
    (Operator("P", "projection", ((f_star, f_TE),)), Operator("S", "shrinkage", ((f_TE, f_ST),))),
    (("target.unit", Claim(inner(f_star, f_star), "==", 1)),),
)
PROOF = (Step("bound", Claim(misfit, "<=", {bound}), "gram", "", unfold=("misfit", "L_TE"),
              certificate={{"multipliers": {{"S.nonnegative(0)": 1, "S.square(0)": 1}}}}),)
THEOREM = Theorem(name="short", parameters=(Parameter("L_TE", reals(0, 1)),), quantity=misfit, relation="<=",
                  bound={bound}, setting=SETTING, proof=lambda: PROOF)
'''


def short(folder, bound: str = "1 - L_TE", name: str = "short"):
    path = folder / f"{name}.py"
    path.write_text(SHORT.format(bound=bound), encoding="utf-8")
    return path


def test_a_new_file_checks_at_once(w2s, tmp_path):
    path = tmp_path / "my_first_bound.py"
    answer = w2s("new", str(path), "--json")
    assert answer.status == 0 and answer.json()["name"] == "my_first_bound"
    text = path.read_text()
    assert 'name="my_first_bound"' in text and "my_bound" not in text.replace("my_first_bound", "")
    checked = w2s("check", "--quick", "--file", str(path), "--json")
    assert (checked.status, checked.err) == (0, "")
    (row,) = checked.json()["verdicts"]
    assert row["verdict"] == "verified" and row["powerful"] and row["admitted"] > 50


def test_a_file_that_exists_is_left_alone(w2s, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("mine", encoding="utf-8")
    answer = w2s("new", str(path))
    assert answer.status == 2 and "left alone" in answer.err and path.read_text() == "mine"


@pytest.mark.parametrize("name", ["bound.txt", "1st.py", "class.py", "no/where.py", "two words.py", ""])
def test_a_path_that_is_no_theorem_file_is_refused(w2s, tmp_path, name):
    answer = w2s("new", str(tmp_path / name) if name else "")
    assert answer.status == 2 and answer.err.count("\n") == 1 and not list(tmp_path.iterdir())


def test_name_statement_setting_and_proof_are_enough(w2s, tmp_path):
    answer = w2s("prove", "--file", str(short(tmp_path)), "--json")
    assert (answer.status, answer.err) == (0, "") and answer.json()["proofs"][0]["complete"]


def test_a_false_bound_is_refuted_by_the_draws_made_from_the_setting(w2s, tmp_path):
    # for L_TE = 0 and S = 0 the misfit is 1
    answer = w2s("check", "--quick", "--file", str(short(tmp_path, "(1 - L_TE)*99/100")), "--json")
    (row,) = answer.json()["verdicts"]
    assert answer.status == 1 and row["verdict"] == "refuted"
    assert "a draw contradicts it: measured" in row["reason"] and "at L_TE = " in row["reason"]


def test_another_file_name_is_a_remark(w2s, tmp_path):
    path = short(tmp_path, name="elsewhere")
    for command in (("prove",), ("show",)):
        answer = w2s(*command, "--file", str(path))
        assert answer.status == 0 and answer.err.count("\n") == 1
        assert "elsewhere.py holds a theorem named short" in answer.err


def test_show_and_derive_take_a_file(w2s, tmp_path):
    path = str(short(tmp_path))
    shown = w2s("show", "--file", path)
    assert shown.status == 0 and "misfit <= 1 - L_TE" in shown.out and "in as few words" in shown.out
    assert f"w2s derive --file {path}" in shown.out
    derived = w2s("derive", "--file", path)
    assert derived.status == 0 and "[S.nonnegative(0)] + [S.square(0)]" in derived.out
    for command in ("show", "derive"):
        for wrong in ((), ("student_error_ge_of_shrinkage", "--file", path)):
            refused = w2s(command, *wrong)
            assert refused.status == 2 and "one of the two" in refused.err
