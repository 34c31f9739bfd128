"""A comma that is missing in a theorem file is named, and no fault of a file is called one of ours."""

from __future__ import annotations

import pytest

import w2s_theory as w
from w2s_theory.cli.theorem_fields import require_steps
from w2s_theory.records.errors import InputError

SETTING = "    setting=SETTING,"
COMMA = "a comma is missing, a tuple of one is written "
FACTS = '(("target.unit", Claim(inner(f_star, f_star), "==", 1)),)'
OPERATORS = '(Operator("P", "projection", ((f_star, f_TE),)), Operator("S", "shrinkage", ((f_TE, f_ST),)))'
CHANGES = {
    "facts": (FACTS, FACTS.replace(",)", ")"), "facts .*" + COMMA),
    "hypotheses": (SETTING, SETTING + ' hypotheses=(Claim(L_TE, "<=", 1)),', "hypotheses .*" + COMMA),
    "a name": (SETTING, SETTING + ' hypotheses=(("one", Claim(L_TE, "<=", 1)),),', "leave out the name"),
    "both": (SETTING, SETTING + ' hypotheses=(("one", Claim(L_TE, "<=", 1))),', "hypotheses .*" + COMMA),
    "parameters": ("(0, 1)),)", "(0, 1)))", "parameters .*" + COMMA),
    "vectors": ('("f_star", "f_TE", "f_ST"),', '("f_star"),', "vectors .*" + COMMA),
    "operators": (OPERATORS, '(Operator("P", "projection", ((f_star, f_TE),)))', "operators .*" + COMMA),
    "images": ("((f_star, f_TE),)", "((f_star, f_TE))", "images of P .*" + COMMA),
    "no setting": (SETTING, "    setting=3,", "setting must be a Hilbert"),
    "no claim": (SETTING, SETTING + " hypotheses=(3,),", "each entry of hypotheses must be a Claim"),
    "no tuple": (SETTING, SETTING + " assumptions=3,", "assumptions must be a tuple .*, not int"),
    "unfold": ('unfold=("misfit", "L_TE")', 'unfold=("misfit")', "unfold of step bound .*" + COMMA),
    "one step": ("        ),\n    )  # fmt", "        )\n    )  # fmt", "tuple of steps: a comma is missing"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_missing_comma_is_named(name, tmp_path):
    before, after, said = CHANGES[name]
    path = w.new_theorem_file(tmp_path / "mine.py")
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        require_steps(w.load_theorem(path))


def test_the_file_itself_and_the_library_are_in_order(tmp_path):
    from w2s_theory.theorems.shape import require_step_tuples, require_tuples

    require_steps(w.load_theorem(w.new_theorem_file(tmp_path / "mine.py")))
    for name in ("student_error_ge_of_shrinkage", "teacher_error_ge_of_units"):
        require_tuples(w.theorem(name))
        for step in w.theorem(name).proof():
            require_step_tuples(step)
