"""`figure`: the project's figures as values; saved, computed anew, at one's own sizes."""

import pytest

import w2s_theory as w

NAME = "linear_network_exponent"


def test_a_figure_is_saved(tmp_path):
    found = w.figure(NAME)
    path = found.save(tmp_path / "figure.svg")
    assert path.read_text(encoding="utf-8").count("<svg") == 1
    assert found.seed is None and found.to_dict()["caption"] == found.caption


def test_data_computed_here_at_sizes_of_ones_own():
    found = w.figure(NAME, quick=True, sizes={"M_TE": [16, 64]}, trials=2, seed=3)
    assert sorted({row["teacher_units"] for row in found.table}) == [16, 64]
    assert {row["trials"] for row in found.table} == {2} and found.seed == 3 and found.source is None
    again = w.figure(NAME, quick=True, sizes={"M_TE": "16,64"}, trials=2, seed=3)
    assert again.table.rows == found.table.rows
    assert "sizes" in w.list_figures().rows[0]


@pytest.mark.parametrize(
    "wrong",
    [{"sizes": 3}, {"sizes": {"no_size": 3}}, {"sizes": {"M_TE": "x"}}, {"trials": 0}, {"sizes": {"M_TE": -1}},
     {"quick": True, "data": "x.csv"}],
)  # fmt: skip
def test_sizes_that_are_none(wrong):
    with pytest.raises(w.InputError):
        w.figure(NAME, **wrong)
