"""Prose is taken apart into words and formulas, and nothing of it is lost."""

from __future__ import annotations

import pytest
from latex_grammar import require_latex

from w2s_theory import notation
from w2s_theory.printing.docstring import in_words
from w2s_theory.printing.escaped import prose_latex
from w2s_theory.printing.prose import segments
from w2s_theory.report.formula import mathml, prose_html
from w2s_theory.theorems.listing import Catalog, docstring_of

CATALOG = Catalog()


@pytest.mark.parametrize(
    ("typed", "latex"),
    [
        ("S - S^2 >= 0, so the student", r"$S - S^{2} \succeq 0$, so the student"),
        ("Pi_B (I - P) Pi_B", r"$\Pi_{B} (I - P) \Pi_{B}$"),
        ("lambda_j and tau, a_j ^2", r"$\lambda_{j}$ and $\tau$, $a_{j}^{2}$"),
        ("A student of M units: a word, a letter a = 1", r"A student of $M$ units: a word, a letter $a = 1$"),
        ("||f* - f_TE||^2 = 1", r"$\| f^* - f_{TE}\|^{2} = 1$"),
        ("<f*, phi_u> for k-th degrees", r"$\langle f^*, \phi_{u} \rangle$ for k-th degrees"),
        ("self-adjoint, d >= 2", r"self-adjoint, $d \geq 2$"),
        ("at most sqrt(1 - L_TE)/2.", r"at most $\sqrt{1 - L_{TE}}/2$."),
        ("50% of it & 1e-3 {}", r"50\% of it \& 1e-3 \{\}"),
        ("``student_error`` is code", r"\texttt{student\_error} is code"),
        ("the teacher's x' and m'", r"the teacher's $x'$ and $m'$"),
        ("sum_{j in B} N_j", r"$\sum_{j \in B} N_{j}$"),
    ],
)
def test_formulas_in_a_sentence(typed, latex):
    assert prose_latex(typed) == latex


def sentences(name: str) -> list[str]:
    theorem = CATALOG[name]
    words = in_words(docstring_of(name))
    return [
        words.lead, words.idea, *(each.text for each in words.rest), theorem.title, *theorem.assumptions,
        *(step.note for step in theorem.proof()),
    ]  # fmt: skip


@pytest.mark.parametrize("name", CATALOG)
def test_nothing_is_lost_and_every_formula_is_typeset(name):
    for sentence in sentences(name):
        found = segments(sentence)
        assert "".join(each.text for each in found) == sentence.replace("``", "")
        for each in found:
            if each.kind == "formula":
                assert mathml(each.latex).startswith("<math"), each.text
                assert each.latex.count("{") == each.latex.count("}")
        require_latex(prose_latex(sentence))
        words = "".join(each.text for each in found if each.kind == "text")
        assert "_" not in words and "||" not in words and "^" not in words, words


@pytest.mark.parametrize("entry", notation.TABLE, ids=lambda entry: entry.name)
def test_meanings_are_typeset(entry):
    assert "_" not in "".join(each.text for each in segments(entry.meaning) if each.kind == "text")


def test_a_formula_that_has_no_mathml_stays_text(monkeypatch):
    from w2s_theory.report import formula

    def fails(*_):
        raise ValueError("no MathML")

    monkeypatch.setattr(formula, "mathml", fails)
    assert prose_html("x_i <= 1 & <b>") == "x_i ≤ 1 &amp; &lt;b&gt;"


def test_a_docstring_in_words():
    words = in_words(
        """No student gains.

        Let f_TE = P f*. Then

            L_ST >= L_TE
              + 1.

        * one item
        * another one

        It holds. Idea: look at the ball
        of radius 1.
        """
    )
    assert words.lead == "No student gains."
    assert words.idea == "Look at the ball of radius 1."
    assert [(each.kind, each.text) for each in words.rest] == [
        ("text", "Let f_TE = P f*. Then"),
        ("formula", "L_ST >= L_TE + 1."),
        ("item", "one item"),
        ("item", "another one"),
        ("text", "It holds."),
    ]
    assert in_words("") == in_words("   ") and not in_words("").lead


@pytest.mark.parametrize("name", CATALOG)
def test_every_theorem_says_itself_in_words(name):
    assert in_words(docstring_of(name)).lead.endswith((".", "?"))


def test_the_docstring_of_a_users_file(tmp_path):
    from w2s_theory.theorems.listing import FOLDER, load_theorem

    name = "student_error_ge_of_shrinkage"
    source = (FOLDER / "limits" / f"{name}.py").read_text(encoding="utf-8")
    path = tmp_path / f"{name}.py"
    path.write_text('"""My own words."""\n' + source.split('"""', 2)[2], encoding="utf-8")
    assert docstring_of(load_theorem(path)) == "My own words."
    assert docstring_of(CATALOG[name]).startswith("Quadratic limit")
    assert docstring_of("no_such_theorem") == ""
