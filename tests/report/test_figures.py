"""Figures hold what they say, and load nothing; those of each kind are the same bytes every time (`make mutants`: all)."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from w2s_theory.notation import L_TE
from w2s_theory.records.draws import Draws
from w2s_theory.records.errors import InputError
from w2s_theory.report.figures import BOUND, MEASURED, draw_trial_figure
from w2s_theory.report.theorem_page import themed
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.theorems.listing import Catalog

CATALOG = Catalog()
# a curve, an identity, two bounds, a mean over units, a witness, universality
A_FEW = (
    "student_error_ge_of_shrinkage",
    "student_error_eq_bias_plus_noise",
    "eigenvalue_between_of_large_degree",
    "trace_projection_eq_units",
    "expected_teacher_error_le_of_units",
    "student_error_lt_sq_of_overshoot",
    "student_error_tendsto_sq_of_spiked_spectrum",
)
SVG = "{http://www.w3.org/2000/svg}"


def draws_of(name: str, size: int = 25) -> Draws:
    return CATALOG[name].experiment(child_generator(3, name), size)


def group(svg: str, name: str) -> list:
    return [each for each in ElementTree.fromstring(svg).iter(f"{SVG}g") if each.get("id") == name]


def require_whole(svg: str, name: str) -> None:
    """The measured values once, the witness if there is one, and nothing that another machine would show otherwise."""
    assert len(group(svg, "measured")) == 1
    assert len(group(svg, "witness")) == (CATALOG[name].witness is not None)
    assert "<text" not in svg and "dc:date" not in svg and "<image" not in svg


@pytest.mark.parametrize("name", A_FEW)
def test_a_figure_of_each_kind_repeats(name):
    theorem, draws = CATALOG[name], draws_of(name)
    witness = theorem.witness() if theorem.witness else None
    svg = draw_trial_figure(theorem, draws, witness)
    assert svg == draw_trial_figure(theorem, draws, witness)
    require_whole(svg, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in CATALOG if name not in A_FEW])
def test_every_theorem_has_a_figure_on_its_page(name, whole_report):
    page = whole_report.page("theorems", name)
    (svg,) = re.findall(r"<figure>\s*(<svg .*?</svg>)", page, re.DOTALL)
    require_whole(svg, name)


def test_one_point_per_draw_and_one_curve_per_side():
    name = "student_error_ge_of_shrinkage"
    svg = draw_trial_figure(CATALOG[name], draws_of(name, 25))
    assert len(list(group(svg, "measured")[0].iter(f"{SVG}use"))) == 25
    assert len(group(svg, "bound_0")) == 1 and not group(svg, "bound_1")


def test_figure_changes_with_the_measurement():
    theorem = CATALOG["student_error_ge_of_shrinkage"]
    draws = draws_of(theorem.name)
    other = replace(draws, measured=draws.measured * 1.01)
    assert draw_trial_figure(theorem, draws) != draw_trial_figure(theorem, other)


def test_between_draws_both_bounds():
    theorem = replace(
        CATALOG["student_error_ge_of_shrinkage"],
        relation="between",
        bound=(L_TE**2, L_TE),
        stable_bound=None,
        conditions=(),
    )
    draws = Draws({"L_TE": np.array([0.1, 0.2])}, np.array([0.05, 0.1]), np.zeros(2))
    svg = draw_trial_figure(theorem, draws)
    assert len(group(svg, "bound_0")) == len(group(svg, "bound_1")) == 1


def test_same_bytes_in_another_process():
    name = "student_error_ge_of_shrinkage"
    code = (
        "import hashlib;from w2s_theory.report.figures import draw_trial_figure;"
        "from w2s_theory.simulate.machine.streams import child_generator;"
        "from w2s_theory.theorems.listing import Catalog;"
        f"t = Catalog()[{name!r}];svg = draw_trial_figure(t, t.experiment(child_generator(3, t.name), 25));"
        "print(hashlib.sha256(svg.encode()).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    here = draw_trial_figure(CATALOG[name], draws_of(name, 25))
    assert done.stdout.strip() == hashlib.sha256(here.encode()).hexdigest()


def test_theme_replaces_every_colour_by_a_variable():
    name = "student_error_ge_of_shrinkage"
    inline = themed(draw_trial_figure(CATALOG[name], draws_of(name)))
    assert inline.startswith("<svg ") and "<metadata" not in inline
    for colour, variable in ((MEASURED, "measured"), (BOUND, "bound")):
        assert inline.count(colour) == inline.count(f"var(--{variable}, {colour})") > 0
    ElementTree.fromstring(inline)


def test_without_an_admitted_draw_there_is_no_figure():
    theorem = CATALOG["student_error_ge_of_shrinkage"]
    draws = draws_of(theorem.name)
    with pytest.raises(InputError, match="nothing to draw"):
        draw_trial_figure(theorem, replace(draws, measured=draws.measured * np.nan))
