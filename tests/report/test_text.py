"""What is printed says what the record says, in an order that people read."""

from __future__ import annotations

import re

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational, sqrt

from w2s_theory import notation
from w2s_theory.hypotheses.weaker_statements import hypotheses_of
from w2s_theory.notation import (
    L_TE,
    b,
    d,
    f_ST,
    f_star,
    f_TE,
    inner,
    j,
    k,
    n,
    norm_squared,
    p,
)
from w2s_theory.printing.environments import proof_latex, theorem_latex
from w2s_theory.printing.escaped import prose_latex
from w2s_theory.printing.formula_lines import claim_parts
from w2s_theory.printing.reading_order import signed_terms, squared_norm
from w2s_theory.printing.statement import blocks_of
from w2s_theory.printing.text import (
    claim_latex,
    expression_latex,
    expression_text,
    parameter_latex,
    restrictions_latex,
    setting_latex,
    statement_latex,
    statement_text,
)
from w2s_theory.printing.written_proof import excess_latex, written_proof
from w2s_theory.records.claim import Claim
from w2s_theory.report.formula import mathml, prose_html, wrapped
from w2s_theory.report.hypothesis_lines import _said
from w2s_theory.theorems.listing import Catalog

CATALOG = Catalog()


def test_statement_reads_like_the_paper():
    theorem = CATALOG["student_error_ge_of_shrinkage"]
    assert statement_text(theorem) == "L_ST >= (sqrt(1 + 3 L_TE) - sqrt(1 - L_TE))^2/4"
    assert statement_latex(theorem) == (
        r"L_{ST} \geq \frac{\left(\sqrt{1 + 3 L_{TE}} - \sqrt{1 - L_{TE}}\right)^{2}}{4}"
    )


@pytest.mark.parametrize(
    ("expression", "text", "latex"),
    [
        (
            norm_squared(f_star - f_TE / 2),
            "||f* - f_TE/2||^2",
            r"\left\| f^* - \frac{f_{TE}}{2} \right\|^{2}",
        ),
        (inner(f_TE, f_star), "<f*, f_TE>", r"\left\langle f^*, f_{TE} \right\rangle"),
        ((1 - L_TE) / 4, "(1 - L_TE)/4", r"\frac{1 - L_{TE}}{4}"),
        (notation.a(k + 2, d, p), "a_(k + 2)", "a_{k + 2}"),
        (notation.a(k, d, 1), "a_k(d, 1)", "a_{k}(d, 1)"),
        (notation.eigenvalue(k, d, p) ** 2, "lambda_k^2", r"\lambda_{k}^{2}"),
        (2 ** (-k) * notation.z, "z/2^k", r"\frac{z}{2^{k}}"),
        (2 * 3**k, "2*3^k", r"2 \cdot 3^{k}"),
        (
            sympy.Sum(b[j] ** 2, (j, 0, n - 1)) - 1,
            "(sum_(j=0..n - 1) b_j^2) - 1",
            r"\left(\sum_{j=0}^{n - 1} b_{j}^{2}\right) - 1",
        ),
        (
            d * sympy.Integral(notation.z, (notation.z, 0, 1)),
            "d (integral_(z=0..1) z)",
            r"d \int\limits_{0}^{1} z\, dz",
        ),
        (-L_TE - 1, "-1 - L_TE", "- 1 - L_{TE}"),
    ],
)
def test_expressions(expression, text, latex):
    assert expression_text(expression) == text
    assert expression_latex(expression) == latex


def test_between_is_a_chain_and_hypotheses_are_told():
    from dataclasses import replace

    theorem = CATALOG["student_error_ge_of_shrinkage"]
    chained = replace(
        theorem,
        relation="between",
        bound=(L_TE**2, L_TE),
        stable_bound=None,
        hypotheses=(Claim(L_TE, "<", Rational(1, 2)),),
    )
    assert statement_text(chained) == "L_TE^2 <= L_ST <= L_TE if L_TE < 1/2"
    assert (
        statement_latex(chained)
        == r"L_{TE}^{2} \leq L_{ST} \leq L_{TE} \quad \text{if } L_{TE} < \frac{1}{2}"
    )


_COEFFICIENTS = st.fractions(-5, 5, max_denominator=6).map(lambda q: Rational(q.numerator, q.denominator))
_TERMS = (
    sympy.Integer(1),
    L_TE,
    L_TE**2,
    sqrt(1 - L_TE),
    sqrt(1 + 3 * L_TE),
    L_TE * notation.omega_k,
    b[j],
    2**k,
)
_VECTORS = (f_star, f_TE, f_ST)


def _back(text: str):
    """Read plain text back as an expression, by Python's own grammar and the printed names."""
    text = re.sub(r"(?<=[\w)]) (?=[\w(])", "*", text).replace("^", "**")
    text = re.sub(r"(?<![\w.])(\d+)", r"Integer(\1)", text)
    names = {"Integer": sympy.Integer, "sqrt": sqrt, "b_j": b[j]}
    names.update({name: getattr(notation, name) for name in ("L_TE", "omega_k", "k", "j")})
    return eval(text, {"__builtins__": {}}, names)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(_COEFFICIENTS, min_size=len(_TERMS), max_size=len(_TERMS)),
    st.integers(1, 3),
    _COEFFICIENTS,
    st.sampled_from(_TERMS[1:]),
)
def test_plain_text_has_the_value_of_the_expression(coefficients, power, factor, divisor):
    total = sum((c * t for c, t in zip(coefficients, _TERMS, strict=True)), sympy.Integer(0))
    expression = factor * total**power / divisor + 2 ** (-k) * total
    at = {L_TE: Rational(2, 7), notation.omega_k: Rational(3, 11), k: 3, b[j]: Rational(5, 13)}
    difference = (_back(expression_text(expression)) - expression).subs(at)
    assert sympy.expand(sympy.radsimp(difference)) == 0


