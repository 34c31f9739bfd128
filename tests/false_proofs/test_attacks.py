"""False proofs that attackers of the frame found, told again in other letters.

Each was accepted once; the neighbours at the end are what a blanket refusal would lose.
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
from sympy import Derivative, Integer, Integral, Piecewise, Rational, Subs, Sum, exp, oo

from w2s_theory import notation
from w2s_theory.notation import (
    L_ST,
    L_TE,
    M_TE,
    PGR,
    P,
    a,
    c,
    deviation,
    effective_dimension,
    eta,
    exceeds,
    f_ST,
    f_star,
    f_TE,
    g_MC,
    h,
    inner,
    j,
    k,
    lam,
    lambda_0,
    log_det_step,
    mean,
    mode,
    n,
    norm_squared,
    overlap,
    penalty,
    phi,
    r_y,
    row_gains,
    s,
    slope,
    t,
    tau,
    u_kept,
    v_kept,
    w_v,
    x,
    z,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import (
    DualVector,
    Hilbert,
    LabelNoise,
    Operator,
    RandomUnit,
    RotatedProjection,
)
from w2s_theory.records.theorem import Family, Statement

# derivatives and growth along a letter that something ties down

TAU = (real("tau", 0, 1),)
TIED = Hilbert(("v_kept",), facts=(("tie", Claim(norm_squared(v_kept), "==", 3 * tau)),))
LENGTH = norm_squared(v_kept)
GROWS = Claim(Derivative(LENGTH + tau, tau), "==", 4)
SQUARE_AT = P(1, 4, t)
POINTWISE = Claim(eta * SQUARE_AT - t * SQUARE_AT, "==", 0)
LINE = Claim(Derivative(eta + t, t), "==", 2)
ETA_T = (above("eta"), real("t", 0, 1))
GAP = norm_squared(f_star - f_ST)
STUDENT = Hilbert(("f_star", "f_ST"))
TIES = [
    false("a length that is 3 tau in the setting does not grow with tau", GROWS, TAU,
          step("put", Claim(LENGTH + tau, "==", 4 * tau), "gram"), last(GROWS, "derivative", "put"), setting=TIED,
          reason="it must run over its whole domain"),
    false("eta P(t) = t P(t) ties t to eta", LINE, ETA_T, step("given", POINTWISE, "hypothesis"),
          step("line", Claim(eta + t, "==", 2 * t), "rational", "given", multipliers={"given": 1 / SQUARE_AT}),
          last(LINE, "derivative", "line"), hypotheses=(POINTWISE, Claim(SQUARE_AT, ">=", 1)),
               reason="it must run over its whole domain"),
    false("an error is one number, along which nothing grows", Claim(GAP**2, "<=", 0), (real("L_ST", 0, 2),),
          step("slope", Claim(6 * L_ST - 6 * GAP, ">=", 0), "gram", unfold=("L_ST",)),
          step("grows", Claim(3 * L_ST**2 - 6 * L_ST * GAP + GAP**2, ">=", 0), "increasing", "slope", variable=L_ST,
               slope="slope"),
          last(Claim(GAP**2, "<=", 0), "gram", "grows", unfold=("L_ST",), multipliers={"grows": Rational(1, 2)}),
          setting=STUDENT, reason="it must run over its whole domain"),
]  # fmt: skip

# numbers that do not exist

CUT = Piecewise((z ** Rational(-3, 5), z > 0), (0, True))
TWO_ROOTS = Integral(z ** Rational(-3, 5) * CUT, (z, 0, 1))
BY_S = Integral(z ** (s - 1) * Piecewise((z ** (-s - Rational(1, 4)), z > 0), (0, True)), (z, 0, 1))
INNER = (real("s", 0, Rational(1, 2), lower_open=True),)
WEIGHTED, WEIGHT_IN = Integral(exp(t) / z**2, (z, 0, 1)), Integral(t * exp(t) / z**2, (z, 0, 1))
EVEN = 1 / (1 - z**2)
HIGH, HIGHER = Derivative(EVEN, (z, n)), Derivative(EVEN, (z, n + 1))
INSIDE = Claim(Integral(HIGHER, (z, 0, 3)), "==", Subs(HIGH, z, 3) - Subs(HIGH, z, 0))
POWERS = Sum((j + 1) ** (-k), (j, 0, oo))
OF_POWERS = Sum(c * POWERS, (k, 0, 2))
FIRST = a(Integer(0), Integer(3), Integer(-3))
DIVERGES = notation.definition("a", Integer(0), Integer(3), Integer(-3))
EXIST = [
    false("the integral of z^(-6/5), in two factors", Claim(TWO_ROOTS**2, ">=", 0), (),
          last(Claim(TWO_ROOTS**2, ">=", 0), "ring", rest=TWO_ROOTS**2), reason="is not shown to be a number"),
    false("the integral of z^(-5/4), in two factors with a letter", Claim(BY_S**2, ">=", 0), INNER,
          last(Claim(BY_S**2, ">=", 0), "ring", rest=BY_S**2), reason="is not shown to be a number"),
    false("t times an infinite integral is a number at t = 0 only", Claim(WEIGHTED**2, ">=", 0), (real("t", 0, 1),),
          step("out", Claim(t * WEIGHTED, "==", WEIGHT_IN), "integral"),
          last(Claim(WEIGHTED**2, ">=", 0), "ring", "out", rest=WEIGHTED**2),
               hypotheses=(Claim(WEIGHT_IN, "<=", 2),),
          reason="is not shown to exist"),
    false("that the derivatives exist for the random z says nothing of the pole at 1", INSIDE, (whole("n"),),
          last(INSIDE, "integral", antiderivative=HIGH), setting=Hilbert((), random=("z",)),
          hypotheses=(Claim(HIGH, ">=", 0), Claim(HIGHER, ">=", 0)), reason="declared and bound"),
    false("that a sum exists for the random k says nothing of it for k = 0 and 1", Claim(OF_POWERS**2, ">=", 0),
          (above("c"),),
          last(Claim(OF_POWERS**2, ">=", 0), "ring", rest=OF_POWERS**2), setting=Hilbert((), random=("k",)),
          hypotheses=(Claim(POWERS, "<=", 2),), reason="declared and bound"),
    false("a coefficient is a number, the integral in its definition need not be one",
          Claim(FIRST, "==", DIVERGES), (),
          step("number", Claim(FIRST**2, ">=", 0), "ring", rest=FIRST**2),
          last(Claim(FIRST, "==", DIVERGES), "definition", "number", unfold=("a",)),
               reason="in the definition of a"),
    false("a quotient by an error that is 0", Claim(L_ST, "==", 0), (real("L_TE", 0, 1), real("L_ST", 0)),
          step("gap", Claim(2 * L_TE * (PGR - 1) + 2 * L_ST, "==", 0), "gram", unfold=("PGR",)),
          step("perfect", Claim(Integer(0), "==", L_TE), "hypothesis"),
          last(Claim(L_ST, "==", 0), "ring", "gap", "perfect",
               multipliers={"gap": Rational(1, 2), "perfect": PGR - 1}),
          hypotheses=(Claim(Integer(0), "==", L_TE),), setting=Hilbert(("f_star", "f_TE", "f_ST")),
          reason="the definition -L_ST/L_TE + 1 of PGR"),
]  # fmt: skip

# theorems and hypotheses

SEEN = Operator("P", "projection", ((f_star, f_TE),))
POSITIVE = Statement(
    (Claim(inner(f_star, f_TE), ">=", 0),), (real("s", 0, 1),), setting=Hilbert(("f_star", "f_TE"), (SEEN,))
)
HALVES = (Family("angle", (whole("n"),), ((s, Rational(1, 2)),)),)
ANGLE = Claim(inner(f_star, f_TE), ">=", 0)
RANGE = (Claim(log_det_step(n), "<=", x), Claim(n, ">=", 3))
SHRINKS = (Claim(Derivative(mode(k, t), t), "==", -2 * mode(k, t)), Claim(mode(k, 0), "==", 1))
SOLVED = Statement((Claim(mode(0, t), "==", exp(-2 * t)),), (real("t", 0, 2),), SHRINKS)
AT_1 = (Claim(Subs(Derivative(mode(k, t), t), t, 1), "==", -2 * mode(k, 1)), SHRINKS[1])
INSTANCES = [
    false("a member of a family has vectors of its own", ANGLE, (),
          last(ANGLE, "theorem", name="angle", index={n: Integer(0)}),
          setting=Hilbert(("f_star", "f_TE")), families=HALVES, theorems={"angle": POSITIVE},
          reason="speaks of more than numbers"),
    false("n >= 3 says where x_n <= x, not that every n is", Claim(Integer(1), ">=", 3), (above("x"),),
          last(Claim(Integer(1), ">=", 3), "hypothesis", values={n: Integer(1)}), hypotheses=RANGE,
               reason="numbers nothing in"),
    false("an equation in time, known at t = 1 only", Claim(mode(0, 1), "==", exp(Integer(-2))), (),
          last(Claim(mode(0, 1), "==", exp(Integer(-2))), "theorem", name="solved", values={t: Integer(1)}),
               hypotheses=AT_1,
          theorems={"solved": SOLVED}, reason="assumes an equation at all times"),
    false("an equation in time, known from t = 1 on", Claim(mode(0, t), "==", exp(-2 * t)), (real("t", 1, 2),),
          last(Claim(mode(0, t), "==", exp(-2 * t)), "theorem", name="solved"), hypotheses=SHRINKS,
               theorems={"solved": SOLVED},
          reason="assumes an equation at all times"),
]  # fmt: skip

# settings whose numbers make no sense, and letters that belong together

NOISY = ("r_y", "u_kept")


def with_variance(variance) -> Hilbert:
    noise = LabelNoise("r_y", variance, ("u_kept",))
    return Hilbert(NOISY, random=NOISY, square_integrable=("r_y",), noises=(noise,))


ALONG = inner(u_kept, r_y)


def spread(variance, letters=()) -> SmallProof:
    claim = Claim(mean(ALONG**2), "==", variance * mean(norm_squared(u_kept)))
    return false(f"a variance {variance} may be negative", claim, letters,
                 last(claim, "gaussian", fact="variance", of="r_y", w=u_kept), setting=with_variance(variance),
                      reason="is not shown to be >= 0")  # fmt: skip


SPACE = ("f_star", "phi", "g_MC")
PHI = RandomUnit("phi", "h", "f_star", slope, blind=("phi",), average="g_MC", count=c)
AVERAGED = Hilbert(SPACE, random=(*SPACE, "h"), units=(PHI,))
NORM = Claim(mean(norm_squared(g_MC)), "==",
             mean(h**2 * norm_squared(phi)) / c + (1 - 1 / c) * slope**2 * mean(norm_squared(f_star)))  # fmt: skip
MISSES = Hilbert(
    (), random=("overlap",), projections=(RotatedProjection(overlap, slope, Integer(1), j, 0, 0),)
)
GAINS = Hilbert((), random=("overlap",), projections=(RotatedProjection(overlap, s, slope, j, 0, 0),))
TWO_SIZES = Hilbert(("w_v",), random=("w_v",), square_integrable=("w_v",),
                    duals=(DualVector(inner(w_v, w_v), Integer(5)),
                    DualVector(inner(w_v, w_v), Integer(3))))  # fmt: skip
SIZE = mean(inner(w_v, w_v))
MOVING = Hilbert(
    (), random=("row_gains",), integrable=("row_gains",), duals=(DualVector(row_gains[j], 2 * j + 4, (), j),)
)
MOVED = Claim(mean(row_gains[1]), "==", 1 / (2 * j + 2))


def turned(claim: Claim):
    return last(claim, "rotation")


MANY = Claim(mean(overlap), "==", Sum(1 - slope, (j, 0, 0)))
LARGE = Claim(mean(overlap), "==", Sum((1 - s) * slope, (j, 0, 0)))
SETTINGS = [
    spread(slope, (real("slope"),)),
    spread(Integer(-3)),
    spread(s - 2, (real("s", 0, 1),)),
    false("an average over 1/2 unit", NORM, (real("c", Rational(1, 3), Rational(1, 2)), real("slope")),
          last(NORM, "unit", unit="phi", fact="average_norm"), setting=AVERAGED, reason="whole number >= 1"),
    false("a projection misses between nothing and everything", MANY, (real("slope"),), turned(MANY),
          setting=MISSES, reason="is not shown to lie in [0, 1]"),
    false("an energy is not negative", LARGE, (real("s", 0, 1), real("slope")), turned(LARGE), setting=GAINS,
          reason="to be >= 0"),
    false("one dual vector of two dimensions", Claim(Integer(0), ">=", 1), (),
          step("five", Claim(SIZE, "==", Rational(1, 3)), "gaussian", fact="size", of=0),
          step("three", Claim(SIZE, "==", 1), "gaussian", fact="size", of=1),
          last(Claim(Integer(0), ">=", 1), "ring", "five", "three",
               multipliers={"five": Rational(-3, 2), "three": Rational(3, 2)}),
          setting=TWO_SIZES, reason="is declared twice"),
    false("the dimension of dual vector number 1 is its own", MOVED, (whole("j"),),
          last(MOVED, "gaussian", fact="size", at=Integer(1)), setting=MOVING,
               reason="is a parameter and the index of what the setting declares"),
]  # fmt: skip

N_ = effective_dimension(penalty)


def tail(size):
    return 8 * N_ * exp(-Rational(1, 8) / (N_ / size + Rational(1, 2) / (3 * size)))


RARE = mean(exceeds(deviation, Rational(1, 2)))
BERNSTEIN = {"fact": "matrix_bernstein", "of": {"c": Rational(1, 2)}}
PENALTIES = (above("penalty"), above("lambda_0"))
SMALL = (Claim(penalty, "<=", lambda_0),)
HUGE = Claim(RARE, "<=", tail(Integer(10) ** 5))
AT_HUGE = Claim(RARE, "<=", tail(M_TE))
WEAK = step("weak", AT_HUGE, "cited", variables=(whole("M_TE", 1),), **BERNSTEIN)
DEVIATES = Hilbert((), random=("deviation",))
OF_SIZE = Statement((AT_HUGE,), (*PENALTIES, whole("M_TE", 1)), SMALL, DEVIATES)
FOURTH = Hilbert(
    NOISY, random=("r_y",), square_integrable=("r_y",), noises=(LabelNoise("r_y", Integer(1), ("u_kept",)),)
)
BELONGING = [
    false("the deviation of few units is not that of 10^5", HUGE, PENALTIES, WEAK,
          last(HUGE, "rational", "weak", at={"weak": {M_TE: Integer(10) ** 5}}, multipliers={"weak": 1}),
          hypotheses=SMALL, setting=DEVIATES, reason="belongs to the statement"),
    false("the same by a theorem", HUGE, (*PENALTIES, whole("M_TE", 1, 1)),
          last(HUGE, "theorem", name="rare", values={M_TE: Integer(10) ** 5}), hypotheses=SMALL, setting=DEVIATES,
          theorems={"rare": OF_SIZE}, reason="occurs in the setting of"),
    false("the same with a random number of units", AT_HUGE, (*PENALTIES, whole("M_TE", 1)),
          last(AT_HUGE, "cited", **BERNSTEIN),
          hypotheses=SMALL, setting=Hilbert((), random=("deviation", "M_TE")),
          reason="must be a parameter of the statement"),
    false("the fourth moment of noise of which the second is known", Claim(mean(ALONG**4), ">=", 0), (),
          last(Claim(mean(ALONG**4), ">=", 0), "ring", rest=mean(ALONG**4)), setting=FOURTH,
               reason="is not shown to be a number"),
    false("the third, in a product with its length", Claim(mean(ALONG * norm_squared(r_y)) ** 2, ">=", 0), (),
          last(Claim(mean(ALONG * norm_squared(r_y)) ** 2, ">=", 0), "ring",
               rest=mean(ALONG * norm_squared(r_y)) ** 2),
          setting=FOURTH, reason="is not shown to be a number"),
]  # fmt: skip

# a mean beside a restriction to some draws

COIN = Hilbert((), random=("n",), facts=(("mean", Claim(mean(n), "==", lam)),
("tails", Claim(mean(Integer(0)), "==", 0)),
                                         ("heads", Claim(mean(Integer(1)), "==", 1))))  # fmt: skip
SURE = Claim(lam**2, "==", lam)
HEADS = Claim(n, ">=", 1)
DRAWS = [
    false("the mean of a coin is 0 or 1", SURE, (whole("n", 0, 1), real("lam", 0, 1)),
          step("down", SURE, "ring", where=(Claim(n, "==", 0),), multipliers={"tails": lam - 1, "mean": 1 - lam}),
          step("up", SURE, "ring", where=(HEADS, Claim(n, "==", 1)), multipliers={"heads": lam, "mean": -lam}),
          step("upper", SURE, "cases", "up", where=(HEADS,)),
          last(SURE, "cases", "down", "upper"), setting=COIN, reason="some of them"),
]  # fmt: skip

# what must stay possible

LENGTH_2 = Claim(mean(ALONG**2), "==", mean(norm_squared(u_kept)))
ONE_ROOT = Integral(CUT, (z, 0, 1))
FREE_LINE = Claim(Derivative(eta + t, t), "==", 1)
NEIGHBOURS = [
    true("the second moment of noise", LENGTH_2, (), last(LENGTH_2, "gaussian", fact="variance", of="r_y",
         w=u_kept), setting=with_variance(Integer(1))),
    true("the integral of one root", Claim(ONE_ROOT**2, ">=", 0), (),
         last(Claim(ONE_ROOT**2, ">=", 0), "ring", rest=ONE_ROOT**2)),
    true("a line that nothing ties", FREE_LINE, ETA_T, last(FREE_LINE, "derivative")),
    true("an equation in time, as it is assumed", SOLVED.claims[0], SOLVED.parameters,
         last(SOLVED.claims[0], "theorem", name="solved"), hypotheses=SHRINKS, theorems={"solved": SOLVED}),
    true("the deviation of as many units as there are", AT_HUGE, OF_SIZE.parameters,
         last(AT_HUGE, "theorem", name="rare"),
         hypotheses=SMALL, setting=DEVIATES, theorems={"rare": OF_SIZE}),
]  # fmt: skip


@each([*TIES, *EXIST, *INSTANCES, *SETTINGS, *BELONGING, *DRAWS])
def test_refused(proof: SmallProof) -> None:
    assert_refused(proof)


@each(NEIGHBOURS)
def test_true_neighbour_is_accepted(proof: SmallProof) -> None:
    assert_accepted(proof)
