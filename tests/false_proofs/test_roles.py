"""Every letter is declared once, with one role: a number that the setting or a hypothesis fixes is not "any number"."""

from __future__ import annotations

from small_proofs import (
    SmallProof,
    above,
    assert_accepted,
    assert_refused,
    each,
    entries,
    false,
    last,
    real,
    step,
    true,
    whole,
)
from sympy import Integer, Rational, Sum

from w2s_theory.notation import (
    L_TE,
    b,
    c,
    copies,
    eta,
    f_next,
    f_star,
    f_TE,
    g_MC,
    h,
    i,
    inner,
    j,
    kappa,
    l_M,
    l_next,
    label_variance,
    mean,
    mean_error,
    missed_energy,
    n,
    norm_squared,
    overlap,
    phi,
    r_y,
    s,
    samples,
    slope,
    t,
    tau,
    w_v,
    x,
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

OWNED = "belongs to the statement"
UNDECLARED = "is not declared"

# a unit: E h <phi, f*> = a E ||f*||^2 for the one number a of the setting

SPACE = ("f_star", "phi", "g_MC")
SCALED = RandomUnit(
    "phi", "h", "f_star", slope, independent=("f_star",), blind=("phi",), average="g_MC", count=copies
)
UNIT = Hilbert(SPACE, random=(*SPACE, "h"), units=(SCALED,))
ENERGY = mean(inner(f_star, f_star))
ALONG = mean(h * inner(phi, f_star))
REPRODUCED = Claim(ALONG, "==", slope * ENERGY)
NORM = mean(norm_squared(g_MC))
SPREAD = mean(h**2 * norm_squared(phi))
AVERAGED = Claim(NORM, "==", SPREAD / copies + (1 - 1 / copies) * slope**2 * ENERGY)


def unit(claim: Claim, fact: str, **options):
    return step("unit", claim, "unit", unit="phi", fact=fact, **options)


FIVE = Claim(ALONG, "==", 5 * ENERGY)
ONE_COPY = Claim(NORM, "==", SPREAD)
COPIES = whole("copies", 1)
UNITS = [
    false("the coefficient of a unit is one number, not 5", FIVE, (COPIES, real("slope")),
          unit(REPRODUCED, "reproduces", y=f_star, variables=(real("slope"),)),
          last(FIVE, "ring", "unit", at={"unit": {slope: Integer(5)}}),
          setting=UNIT, reason=OWNED),
    false("the number of units of an average is one number, not 1", ONE_COPY, (COPIES, real("slope")),
          unit(AVERAGED, "average_norm", variables=(whole("copies", 1),)),
          last(ONE_COPY, "ring", "unit", at={"unit": {copies: Integer(1)}}), setting=UNIT, reason=OWNED),
]  # fmt: skip

# the mean of a rotated projection: E overlap = sum_j (1 - s) t, s and t the setting's

TURNED = RotatedProjection(overlap, s, t, j, 0, 0)
PROJECTION = Hilbert((), random=("overlap",), projections=(TURNED,))
SEEN = Claim(mean(overlap), "==", Sum((1 - s) * t, (j, 0, 0)))
NINE = Claim(mean(overlap), "==", Sum(Integer(9), (j, 0, 0)))
RANGE = RotatedProjection(overlap, s, missed_energy(j), j, 0, n)
RANGED = Hilbert((), random=("overlap",), projections=(RANGE,))
ALL_SEEN = Claim(mean(overlap), "==", Sum((1 - s) * missed_energy(j), (j, 0, n)))
FEW_SEEN = Claim(mean(overlap), "==", Sum((1 - s) * missed_energy(j), (j, 0, 3)))
PROJECTIONS = [
    false("what a projection misses, and the energy, are two numbers, not 0 and 9", NINE,
          (real("s", 0, 1), real("t", 0)),
          step("turned", SEEN, "rotation", variables=(real("s", 0, 1), real("t", 0))),
          last(NINE, "ring", "turned", at={"turned": {s: Integer(0), t: Integer(9)}}), setting=PROJECTION,
               reason=OWNED),
    false("the number of degrees of a projection is one number, not 3", FEW_SEEN, (real("s", 0, 1), whole("n")),
          step("turned", ALL_SEEN, "rotation", variables=(whole("n"),)),
          last(FEW_SEEN, "ring", "turned", at={"turned": {n: Integer(3)}}), setting=RANGED, reason=OWNED),
]  # fmt: skip

# operators and facts

HALVES = Hilbert(
    ("f_star", "f_TE"), (Operator("S", "self_adjoint", ((f_star, kappa * f_TE), (f_TE, f_star))),)
)
SELF = Claim(kappa * inner(f_TE, f_TE), "==", inner(f_star, f_star))
AT_7 = Claim(7 * inner(f_TE, f_TE), "==", inner(f_star, f_star))
ANGLE = Hilbert(("f_star", "f_TE"), (), (("angle", Claim(inner(f_star, f_TE), "==", tau)),))
TAU = (real("tau", 0),)
ORTHOGONAL = Claim(inner(f_star, f_TE), "==", 0)
OPERATORS = [
    false("the number in the image of a vector is one number, not 7", AT_7, (),
          step("self", SELF, "gram", variables=(above("kappa"),)),
               last(AT_7, "ring", "self", at={"self": {kappa: Integer(7)}}),
          setting=HALVES, reason=OWNED),
    false("the inner product of two vectors is the number tau of the setting, not 0", ORTHOGONAL, TAU,
          step("angle", Claim(inner(f_star, f_TE), "==", tau), "gram", variables=TAU),
          last(ORTHOGONAL, "ring", "angle", at={"angle": {tau: Integer(0)}}), setting=ANGLE, reason=OWNED),
    false("the same inner product, declared nowhere", ORTHOGONAL, (),
          step("angle", Claim(inner(f_star, f_TE), "==", tau), "gram", variables=TAU),
          last(ORTHOGONAL, "ring", "angle", at={"angle": {tau: Integer(0)}}), setting=ANGLE, reason=UNDECLARED),
]  # fmt: skip

# noise and dual vectors

NOISE = LabelNoise("r_y", label_variance, ("f_star",))
NOISY = Hilbert(("f_star", "r_y"), random=("f_star", "r_y"), square_integrable=("r_y",), noises=(NOISE,))
VARIANCE = Claim(mean(inner(f_star, r_y) ** 2), "==", label_variance * ENERGY)
NO_NOISE = Claim(mean(inner(f_star, r_y) ** 2), "==", 0)
SIZE = inner(w_v, w_v)
DUAL = Hilbert(("w_v",), random=("w_v",), square_integrable=("w_v",), duals=(DualVector(SIZE, samples),))
INVERSE = Claim(mean(SIZE), "==", 1 / (samples - 2))
THREE = Claim(mean(SIZE), "==", 1)
V = (real("label_variance", 0),)
BELOW_TAU = Claim(s, "<=", tau)
CHANCE = [
    false("the variance of the noise is one number, not 0", NO_NOISE, V,
          step("noise", VARIANCE, "gaussian", variables=V, fact="variance", of="r_y", w=f_star),
          last(NO_NOISE, "ring", "noise", at={"noise": {label_variance: Integer(0)}}), setting=NOISY, reason=OWNED),
    false("the same variance, declared nowhere", NO_NOISE, (),
          step("noise", VARIANCE, "gaussian", variables=V, fact="variance", of="r_y", w=f_star),
          last(NO_NOISE, "ring", "noise", at={"noise": {label_variance: Integer(0)}}), setting=NOISY,
               reason=UNDECLARED),
    false("the dimension of a dual vector is one number, not 3", THREE, (whole("samples", 3),),
          step("dual", INVERSE, "gaussian", variables=(whole("samples", 3),), fact="size"),
          last(THREE, "ring", "dual", at={"dual": {samples: Integer(3)}}), setting=DUAL, reason=OWNED),
    false("what is random is not any number", Claim(Integer(1), "<=", tau), TAU,
          step("any", BELOW_TAU, "hypothesis", variables=(real("s", 0, 1),)),
          last(Claim(Integer(1), "<=", tau), "ring", "any", at={"any": {s: Integer(1)}}, multipliers={"any": 1}),
          hypotheses=(BELOW_TAU,), setting=Hilbert((), random=("s",)), reason=OWNED),
]  # fmt: skip

# families and hypotheses

PAIR = Hilbert(("f_star", "f_TE", "f_next"), (Operator("Q", "projection", ((f_star, f_next), (f_TE, f_TE))),),
               random=("f_star", "f_TE", "f_next"))  # fmt: skip
LEMMA = Statement((Claim(l_next, "<=", l_M),), (real("l_M", 0),), (), PAIR)
STAGES = Family("falls", (whole("i"),), ((l_M, eta), (l_next, mean_error(0, i))))
FALLS = step(
    "falls",
    Claim(mean_error(0, i), "<=", eta),
    "theorem",
    variables=(whole("i"), above("eta")),
    name="falls",
    index={i: i},
)
TINY = Claim(mean_error(0, 4), "<=", Rational(1, 10**6))
AT_TINY = {"falls": {i: Integer(4), eta: Rational(1, 10**6)}}
KNOWN_EDGE = Claim(missed_energy(0), "==", c)
TWO = Claim(missed_energy(0), "==", 2)
C_ANY = (above("c"),)
SLOPES = Claim(b[0], "==", slope)
HYPOTHESES = [
    false("the number of a family's values is one number, not 1e-6", TINY, (), FALLS,
          last(TINY, "ring", "falls", at=AT_TINY, multipliers={"falls": 1}), families=(STAGES,),
               theorems={"falls": LEMMA}, reason=OWNED),
    false("what a hypothesis calls c is one number, not 2", TWO, (),
          step("edge", KNOWN_EDGE, "hypothesis", variables=C_ANY),
               last(TWO, "ring", "edge", at={"edge": {c: Integer(2)}}),
          hypotheses=(KNOWN_EDGE,), reason=UNDECLARED),
    false("... nor if it is declared", TWO, C_ANY,
          step("edge", KNOWN_EDGE, "hypothesis", variables=C_ANY),
               last(TWO, "ring", "edge", at={"edge": {c: Integer(2)}}),
          hypotheses=(KNOWN_EDGE,), reason=OWNED),
    false("a whole number of a hypothesis that counts nothing is one number", Claim(c, "<=", 0), C_ANY,
          step("few", Claim(c, "<=", n), "hypothesis", variables=(whole("n"),)),
          last(Claim(c, "<=", 0), "ring", "few", at={"few": {n: Integer(0)}}, multipliers={"few": 1}),
          hypotheses=(Claim(c, "<=", n),), reason=UNDECLARED),
    false("an entry of a sequence is one number", Claim(b[0], "==", 3), (entries("b"),),
          step("entry", SLOPES, "hypothesis", variables=(real("slope"),)),
          last(Claim(b[0], "==", 3), "ring", "entry", at={"entry": {slope: Integer(3)}}), hypotheses=(SLOPES,),
               reason=UNDECLARED),
]  # fmt: skip

# letters that are declared nowhere, or wrongly

SQUARE = Claim(slope**2, ">=", 0)
WRONG = [
    false("s >= 1 for a letter that nobody declares", Claim(s, ">=", 1), (),
          last(Claim(s, ">=", 1), "ring", rest=s - 1), reason=UNDECLARED),
    false("a restriction about a letter that nobody declares", Claim(s, ">=", 1), (real("s", 0, 1),),
          step("only", Claim(s, ">=", 1), "ring", where=(Claim(eta, ">=", 2),), rest=s - 1),
          last(Claim(s, ">=", 1), "ring", "only", where=(Claim(eta, ">=", 2),)),
               reason="the letter eta is not declared"),
    false("a vector is no number", Claim(f_star, ">=", 0), (), last(Claim(f_star, ">=", 0), "ring", rest=f_star),
          reason="stands outside an inner product"),
    false("the square of a vector is no number", Claim(f_star**2, ">=", 0), (),
          last(Claim(f_star**2, ">=", 0), "ring", squares=((1, f_star),)),
               reason="stands outside an inner product"),
    false("a vector declared as a number", Claim(f_star, ">=", 0), (real("f_star", 0),),
          last(Claim(f_star, ">=", 0), "ring", rest=f_star), reason="is no letter for a number"),
    false("a letter declared twice", Claim(s, ">=", 5), (real("s", 0, 1), real("s", 5, 6)),
          last(Claim(s, ">=", 5), "polynomial_sign"), reason="declared twice"),
    false("a letter of a step declared twice", Claim(Integer(0), ">=", 5), (),
          step("twice", Claim(s, ">=", 5), "polynomial_sign", variables=(real("s", 5, 6), real("s", 0, 1))),
          last(Claim(Integer(0), ">=", 5), "ring", "twice", at={"twice": {s: Integer(0)}},
               multipliers={"twice": 1}),
          reason="twice"),
    false("an error is not any number: where the target is large, L_TE is", Claim(L_TE, "<=", 1), (),
          step("any", Claim(L_TE, "<=", 1), "polynomial_sign", variables=(real("L_TE", 0, 1),)),
          last(Claim(L_TE, "<=", 1), "ring", "any", multipliers={"any": 1}), reason="stands for something"),
    false("a step quantifies over a parameter", Claim(Integer(1), "<=", tau), (real("s", 0, 1), *TAU),
          step("own", BELOW_TAU, "hypothesis", variables=(real("s", 0, 1),)),
          last(Claim(Integer(1), "<=", tau), "ring", "own", at={"own": {s: Integer(1)}}, multipliers={"own": 1}),
          hypotheses=(BELOW_TAU,), reason=OWNED),
    false("a real letter whose domain calls it whole", Claim(slope * (slope - 1), ">=", 0), (whole("slope"),),
          last(Claim(slope * (slope - 1), ">=", 0), "ring", rest=slope * (slope - 1)),
               reason="disagree on whole numbers"),
    false("a positive letter that may be 0", Claim(kappa, ">", 0), (real("kappa", 0),),
          last(Claim(kappa, ">", 0), "ring", rest=kappa),
          reason="the letter kappa is positive"),
    false("a letter of no table", Claim(x, ">=", 1), (real("no_such_letter"),),
          last(Claim(x, ">=", 1), "ring", rest=x - 1),
          reason="is not in the notation table"),
]  # fmt: skip

NEIGHBOURS = [
    true("the coefficient of a unit as the setting has it", REPRODUCED, (COPIES, real("slope")),
         last(REPRODUCED, "unit", unit="phi", fact="reproduces", y=f_star), setting=UNIT),
    true("the mean of a projection as the setting has it", SEEN, (real("s", 0, 1), real("t", 0)),
         last(SEEN, "rotation"), setting=PROJECTION),
    true("the variance of the noise as the setting has it", VARIANCE, V,
         last(VARIANCE, "gaussian", fact="variance", of="r_y", w=f_star), setting=NOISY),
    true("the size of a dual vector as the setting has it", INVERSE, (whole("samples", 3),),
         last(INVERSE, "gaussian", fact="size"), setting=DUAL),
    true("a self-adjoint operator as the setting has it", SELF, (above("kappa"),), last(SELF, "gram"),
         setting=HALVES),
    true("a family as it is declared", Claim(mean_error(0, 4), "<=", eta), (above("eta"),),
         last(Claim(mean_error(0, 4), "<=", eta), "theorem", name="falls", index={i: Integer(4)}),
              families=(STAGES,), theorems={"falls": LEMMA}),
    true("a hypothesis about a declared number", KNOWN_EDGE, C_ANY, last(KNOWN_EDGE, "hypothesis"),
         hypotheses=(KNOWN_EDGE,)),
    true("a square for any number", Claim(Integer(9), ">=", 0), (),
         step("any", SQUARE, "ring", variables=(real("slope"),), squares=((1, slope),)),
         last(Claim(Integer(9), ">=", 0), "ring", "any", at={"any": {slope: Integer(3)}}, multipliers={"any": 1})),
]  # fmt: skip


@each([*UNITS, *PROJECTIONS, *OPERATORS, *CHANCE, *HYPOTHESES, *WRONG])
def test_refused(proof: SmallProof) -> None:
    assert_refused(proof)


@each(NEIGHBOURS)
def test_true_neighbour_is_accepted(proof: SmallProof) -> None:
    assert_accepted(proof)
