"""``prove`` in Python does what ``w2s prove --search`` and ``--coq`` do."""

from __future__ import annotations

import w2s_theory as w
from w2s_theory.second_kernel.coqc import find_coqc

WITHOUT = """
from w2s_theory.notation import L_TE, f_ST, f_star, f_TE, inner, misfit
from w2s_theory.writing import Claim, Hilbert, Operator, Parameter, Step, Theorem, reals
SETTING = Hilbert(
    ("f_star", "f_TE", "f_ST"),
    (Operator("P", "projection", ((f_star, f_TE),)), Operator("S", "shrinkage", ((f_TE, f_ST),))),
    (("target.unit", Claim(inner(f_star, f_star), "==", 1)),),
)
def proof():
    return (Step("bound", Claim(misfit, "<=", 1 - L_TE), "gram", unfold=("misfit", "L_TE"), note="Combined."),)
THEOREM = Theorem(name="no_certificate", parameters=(Parameter("L_TE", reals(0, 1)),), quantity=misfit, relation="<=",
                  bound=1 - L_TE, setting=SETTING, proof=proof)
"""


def test_search_finds_the_certificate_of_an_open_step(tmp_path):
    file = tmp_path / "no_certificate.py"
    file.write_text('"""No certificate."""\n' + WITHOUT, encoding="utf-8")
    found = w.prove(w.load_theorem(file), search=True)
    assert not found.complete and [each.step for each in found.searched] == ["bound"]
    assert found.searched[0].certificate is not None
    assert found.to_dict()["searched"][0]["step"] == "bound"
    assert w.prove(w.load_theorem(file)).searched is None


def test_coq_answers_step_by_step():
    found = w.prove("student_error_ge_sq_of_eigenfunction_target", coq=True)
    answers = {each.answer for each in found.coq.steps}
    assert found.complete and "Lemma" in found.coq.text
    assert found.coq.accepted == (find_coqc() is not None) or answers == {"not re-checked"}
    assert found.to_dict()["coq"]["steps"] and w.prove("three_quarters").coq is None
