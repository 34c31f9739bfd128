"""Mixtures of several teachers: the one nearest to where the student starts, and any other."""

from __future__ import annotations

from w2s_theory.notation.entry import Entry

MIXTURES: tuple[Entry, ...] = (
    Entry("f_near", "vector", r"\bar f", "nearest_mixture", "the mixture of the teachers that is nearest to the start"),
    Entry("f_mix", "vector", r"f_\alpha", "mixture", "any mixture of the teachers, with weights from the same set"),
    Entry(
        "L_near", "scalar", r"\bar L", "nearest_mixture_error", "error of the mixture nearest to the start",
        ("nonnegative",), definition=lambda n: n.norm_squared(n.f_star - n.f_near),
    ),
    Entry(
        "L_mix", "scalar", r"L_\alpha", "mixture_error", "error of any mixture of the teachers", ("nonnegative",),
        definition=lambda n: n.norm_squared(n.f_star - n.f_mix),
    ),
    Entry(
        "mix_apart", "scalar", r"a_\alpha", "mixtures_apart", "squared distance of a mixture to the nearest one",
        ("nonnegative",), definition=lambda n: n.norm_squared(n.f_mix - n.f_near),
    ),
    Entry(
        "mix_ahead", "scalar", r"b_\alpha", "mixture_ahead",
        "by how much further a mixture is from the start in the direction of the target, <f_mix - f_near, f* - f_0>",
        definition=lambda n: n.inner(n.f_mix - n.f_near, n.f_star - n.f_0),
    ),
)
