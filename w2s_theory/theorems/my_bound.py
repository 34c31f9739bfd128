"""A student is no further from its teacher than the teacher is from 0: ||f_TE - f_ST||^2 <= 1 - L_TE.

Why: I - S has its eigenvalues in [0, 1], and ||P f*||^2 = 1 - ||f* - P f*||^2.
"""

from w2s_theory.notation import L_TE, f_ST, f_star, f_TE, inner, misfit
from w2s_theory.writing import Claim, Hilbert, Operator, Parameter, Step, Theorem, reals

# What is assumed: the letters of vectors, operators by what they do to them, and facts with a name of your choice.
SETTING = Hilbert(
    ("f_star", "f_TE", "f_ST"),
    (Operator("P", "projection", ((f_star, f_TE),)), Operator("S", "shrinkage", ((f_TE, f_ST),))),
    (("target.unit", Claim(inner(f_star, f_star), "==", 1)),),
)


def proof() -> tuple[Step, ...]:
    """The steps; the last one is the claim. Without its certificate: w2s prove --file THIS_FILE --search finds one."""
    return (
        Step(
            "bound", Claim(misfit, "<=", 1 - L_TE), "gram", unfold=("misfit", "L_TE"),
            # (1 - L_TE) - misfit = <f_TE, S f_TE> + (<f_TE, S f_TE> - ||S f_TE||^2), both >= 0
            certificate={"multipliers": {"S.nonnegative(0)": 1, "S.square(0)": 1}},
            note="||v||^2 - ||v - S v||^2 = <v, S v> + <v, S v> - ||S v||^2 for v = f_TE.",
        ),
    )  # fmt: skip


# Draws of P and S, a title and the rest are made from this; w2s_theory/records/theorem.py lists what else may be said.
THEOREM = Theorem(
    name="my_bound",
    parameters=(Parameter("L_TE", reals(0, 1)),),
    quantity=misfit,
    relation="<=",
    bound=1 - L_TE,
    setting=SETTING,
    proof=proof,
)
