"""What is said of chance is said of what the setting declares random, and of nothing that is made of it."""

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
from sympy import Integer, Rational, Sum, exp

from w2s_theory.notation import (
    L_ST,
    L_TE,
    M_TE,
    c,
    coefficient,
    deviation,
    effective_dimension,
    exceeds,
    f_ST,
    f_star,
    f_TE,
    h,
    inner,
    j,
    label_variance,
    lambda_0,
    log_det_step,
    m,
    mean,
    n,
    one,
    overlap,
    penalty,
    phi,
    phi_P,
    r_fit,
    r_y,
    row_gains,
    s,
    slope,
    tau,
    v_seen,
    w_v,
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
from w2s_theory.records.theorem import Statement

UNIT_INTERVAL = (real("s", 0, 1),)


def mean_of(claim: Claim, of: Claim) -> tuple:
    return step("pointwise", of, "ring"), last(claim, "expectation", "pointwise", of="pointwise")


def itself(e) -> Claim:
    return Claim(e, "==", e)


# nothing is random

NOTHING = "declares nothing random"
SQUARE = Claim(mean(s**2), "==", mean(s) ** 2)
ERRORS = Claim(mean(L_TE * L_ST), "==", mean(L_TE) * mean(L_ST))
LIKELY = Claim(mean(exceeds(s, Rational(1, 2))), "<=", 0)
EMPTY = Hilbert(("f_star", "f_TE"))
FIXED_WORLD = [
    false("E s^2 = (E s)^2 where nothing is random", SQUARE, UNIT_INTERVAL, last(SQUARE, "ring"), reason=NOTHING),
    false("E of a product of errors, in a setting without chance", ERRORS, (), last(ERRORS, "gram"),
          setting=EMPTY, reason=NOTHING),
    false("a probability without chance", LIKELY, UNIT_INTERVAL, last(LIKELY, "indicator"), reason=NOTHING),
    false("a hypothesis about a mean, and nothing random", Claim(s, "<=", 0), UNIT_INTERVAL,
          last(Claim(s, "<=", 0), "ring", rest=-s),
          hypotheses=(Claim(mean(s), "<=", 0),), reason=NOTHING),
    false("a theorem about means, and nothing random in it", Claim(mean(s * h), "==", s * mean(h)), UNIT_INTERVAL,
          last(Claim(mean(s * h), "==", s * mean(h)), "theorem", name="plain", values={slope: s}),
          theorems={"plain": Statement((Claim(mean(slope * coefficient), "==", slope * mean(coefficient)),),
          (real("slope"), real("coefficient")))},
          setting=Hilbert((), random=("s", "h")), reason=NOTHING),
]  # fmt: skip

# who is random

IMAGE = "is not said to be random"
NO_LETTER = "is no letter of the notation table"


def setting(why: str, world: Hilbert, claim: Claim, reason: str, *steps, letters=()) -> SmallProof:
    return false(why, claim, letters, *(steps or (last(claim, "ring"),)), setting=world, reason=reason)


SPACE = ("f_star", "f_TE", "f_ST")
LEARNED = Hilbert(SPACE, (Operator("S", "shrinkage", ((f_TE, f_ST),)),), random=("f_TE",))
PROJECTED = Hilbert(
    SPACE, (Operator("P", "projection", ((f_TE, f_star), (f_ST, f_ST))),), random=("f_TE", "f_ST")
)
SCALED = Hilbert(SPACE, (Operator("A", "self_adjoint", ((s * f_star, f_ST),)),), random=("s",))
OUT = Claim(
    mean(inner(f_star, f_ST) * inner(f_star, f_TE)), "==", inner(f_star, f_ST) * mean(inner(f_star, f_TE))
)
TAKEN = mean_of(OUT, itself(inner(f_star, f_ST) * inner(f_star, f_TE)))
X2 = log_det_step(2)
FUNCTION = Claim(mean(X2**2), "==", mean(X2) ** 2)
ERROR = Claim(mean(L_TE * inner(f_star, f_star)), "==", L_TE * mean(inner(f_star, f_star)))
RANDOM = [
    setting("the student learns from a random teacher, so it is random", LEARNED, OUT, IMAGE, *TAKEN),
    setting("the projection of a random vector is random", PROJECTED, OUT, IMAGE, *TAKEN),
    setting("the image of a random multiple is random", SCALED, OUT, IMAGE, *TAKEN, letters=UNIT_INTERVAL),
    setting("a function declared random would be taken for fixed", Hilbert((), random=("log_det_step",)),
    FUNCTION, NO_LETTER),
    setting("an activation declared random", Hilbert((), random=("sigma", "s")), SQUARE, NO_LETTER,
    letters=UNIT_INTERVAL),
    setting("the mean declared random", Hilbert((), random=("mean", "s")), SQUARE, NO_LETTER,
    letters=UNIT_INTERVAL),
    setting("a letter that nobody knows declared random", Hilbert((), random=("luck", "s")), SQUARE, NO_LETTER,
    letters=UNIT_INTERVAL),
    setting("L_TE is made of the random f_TE, and comes out of no mean",
    Hilbert(SPACE, random=("f_star", "f_TE")), ERROR, "depends on the draw",
            step("same", itself(L_TE * inner(f_star, f_star)), "ring"),
                 last(ERROR, "expectation", "same", of="same")),
    setting("a number called a vector", Hilbert(("slope",), random=("slope",)), itself(slope), "is no vector"),
]  # fmt: skip
STUDENT = Hilbert(SPACE, (Operator("S", "shrinkage", ((f_star, f_ST),)),), random=("f_TE",))

# units

VECTORS = ("f_star", "f_TE", "phi", "phi_P", "one")


def unit_world(unit: RandomUnit, random=(*VECTORS, "h"), operators=()) -> Hilbert:
    return Hilbert(
        VECTORS, operators, (("one", Claim(inner(one, one), "==", 1)),), random=random, units=(unit,)
    )


SELF = Claim(mean(h * inner(phi, phi)), "==", slope * mean(inner(f_star, phi)))
SEES = Claim(mean(h * inner(phi, phi_P)), "==", slope * mean(inner(f_star, phi_P)))
ALWAYS_ONE = Claim(h**2, "==", 1)
S = (real("slope"),)
PROJECT = (Operator("P", "projection", ((phi, phi_P),)),)
REPRODUCES = {"unit": "phi", "fact": "reproduces"}
APART = "independent of"
UNITS = [
    setting("a unit whose value is a fixed number would have h^2 = 1",
            unit_world(RandomUnit("phi", "h", "f_star", slope, ("f_star",), ("phi", "one")), random=VECTORS),
            ALWAYS_ONE,
            "belongs to a random unit", last(ALWAYS_ONE, "ring"), letters=(*S, real("h"))),
    setting("a unit with a fixed feature", unit_world(RandomUnit("phi", "h", "f_star", slope),
    random=("f_star", "h")), SELF,
            "belongs to a random unit", letters=S),
    setting("a unit with a fixed target", unit_world(RandomUnit("phi", "h", "f_star", slope),
    random=("phi", "h")), SELF,
            "belongs to a random unit", letters=S),
    setting("a unit with a random coefficient", unit_world(RandomUnit("phi", "h", "f_star", h),
    random=(*VECTORS, "h")), SELF,
            "is a number of the unit", letters=S),
    setting("a feature independent of its own weight", unit_world(RandomUnit("phi", "h", "f_star", slope,
    ("phi",))), SELF, APART,
            last(SELF, "unit", **REPRODUCES, y=phi), letters=S),
    setting("the projection of a feature independent of it", unit_world(RandomUnit("phi", "h", "f_star", slope,
    ("phi_P",)), operators=PROJECT), SEES,
            APART, last(SEES, "unit", **REPRODUCES, y=phi_P), letters=S),
    setting("a target that does not depend on itself", unit_world(RandomUnit("phi", "h", "f_star", slope, (),
    ("f_star",))), SELF, APART, letters=S),
    setting("a unit independent of the error that it makes", unit_world(RandomUnit("f_TE", "h", "f_star", slope,
    ("L_TE",))), SELF, APART, letters=S),
    setting("a unit independent of what nobody knows", unit_world(RandomUnit("phi", "h", "f_star", slope,
    ("luck",))), SELF, NO_LETTER, letters=S),
]  # fmt: skip

# noise and dual vectors

NOISY = ("f_star", "f_TE", "r_y", "r_fit")


def noise_world(
    independent, vector="r_y", operators=(), square=("r_y", "r_fit", "f_TE"), variance=label_variance
) -> Hilbert:
    return Hilbert(
        NOISY,
        operators,
        random=NOISY,
        square_integrable=square,
        noises=(LabelNoise(vector, variance, independent),),
    )


def no_correlation(why: str, w, of: str, world: Hilbert, reason: str = APART) -> SmallProof:
    claim = Claim(mean(inner(w, {"r_y": r_y, "f_TE": f_TE}[of])), "==", 0)
    return setting(
        why,
        world,
        claim,
        reason,
        last(claim, "gaussian", fact="centred", of=of, w=w),
        letters=(real("label_variance", 0),),
    )


FIT = (Operator("H", "projection", ((r_y, r_fit),)),)
TWO_FITS = (Operator("H", "projection", ((r_y, f_TE),)), Operator("S", "shrinkage", ((f_TE, r_fit),)))
V = (real("label_variance", 0),)
CENTRED = Claim(mean(inner(f_star, r_y)), "==", 0)
LENGTH = Claim(mean(inner(w_v, w_v)), "==", 1 / (m - 2))
DUAL = (whole("m", 3),)


def dual_world(
    size=None, independent=(), random=("w_v", "v_dir", "v_seen"), freedom=m, operators=(), **more
) -> Hilbert:
    size = inner(w_v, w_v) if size is None else size
    more = {"square_integrable": ("w_v", "v_dir", "v_seen"), **more}
    return Hilbert(
        ("w_v", "v_dir", "v_seen"),
        operators,
        random=random,
        duals=(DualVector(size, freedom, independent, None),),
        **more,
    )


def length(why: str, world: Hilbert, reason: str, claim: Claim = LENGTH) -> SmallProof:
    return setting(why, world, claim, reason, last(claim, "gaussian", fact="size"), letters=DUAL)


SEEN = (Operator("P", "projection", ((w_v, v_seen),)),)
GAINS = Hilbert(
    (), random=("row_gains",), integrable=("row_gains",), duals=(DualVector(row_gains[j], m, (), j),)
)


def gain(number) -> SmallProof:
    claim = Claim(mean(row_gains[number]), "==", 1 / (m - 2))
    return setting(f"there is no dual vector number {number}", GAINS, claim, "is not shown",
    last(claim, "gaussian", fact="size", at=Integer(number)),
                   letters=DUAL)  # fmt: skip


NOISE = [
    no_correlation("noise independent of itself", r_y, "r_y", noise_world(("r_y",))),
    no_correlation("noise independent of L_TE, which is made of it", f_star, "f_TE",
    noise_world(("f_star", "L_TE"), "f_TE")),
    no_correlation("noise independent of its projection", r_fit, "r_y", noise_world(("r_fit",), operators=FIT)),
    no_correlation("noise independent of the shrunk projection of it", r_fit, "r_y",
    noise_world(("r_fit",), operators=TWO_FITS)),
    no_correlation("noise whose square need not have a mean", f_star, "r_y",
    noise_world(("f_star",), square=("f_TE",)), "square integrable"),
    no_correlation("noise with a random variance", f_star, "r_y",
    noise_world(("f_star",), variance=inner(f_star, f_star)), "depends on the draw"),
    no_correlation("noise along what it is not independent of", f_TE, "r_y", noise_world(("f_star",)),
    "does not depend on"),
    length("a dual vector independent of itself", dual_world(independent=("w_v",)), APART),
    length("a dual vector independent of its own projection", dual_world(independent=("v_seen",), operators=SEEN),
    APART),
    length("a dual vector with a random dimension", dual_world(freedom=n, random=("w_v", "v_dir", "v_seen", "n")),
    "depends on the draw",
           Claim(mean(inner(w_v, w_v)), "==", 1 / (n - 2))),
    length("a dual vector whose size need not have a mean", dual_world(size=inner(w_v, w_v) ** 2),
    "is not said to be integrable"),
    length("the size of a dual vector is 1/(m - 2), not 1/(m - 1)", dual_world(), "the claim is not this fact",
           Claim(mean(inner(w_v, w_v)), "==", 1 / (m - 1))),
    length("a dual vector of one dimension less has no mean size for m = 3", dual_world(freedom=m - 1),
    "is not shown",
           Claim(mean(inner(w_v, w_v)), "==", 1 / (m - Rational(5, 2)))),
    gain(-2),
    gain(-7),
]  # fmt: skip

# projections

MISSED = RotatedProjection(overlap, s, tau, j, 0, 0)
HIT = Claim(mean(overlap), "==", Sum((1 - s) * tau, (j, 0, 0)))
REALS = (real("s", 0, 1), real("tau", 0))
TURNED = [
    setting("a projection that is not random", Hilbert((), random=("s",), projections=(MISSED,)), HIT,
    "must be random",
            last(HIT, "rotation"), letters=(*REALS, real("overlap"))),
    setting("a projection with a random energy", Hilbert((), random=("overlap", "tau"), projections=(MISSED,)),
    HIT, "must be random",
            last(HIT, "rotation"), letters=REALS),
    setting("a projection that misses at random", Hilbert((), random=("overlap", "s"), projections=(MISSED,)),
    HIT, "must be random",
            last(HIT, "rotation"), letters=REALS),
]  # fmt: skip

# cited facts that speak of a random letter

N_ = effective_dimension(penalty)
TAIL = 8 * N_ * exp(-(c**2 / 2) / (N_ / M_TE + c / (3 * M_TE)))
RARE = Claim(mean(exceeds(deviation, c)), "<=", TAIL)
SIZES = (above("c"), above("penalty"), above("lambda_0"), whole("M_TE", 1))
SMALL = (Claim(penalty, "<=", lambda_0),)
BERNSTEIN = {"fact": "matrix_bernstein", "of": {"c": c}}
COIN = Hilbert((), random=("h",))
SPEAKS = "which the setting does not declare"
IN_RARE = Claim(mean(exceeds(deviation, s)), "<=", TAIL.subs(c, s))
CITED = [
    false("a fixed deviation is not below c but with a small probability", RARE, (*SIZES, real("deviation")),
          last(RARE, "cited", **BERNSTEIN),
          hypotheses=SMALL, setting=COIN, reason=SPEAKS),
    false("nor is any number", RARE, SIZES, step("any", RARE, "cited", variables=(real("deviation"),), **BERNSTEIN),
          last(RARE, "cited", **BERNSTEIN), hypotheses=SMALL, setting=COIN,
               reason="the letter deviation is not declared"),
    false("nor where nothing is random", RARE, (*SIZES, real("deviation")), last(RARE, "cited", **BERNSTEIN),
          hypotheses=SMALL, reason=NOTHING),
    false("the bound at a random c", IN_RARE, (above("s"), *SIZES),
          last(IN_RARE, "cited", fact="matrix_bernstein", of={"c": s}), hypotheses=SMALL,
          setting=Hilbert((), random=("deviation", "s")), reason="depends on the draw"),
    false("the inverse chi-square of a fixed number", LENGTH, DUAL,
          last(LENGTH, "cited", fact="inverse_chi_square", of={"other": Integer(1), "size": inner(w_v, w_v),
               "freedom": m}),
          setting=dual_world(), reason="enters by the rule"),
]  # fmt: skip

# means and fixed numbers

DRAWN = Hilbert((), random=("s", "tau"))
BOTH = (real("s", 0, 1), real("tau", 0, 1))


def drawn(why: str, claim: Claim, of: Claim, reason: str, **options) -> SmallProof:
    return false(why, claim, BOTH, step("pointwise", of, "ring", **options),
    last(claim, "expectation", "pointwise", of="pointwise"), setting=DRAWN,
                 reason=reason)  # fmt: skip


SOME = Claim(mean(s), "<=", Rational(1, 3))
MEANS = [
    drawn("the mean of a square is no square of the mean", Claim(mean(s**2), "==", mean(s) ** 2), itself(s**2),
    "is not the mean of"),
    drawn("the mean of a product is no product of means", Claim(mean(s * tau), "==", mean(s) * mean(tau)),
    itself(s * tau), "is not the mean of"),
    drawn("a random factor does not come out", Claim(mean(s * tau), "==", s * mean(tau)), itself(s * tau),
    "depends on the draw outside a mean"),
    drawn("1/(s + 1) is not shown to be bounded", Claim(mean(1 / (s + 1)), "==", mean(1 / (s + 1))),
    itself(1 / (s + 1)), "is not shown to exist"),
    false("what holds where s <= 1/3 says nothing of E s", SOME, BOTH,
          step("some", Claim(s, "<=", Rational(1, 3)), "ring", where=(Claim(s, "<=", Rational(1, 3)),),
               rest=Rational(1, 3) - s),
          last(SOME, "expectation", "some", of="some"), setting=DRAWN, reason="outside its restriction"),
    false("... nor with the restriction kept", SOME, BOTH,
          step("some", Claim(s, "<=", Rational(1, 3)), "ring", where=(Claim(s, "<=", Rational(1, 3)),),
               rest=Rational(1, 3) - s),
          last(SOME, "expectation", "some", of="some", where=(Claim(s, "<=", Rational(1, 3)),)), setting=DRAWN,
               reason="some of them"),
]  # fmt: skip

CONVEX = Claim(mean(s**2) - 2 * mean(s) * c + c**2, ">=", 0)
NEIGHBOURS = [
    true("E s^2 is itself where s is random", itself(mean(s**2)), UNIT_INTERVAL, last(itself(mean(s**2)), "ring"),
         setting=Hilbert((), random=("s",))),
    true("a student of the fixed target is fixed", OUT, (), *TAKEN, setting=STUDENT),
    true("noise does not correlate with the target", CENTRED, V,
         last(CENTRED, "gaussian", fact="centred", of="r_y", w=f_star), setting=noise_world(("f_star",))),
    true("noise beside its projection, which is not called independent", CENTRED, V,
         last(CENTRED, "gaussian", fact="centred", of="r_y", w=f_star),
              setting=noise_world(("f_star",), operators=FIT)),
    true("the size of a dual vector", LENGTH, DUAL, last(LENGTH, "gaussian", fact="size"), setting=dual_world()),
    true("the size of dual vector number 2", Claim(mean(row_gains[2]), "==", 1 / (m - 2)), DUAL,
         last(Claim(mean(row_gains[2]), "==", 1 / (m - 2)), "gaussian", fact="size", at=Integer(2)), setting=GAINS),
    true("a random projection", HIT, REALS, last(HIT, "rotation"),
         setting=Hilbert((), random=("overlap",), projections=(MISSED,))),
    true("a random deviation is rarely large", RARE, SIZES, last(RARE, "cited", **BERNSTEIN), hypotheses=SMALL,
         setting=Hilbert((), random=("deviation",))),
    true("the mean of a square is no less than that of its tangent", CONVEX, (*BOTH, above("c")),
         step("pointwise", Claim((s - c) ** 2, ">=", 0), "ring", squares=((1, s - c),)),
              last(CONVEX, "expectation", "pointwise", of="pointwise"), setting=DRAWN),
]  # fmt: skip


@each([*FIXED_WORLD, *RANDOM, *UNITS, *NOISE, *TURNED, *CITED, *MEANS])
def test_refused(proof: SmallProof) -> None:
    assert_refused(proof)


@each(NEIGHBOURS)
def test_true_neighbour_is_accepted(proof: SmallProof) -> None:
    assert_accepted(proof)
