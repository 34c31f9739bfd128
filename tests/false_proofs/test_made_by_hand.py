"""Expressions that nobody would write: inner products made by hand, and what a theorem says of all draws said of some.

``notation.inner`` multiplies out and takes numbers to the front; whoever calls SymPy's class directly can put anything
between the brackets, and its square would be >= 0 by its shape.
"""

from __future__ import annotations

from small_proofs import (
    SmallProof,
    above,
    assert_accepted,
    assert_refused,
    each,
    false,
    last,
    real,
    step,
    true,
    whole,
)
from sympy import Integer, log, sqrt

from w2s_theory import notation
from w2s_theory.notation import f_k, inner, k, lam, mean, n, norm_squared, phi, s, tau, x
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.theorem import Statement

by_hand = notation.inner_type()
PLANE = Hilbert(("f_k", "phi"))
NO_PRODUCT = "is no inner product of two vectors"


def square(
    why: str, inside, letters: tuple, reason: str = NO_PRODUCT, setting: Hilbert | None = PLANE
) -> SmallProof:
    """That something times itself is >= 0, by its shape."""
    node = by_hand(inside, inside)
    return false(why, Claim(node, ">=", 0), letters, last(Claim(node, ">=", 0), "ring", rest=node), setting=setting,
                 reason=reason)  # fmt: skip


SCALED = by_hand(s * f_k, phi)
BRACKETS = [
    square("the root of a negative number, times a vector", sqrt(x - 3) * phi, (real("x", 0, 1, lower_open=True),)),
    square("the logarithm of 0, times a vector", log(s) * f_k, (real("s", 0, 1),)),
    square("a number times itself in angle brackets", sqrt(tau - 1) ** 3, (real("tau", 0),)),
    square("a vector divided by 0", phi / s, (real("s", 0, 1),)),
    square("a product in a product", inner(f_k, phi) * f_k, ()),
    square("a difference of vectors", f_k - phi, ()),
    square("a letter that is no vector", x, (above("x"),)),
    false("a factor in a bracket, as if it were another product", Claim(SCALED, "==", inner(f_k, phi)), (real("s", 0, 1),),
          last(Claim(SCALED, "==", inner(f_k, phi)), "gram"), setting=PLANE, reason=NO_PRODUCT),
    false("in a hypothesis", Claim(s, ">=", 1), (real("s", 0, 1),),
          step("given", Claim(by_hand(sqrt(-s - 1) * phi, phi), ">=", 1 - s), "hypothesis"),
          last(Claim(s, ">=", 1), "ring", "given"), setting=PLANE, reason=NO_PRODUCT,
          hypotheses=(Claim(by_hand(sqrt(-s - 1) * phi, phi), ">=", 1 - s),)),
    false("in a certificate", Claim(s, ">=", 0), (real("s", 0, 1),),
          last(Claim(s, ">=", 0), "ring", rest=s + by_hand(log(s) * phi, phi) - by_hand(phi, log(s) * phi)),
          setting=PLANE, reason=NO_PRODUCT),
]  # fmt: skip
WRITTEN = [
    true("the square of a vector", Claim(norm_squared(phi), ">=", 0), (),
         last(Claim(norm_squared(phi), ">=", 0), "ring", rest=norm_squared(phi)), setting=PLANE),
    true("a factor taken to the front", Claim(inner(s * f_k, phi), "==", s * inner(f_k, phi)), (real("s", 0, 1),),
         last(Claim(inner(s * f_k, phi), "==", s * inner(f_k, phi)), "gram"), setting=PLANE),
]  # fmt: skip

# A theorem about a coin that shows heads in every draw, and one about tails; its mean is 1, or 0.

ENDS = Claim(lam**2, "==", lam)
COIN = Hilbert((), random=("n",), facts=(("always", Claim(mean(Integer(1)), "==", 1)),
                                         ("never", Claim(mean(Integer(0)), "==", 0))))  # fmt: skip
LETTERS = (whole("n", 0, 1), real("lam", 0, 1))
AVERAGE, HEADS, TAILS = Claim(lam, "==", mean(n)), Claim(n, ">=", 1), Claim(n, "<=", 0)
SHOWS = {
    "heads": Statement((ENDS,), LETTERS, (AVERAGE, HEADS), COIN),
    "tails": Statement((ENDS,), LETTERS, (AVERAGE, TAILS), COIN),
}
ON_SOME = "some of them"


def by_theorem(name: str, *where: Claim):
    return step(name, ENDS, "theorem", where=where, name=name)


SOME_DRAWS = [
    false("the mean of a coin is 0 or 1, by a theorem for each side", ENDS, LETTERS, by_theorem("heads", HEADS),
          by_theorem("tails", TAILS), last(ENDS, "cases", "heads", "tails"), hypotheses=(AVERAGE,), setting=COIN,
          theorems=SHOWS, reason=ON_SOME),
    false("... and with a strict restriction", ENDS, LETTERS, by_theorem("heads", HEADS),
          step("low", ENDS, "theorem", where=(Claim(n, "<", 1),), name="tails"),
          last(ENDS, "cases", "heads", "low"), hypotheses=(AVERAGE,), setting=COIN, theorems=SHOWS, reason=ON_SOME),
    false("the premise is not shown where nothing is restricted", ENDS, LETTERS, last(ENDS, "theorem", name="heads"),
          hypotheses=(AVERAGE,), setting=COIN, theorems=SHOWS, reason="outside its restriction n >= 1"),
]  # fmt: skip
ALL_DRAWS = [
    true("a coin that shows heads in every draw", ENDS, LETTERS, last(ENDS, "theorem", name="heads"),
         hypotheses=(AVERAGE, HEADS), setting=COIN, theorems=SHOWS),
    true("two cases of a fixed number", ENDS, (whole("k", 0, 1), real("lam", 0, 1)),
         step("one", ENDS, "theorem", where=(Claim(k, ">=", 1),), name="above"),
         step("none", ENDS, "theorem", where=(Claim(k, "<=", 0),), name="below"),
         last(ENDS, "cases", "one", "none"), hypotheses=(Claim(lam, "==", k),), theorems={
             "above": Statement((ENDS,), (whole("k", 0, 1), LETTERS[1]), (Claim(lam, "==", k), Claim(k, ">=", 1))),
             "below": Statement((ENDS,), (whole("k", 0, 1), LETTERS[1]), (Claim(lam, "==", k), Claim(k, "<=", 0)))}),
]  # fmt: skip


@each([*BRACKETS, *SOME_DRAWS])
def test_refused(proof: SmallProof) -> None:
    assert_refused(proof)


@each([*WRITTEN, *ALL_DRAWS])
def test_true_neighbour_is_accepted(proof: SmallProof) -> None:
    assert_accepted(proof)