@settings(max_examples=50, deadline=None)
@given(st.lists(_COEFFICIENTS, min_size=10, max_size=10))
def test_terms_add_up_to_the_sum_they_came_from(c):
    pairs = [(x, y) for i, x in enumerate(_VECTORS) for y in _VECTORS[i:]]
    total = sum((q * inner(x, y) for q, (x, y) in zip(c, pairs, strict=False)), c[6] * L_TE + c[7])
    square = norm_squared(c[6] * f_star + c[7] * f_TE + c[8] * f_ST) + c[9] * L_TE
    for expression in (total, square):
        if isinstance(expression, sympy.Add):
            again = sum(-term if subtracted else term for subtracted, term in signed_terms(expression))
            assert sympy.expand(again.replace(squared_norm, norm_squared) - expression) == 0


@pytest.mark.parametrize("name", CATALOG)
def test_every_formula_of_the_catalog_has_mathml(name):
    theorem = CATALOG[name]
    formulas = [statement_latex(theorem), *map(parameter_latex, theorem.parameters)]
    for step in theorem.proof():
        formulas += [claim_latex(step.claim), restrictions_latex(step) or "1"]
        prose_html(step.note)
    for formula in formulas:
        assert mathml(formula, "block").startswith("<math")
    assert "\n" not in statement_text(theorem)


@pytest.mark.parametrize("entry", notation.TABLE, ids=lambda entry: entry.name)
def test_every_symbol_has_mathml(entry):
    if entry.latex:
        assert mathml(entry.latex).startswith("<math")
    letters = (notation.k, notation.d, notation.p)
    if entry.kind == "function":
        applied = getattr(notation, entry.name)(*letters[: entry.arguments])
        assert mathml(expression_latex(applied)).startswith("<math")


def test_unknown_latex_is_refused():
    with pytest.raises(ValueError, match="no MathML"):
        mathml(r"\nosuchcommand x")


def test_a_sign_is_no_difference():
    assert 'form="prefix">&#x02212;' in mathml(r"\left(-1\right)^{k}")
    assert 'form="prefix">&#x02212;' in mathml("a = - b")
    assert 'form="prefix">&#x02212;' not in mathml("a - b")


def test_prose_is_escaped_and_typeset():
    html = prose_html("L_TE < 1 & <br>: ||f*||^2 = 1, max(z, 0)^p")
    assert "<br>" not in html and "</math> &amp; &lt;br&gt;: <math" in html
    assert html.count("<math") == 3 and "||" not in html and "_" not in html
    assert prose_latex("50% of L_TE & x_i {}") == r"50\% of $L_{TE}$ \& $x_{i}$ \{\}"


def test_proof_in_latex_has_every_step():
    theorem = CATALOG["student_error_ge_of_shrinkage"]
    text = proof_latex(theorem)
    steps = text.split(r"\begin{enumerate}")[1]
    assert steps.count(r"\item") == len(theorem.proof())
    assert text.startswith(r"\begin{proof}") and text.endswith(r"\end{proof}")
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("name", CATALOG)
def test_latex_of_a_statement_says_what_is_given(name):
    theorem = CATALOG[name]
    facts = theorem.setting.facts if theorem.setting else ()
    text = theorem_latex(theorem)
    assert all(claim_latex(claim) in text for _, claim in facts)
    given = setting_latex(theorem)
    assert not given or mathml(given).startswith("<math")


@pytest.mark.parametrize("name", CATALOG)
def test_every_certificate_and_block_has_mathml(name):
    theorem = CATALOG[name]
    blocks, proof = blocks_of(theorem), written_proof(theorem)
    for claims in (blocks.claims, *((each,) for each in (*blocks.hypotheses, *blocks.definitions))):
        assert wrapped(claim_parts(claims)).count("<math ") == len(claim_parts(claims))
    for step in proof.steps:
        parts = [*claim_parts((step.claim,)), *proof.identity_parts(step.name)]
        assert wrapped(parts).count("<math ") == len(parts)
    for fact in proof.facts:
        assert mathml(f"{proof.letter(fact)} = {excess_latex(fact.claim)}") and prose_html(fact.reason)


def test_hypotheses_are_told_without_names_of_code():
    theorem = CATALOG["student_error_le_sq_of_relu"]
    said = [_said(each) for each in hypotheses_of(theorem.statement()) if each.claim is None]
    words = re.sub(r"<[^>]+>", "", " ".join(said))
    assert not re.search(r"\blam\b|lambdas|penalty is|f_star|exp\(-lam", words), words
    assert any("is not 0" in each and "&#x003BB;" in each for each in said)
