"""Every result of every public function has one face: copies, plain data, LaTeX, HTML, a short repr."""

import copy
import json
import pickle
import re

import pytest
from quick_calls import NO_FACE, NO_FUNCTIONS, PLAIN, calls

import w2s_theory as w

RECORDS = sorted(set(w.PUBLIC_NAMES) - NO_FUNCTIONS - PLAIN)
# a theorem that stands for itself is a formula in a notebook
LATEX_IN_NOTEBOOKS = {"theorem", "load_theorem"}
NO_TABLE = {"activation_sphere", "explore", "linear_network", "relu_sphere", "slides", "zonal_kernel"}
_RAW_EXPONENT = re.compile(r"\d[eE][+-]?\d")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Public name -> what its quick call returns, made once."""
    made = calls(tmp_path_factory.mktemp("api"))
    kept = {}

    def result(name):
        if name not in kept:
            kept[name] = made[name]()
        return kept[name]

    return result


def test_every_public_function_has_a_quick_call(tmp_path):
    assert set(calls(tmp_path)) == set(w.PUBLIC_NAMES) - NO_FUNCTIONS


@pytest.mark.parametrize("name", RECORDS)
def test_a_result_has_the_face_of_all_results(results, name):
    result = results(name)
    shown = repr(result)
    assert len(shown.splitlines()) <= 3 and len(shown) <= 400 and "object at 0x" not in shown
    for made in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result)):
        assert type(made) is type(result) and repr(made) == shown
    if name in NO_FACE:
        return
    text = json.dumps(result.to_dict(), allow_nan=False)
    assert json.dumps(made.to_dict(), allow_nan=False) == text
    assert name in LATEX_IN_NOTEBOOKS or result._repr_html_().startswith("<")
    if name not in NO_TABLE:
        latex = result.to_latex()
        formulas = re.findall(r"\$[^$]*\$|\\\[.*?\\\]", latex, re.DOTALL)
        assert not [each for each in formulas if _RAW_EXPONENT.search(each)]
        assert not re.search(r"\b(nan|inf)\b", latex)


def test_numbers_in_latex():
    from fractions import Fraction

    import mpmath
    from flint import arb

    from w2s_theory.tables import latex_number

    said = {
        1e-05: "10^{-5}", 0.25: "0.25", float("inf"): r"\infty", -1.5e300: r"-1.5 \cdot 10^{300}",
        Fraction(-3, 4): r"-\frac{3}{4}", 7: "7", "2.50e+10": r"2.50 \cdot 10^{10}", None: "-",
        float("nan"): r"\text{undefined}",
    }  # fmt: skip
    for value, wanted in said.items():
        assert latex_number(value) == wanted
    with mpmath.workdps(40):
        third = mpmath.mpf(1) / 3
    with mpmath.workdps(3):  # a caller's precision is not the number's
        assert latex_number(third, 15) == "0.333333333333333"
    assert (
        latex_number(arb(1) / 3, 5) == "0.33333" and latex_number(arb("1e-30"), 3) == r"1.00 \cdot 10^{-30}"
    )
    assert (
        latex_number("3.90625e+297") == r"3.90625 \cdot 10^{297}"
        and latex_number(float("-inf")) == r"-\infty"
    )


def test_dir_and_import_time_names():
    assert set(dir(w)) == set(w.PUBLIC_NAMES) and not [
        each for each in dir(w) if each in ("Any", "import_module")
    ]
