"""Statements and proofs as LaTeX: well formed always, and compiled where a TeX is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache

import pytest
from latex_grammar import Problem, formulas_of, require_formula, require_latex

from w2s_theory.printing.bibliography import cited_entries, cited_keys, entries
from w2s_theory.printing.environments import document, proof_latex, theorem_latex
from w2s_theory.printing.text import claim_latex, expression_latex
from w2s_theory.theorems.listing import Catalog, docstring_of

CATALOG = Catalog()
SHRINKAGE = "student_error_ge_of_shrinkage"
CONVEX = "student_error_le_of_convex_student"
TEX = shutil.which("pdflatex") or shutil.which("tectonic")


@cache
def statement(name: str) -> str:
    return theorem_latex(CATALOG[name])


@cache
def proof(name: str) -> str:
    return proof_latex(CATALOG[name], docstring_of(name))


@pytest.mark.parametrize("name", CATALOG)
def test_statement_and_proof_are_well_formed(name):
    for text in (statement(name), proof(name)):
        require_latex(text)
    steps = CATALOG[name].proof()
    assert proof(name).count(r"\item") >= len(steps)
    assert rf"\label{{thm:{name}}}" in statement(name)
    for fact in CATALOG[name].setting.facts if CATALOG[name].setting else ():
        assert claim_latex(fact[1]) in statement(name)


def test_one_document_of_everything():
    """Compiled where there is a TeX; everywhere else, and there too, read by the grammar of this folder."""
    parts = [part for name in CATALOG for part in (statement(name), proof(name))]
    text = document(parts)
    require_latex(text)
    if TEX is None:
        return  # the reading above is the test then
    compile_latex(text)


def compile_latex(text: str) -> str:
    """The log of a compilation that must end without an error."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "all.tex"
        source.write_text(text, encoding="utf-8")
        how = (
            ["-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape"]
            if "pdflatex" in str(TEX)
            else []
        )
        done = subprocess.run(
            [str(TEX), *how, source.name], cwd=folder, capture_output=True, text=True, errors="replace"
        )
        errors = [line for line in done.stdout.splitlines() if line.startswith("!")]
        assert done.returncode == 0 and not errors, done.stdout[-3000:]
        assert source.with_suffix(".pdf").stat().st_size > 1000
        return done.stdout


@pytest.mark.parametrize(
    "text",
    [
        "{", "}", r"\begin{proof}", r"\begin{proof}\end{theorem}", "$x", r"\[ x", r"\nosuchcommand", "x_i", "a & b", "é",
        r"$\left( x$", r"$1e-05$", "$x^2^2$", "$p'_{j}^{2}$", r"\begin{dmath}\end{dmath}", r"$\textit{x}$",
    ],
)  # fmt: skip
def test_the_grammar_notices(text):
    with pytest.raises(Problem):
        require_latex(text)


def test_the_grammar_reads_what_is_right():
    require_latex(
        r"A \emph{word} with $x_{i}^{2}$ and \[ \left\| f^* \right\|^{2} \leq {p'_{j}}^{2}. \] 50\% \& \$"
    )
    assert formulas_of(r"$a$ \[ b \] \$ $c$") == [" b ", "a", "c"]
    require_formula(r"10^{-5}")


def test_a_theorem_environment_has_title_label_citation_hypotheses_and_letters():
    text = statement(CONVEX)
    assert r"\cite[Theorem 1]{charikar2024quantifying}" in text.splitlines()[0]
    text = statement("student_error_le_sq_of_universality")
    assert (
        r"where $L_{TE} = 1 - h$, " in text and r"$h_{j} = \frac{\lambda_{j}}{\kappa + \lambda_{j}}$" in text
    )
    assert r"\item $S_1 > S_2$" in text
    assert "Then, with probability at least $1 - \\delta$," in statement("student_error_le_of_units")
    assert r"$0 \preceq S \preceq I$" in statement(SHRINKAGE)
    assert "this project" not in statement(SHRINKAGE).split("]{")[0].split(r"\cite")[0]


def test_a_proof_has_its_idea_its_facts_and_its_certificates():
    text = proof(SHRINKAGE)
    assert text.startswith("\\begin{proof}\n\\emph{Idea.} $s (1 - s) \\geq 0$ on $[0, 1]$")
    assert r"$S - S^{2} \succeq 0$ at $f_{TE}$" in text and r"\texttt{S.square(0)}" in text
    assert re.search(
        r"Indeed, \\\[ \\frac\{1 - L_\{TE\}\}\{4\} - .* = F_\{4\} - \\frac\{1\}\{4\}\\, F_\{1\}", text
    )
    assert "gram, from 2, 4." in text


def test_a_theorem_shows_its_face():
    theorem = CATALOG[SHRINKAGE]
    assert repr(theorem) == (
        f"<theorem {SHRINKAGE}: {theorem.title}: L_ST >= (sqrt(1 + 3 L_TE) - sqrt(1 - L_TE))^2/4>"
    )
    assert theorem.to_latex() == statement(SHRINKAGE)
    assert theorem._repr_latex_().startswith("$$ L_{ST} \\geq") and theorem._repr_latex_().endswith("$$")
    for name in CATALOG:
        assert "\n" not in repr(CATALOG[name]) and len(repr(CATALOG[name])) < 300
    # a record that is being written still has a repr
    assert repr(replace(theorem, bound=None, title="T")) == f"<theorem {SHRINKAGE}: T>"


def test_what_is_cited_is_in_the_bibliography():
    assert cited_keys(CATALOG[CONVEX]) == (
        "charikar2024quantifying",
        "mulgund2025relating",
        "xu2025emergence",
    )
    assert cited_keys(CATALOG["relu_eigenvalue_eq_gamma_ratio"]) == (
        "bach2017breaking", "atkinson2012spherical", "dlmf",
    )  # fmt: skip
    assert cited_entries(CATALOG[CONVEX])[0].startswith("@inproceedings{charikar2024quantifying,")
    assert all(entry.count("{") == entry.count("}") for entry in entries().values())
    from proofs_check.cited import FACTS
    from w2s_theory.printing.bibliography import _SOURCES

    for fact in FACTS.values():
        assert any(name in fact.reference for name in _SOURCES), fact.reference


def test_no_float_in_mathematics():
    import sympy

    assert "e-05" not in expression_latex(sympy.Float("1e-5"))
