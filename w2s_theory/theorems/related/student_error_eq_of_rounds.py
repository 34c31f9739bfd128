"""Rounds of mutual teaching, without a penalty: student and teachers drift to a consensus, and learn nothing new.

On one mode let e_r be the student's signed error after r rounds and m_r the mean of its teachers'. In a round the
student takes over the share s of the teachers' mean, and each teacher the share w of the student (and any share of its
peers, which leaves the mean alone), all from the functions before the round:

    e_{r+1} = (1 - s) e_r + s m_r,   m_{r+1} = (1 - w) m_r + w e_r.

Then w e_r + s m_r never changes and e_r - m_r shrinks by 1 - s - w, so

    e_n = (w e_0 + s m_0)/(s + w) + (1 - s - w)^n s (e_0 - m_0)/(s + w).

The limit is the consensus (w e_0 + s m_0)/(s + w): more rounds are no new information, and a student that was better
than its teachers gets worse. An analogue of rounds of contrastive preference optimisation among weak teachers and a
strong student, no statement about language models; what a penalty changes is in ``w2s_theory.systems.rounds``.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.rounds import consensus_trials
from w2s_theory.notation import e_first, i, m_first, n, s_round, student_round, teacher_round, w_round
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

SUM = s_round + w_round
BOUND = (w_round * e_first + s_round * m_first) / SUM + (1 - SUM) ** n * s_round * (e_first - m_first) / SUM

TRAINED = Claim(student_round(i + 1), "==", (1 - s_round) * student_round(i) + s_round * teacher_round(i))
TAUGHT = Claim(teacher_round(i + 1), "==", (1 - w_round) * teacher_round(i) + w_round * student_round(i))
STARTS = Claim(student_round(0), "==", e_first), Claim(teacher_round(0), "==", m_first)
ROUND = (Parameter("i", integers(0), integers(0, 9)),)


def apart(after):
    """The distance of student and teachers after so many rounds."""
    return student_round(after) - teacher_round(after)


def unrolled(count):
    """The distance after n rounds, the last ``count`` of them unrolled."""
    return (1 - SUM) ** count * apart(n - count)


def proof() -> tuple[Step, ...]:
    kept, first_kept = (
        w_round * student_round(i) + s_round * teacher_round(i),
        w_round * e_first + s_round * m_first,
    )
    last, before = n - i, n - i - 1
    earlier = (Claim(i, "<=", n - 1),)
    return (
        Step("student", TRAINED, "hypothesis", variables=ROUND, note="The student's round."),
        Step("teacher", TAUGHT, "hypothesis", variables=ROUND, note="The teachers' round."),
        Step("student_start", STARTS[0], "hypothesis", note="Where the student starts."),
        Step("teacher_start", STARTS[1], "hypothesis", note="Where the teachers start."),
        Step(
            "kept_at_start", Claim(first_kept, "==", kept.subs(i, 0)), "ring", uses=("student_start", "teacher_start"),
            certificate={"multipliers": {"student_start": -w_round, "teacher_start": -s_round}}, note="At the start.",
        ),
        Step(
            "kept_by_a_round", Claim(kept, "==", kept.subs(i, i + 1)), "ring", variables=ROUND, uses=("student", "teacher"),
            certificate={"multipliers": {"student": -w_round, "teacher": -s_round}},
            note="What one gains of the weighted sum the other loses.",
        ),
        Step(
            "kept", Claim(first_kept, "==", kept), "induction", variables=ROUND, uses=("kept_at_start", "kept_by_a_round"),
            certificate={"variable": i, "base": "kept_at_start", "step": "kept_by_a_round"}, note="In every round.",
        ),
        Step(
            "student_before",
            Claim(student_round(last), "==", (1 - s_round) * student_round(before) + s_round * teacher_round(before)),
            "hypothesis", where=earlier, variables=ROUND, certificate={"values": {i: before}},
            note="The student's round.",
        ),
        Step(
            "teacher_before",
            Claim(teacher_round(last), "==", (1 - w_round) * teacher_round(before) + w_round * student_round(before)),
            "hypothesis", where=earlier, variables=ROUND, certificate={"values": {i: before}},
            note="The teachers' round.",
        ),
        Step(
            "closer_by_a_round", Claim(unrolled(i), "==", unrolled(i + 1)), "ring", where=earlier, variables=ROUND,
            uses=("student_before", "teacher_before"),
            certificate={"multipliers": {"student_before": (1 - SUM) ** i, "teacher_before": -((1 - SUM) ** i)}},
            note="A round multiplies the distance by 1 - s - w.",
        ),
        Step("no_round", Claim(apart(n), "==", unrolled(0)), "ring", note="Nothing unrolled yet."),
        Step(
            "closer", Claim(apart(n), "==", unrolled(i)), "induction", variables=ROUND, where=(Claim(i, "<=", n),),
            uses=("no_round", "closer_by_a_round"),
            certificate={"variable": i, "base": "no_round", "step": "closer_by_a_round"}, note="Round by round.",
        ),
        Step(
            "distance", Claim(apart(n), "==", (1 - SUM) ** n * (e_first - m_first)), "ring",
            uses=("closer", "student_start", "teacher_start"),
            certificate={
                "multipliers": {"closer": 1, "student_start": (1 - SUM) ** n, "teacher_start": -((1 - SUM) ** n)},
                "at": {"closer": {i: n}},
            },
            note="All rounds unrolled.",
        ),
        Step(
            "student_error", Claim(student_round(n), "==", BOUND), "rational", uses=("kept", "distance"),
            certificate={"multipliers": {"kept": -1 / SUM, "distance": s_round / SUM}, "at": {"kept": {i: n}}},
            note="Two equations for two errors.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="student_error_eq_of_rounds",
    title="Rounds of mutual teaching end in a consensus",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("n", integers(0), integers(0, 20)),
        Parameter("s_round", reals(0, 1, lower_open=True), reals(Fraction(1, 20), 1)),
        Parameter("w_round", reals(0, 1), reals(0, 1)),
        Parameter("e_first", reals(), reals(-1, 1)),
        Parameter("m_first", reals(), reals(-1, 1)),
    ),
    quantity=student_round(n),
    relation="==",
    bound=BOUND,
    # a sum of two terms that may cancel
    float_accuracy=1e-10,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "an analogue: kernel gradient flow towards frozen labels in place of language models",
        "in each round the student moves by the share s towards the teachers' mean, each teacher by the share w towards the "
        "student; what teachers learn of each other leaves their mean alone",
    ),
    hypotheses=(TRAINED, TAUGHT, *STARTS),
    experiment=consensus_trials,
    proof=proof,
)
