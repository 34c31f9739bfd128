"""Each headline theorem has a picture; what it draws are values of the theorem's own expressions."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from w2s_theory.report.pictures import ball_of_the_limit, bias_and_noise
from w2s_theory.report.pictures.listing import picture_modules, pictures_of
from w2s_theory.report.pictures.values import DIMENSION, bounds_at, eigenvalues, shares
from w2s_theory.theorems.listing import Catalog

CATALOG = Catalog()
HEADLINES = sorted(name for name, theorem in CATALOG.items() if theorem.headline is not None)


def test_each_headline_and_nothing_unknown_has_a_picture():
    assert sorted(picture_modules()) == HEADLINES


@pytest.mark.parametrize("name", HEADLINES)
def test_a_picture_repeats_and_keeps_its_ids_apart(name):
    (picture,) = pictures_of(name)
    assert picture == pictures_of(name)[0]
    ids = [each.get("id") for each in ElementTree.fromstring(picture.svg).iter() if each.get("id")]
    assert all(each.startswith("p1-") for each in ids) and len(ids) == len(set(ids))
    assert "<text" not in picture.svg and len(picture.svg) < 40_000
    assert picture.caption.endswith(".")


def test_the_ball_is_drawn_where_the_theorem_says():
    place = {name: np.array(point) for name, point in ball_of_the_limit.points().items()}
    level = ball_of_the_limit.L_TE
    assert place["f*"] @ place["f*"] == pytest.approx(1)
    assert place["f*"] @ place["f_TE"] == pytest.approx(1 - level) == place["f_TE"] @ place["f_TE"]
    distance = ((place["f*"] - place["f_ST"]) ** 2).sum()
    (limit,) = bounds_at(ball_of_the_limit.LIMIT, L_TE=[level])
    (three_quarters,) = bounds_at(ball_of_the_limit.PICTURE_OF, L_TE=[level])
    assert distance == pytest.approx(limit[0]) == pytest.approx(three_quarters[0])


def test_bars_are_the_two_parts_of_the_error():
    bias, noise = bias_and_noise.parts()
    assert np.all(noise > 0) and np.all(np.diff(noise) > 0), "noise is learnt and never unlearnt"
    assert bias[0] > bias[2] and (bias + noise).min() < bias_and_noise.L_TE
    assert (bias + noise)[-1] == pytest.approx(bias_and_noise.L_TE, rel=0.2)


def test_the_eigenvalues_are_those_of_the_kernel_and_shares_sum_to_one():
    from w2s_theory.evaluate.eigenvalues.power_balls import enclose_eigenvalue

    assert eigenvalues()[0] == pytest.approx(float(enclose_eigenvalue(DIMENSION, 1).mid()), rel=1e-12)
    assert sum(shares(0.05)) == pytest.approx(1)
