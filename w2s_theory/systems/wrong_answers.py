"""Wrong answer, right trace: a student of reasoning traces some of which end in a wrong answer (an analogue).

Outputs are a trace and an answer, Y = v <u*, x> with a readout v = (v_trace, v_answer) that the student knows already and a
skill u* in R^d that it has to find: least squares of z = <v, Y>/||v||^2 on x. An incorrect sample has an answer that errs by
v_answer <delta, x> and by noise, while its trace is right up to noise. With the answer's share omega = v_answer^2/||v||^2
wrong answers cost omega^2 ||delta||^2 only. Correctness is independent of x by assumption.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.systems.regression_risks import ratio
from w2s_theory.systems.risk_records import LARGEST_COUNT, Kind, NamedNumbers, require_amount


@dataclass(frozen=True, slots=True)
class WrongAnswerRisks(NamedNumbers):
    """Expected ||u^ - u*||^2 of students of different samples.

    Parameters
    ----------
    correct, incorrect, answers
        Trained on the correct samples only; on the incorrect ones only; on the answers alone of the incorrect ones. Exact.
    every
        Trained on all samples, to leading order in 1/N (field ``kind_of_every``).
    base
        Of the student before training.
    answer_share
        omega.
    """

    correct: Any
    incorrect: Any
    answers: Any
    every: Any
    base: Any
    answer_share: Any
    kind: Kind = "exact"
    kind_of_every: Kind = "leading order"
    shown: ClassVar[tuple[str, ...]] = (
        "answer_share", "correct", "incorrect", "answers", "every", "base", "recovered_by_correct",
        "recovered_by_incorrect",
    )  # fmt: skip

    @property
    def recovered_by_correct(self) -> Any:
        """RGR = (R_base - R)/R_base of the correct samples: the share of the gap to a perfect skill."""
        return 1 - ratio(self.correct, self.base)

    @property
    def recovered_by_incorrect(self) -> Any:
        """The same of the incorrect samples."""
        return 1 - ratio(self.incorrect, self.base)

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers and both kinds."""
        return {**NamedNumbers.to_dict(self), "kind_of_every": self.kind_of_every}


def wrong_answer_risks(
    dimension: int,
    correct_samples: int,
    incorrect_samples: int,
    *,
    trace_readout: Any,
    answer_readout: Any,
    answer_error: Any,
    answer_noise: Any = 0,
    correct_trace_noise: Any = 0,
    incorrect_trace_noise: Any = 0,
    base: Any = 1,
) -> WrongAnswerRisks:
    """Risks of students of correct, of incorrect and of all samples.

    Parameters
    ----------
    dimension : int
        d.
    correct_samples, incorrect_samples : int
        N_P and N_N, both > d + 1.
    trace_readout, answer_readout : number
        ||v_trace||^2 >= 0 and v_answer^2 > 0.
    answer_error, answer_noise : number
        ||delta||^2, and the variance of the wrong answers' noise.
    correct_trace_noise, incorrect_trace_noise : number
        Variance of the noise of each token of a trace.
    base : number
        R > 0 of the student before training.

    Raises
    ------
    InputError
        For numbers out of range.
    """
    d = require_whole(dimension, "the dimension", 1, LARGEST_COUNT)
    counts = [
        require_whole(each, f"the number of {name} samples", d + 2, LARGEST_COUNT)
        for each, name in ((correct_samples, "correct"), (incorrect_samples, "incorrect"))
    ]
    for value, what in (
        (trace_readout, "the trace's readout"), (answer_readout, "the answer's readout"),
        (answer_error, "the answer's error"),
        (answer_noise, "the answer's noise"), (correct_trace_noise, "the noise of correct traces"),
        (incorrect_trace_noise, "the noise of incorrect traces"), (base, "the base risk"),
    ):  # fmt: skip
        require_amount(value, what)
    if not (answer_readout > 0 and base > 0):
        raise InputError("the answer's readout and the base risk must be positive")
    readout = trace_readout + answer_readout
    share = ratio(answer_readout, readout)
    right = ratio(trace_readout * correct_trace_noise, readout**2)
    wrong = ratio(trace_readout * incorrect_trace_noise + answer_readout * answer_noise, readout**2)
    total, shift = sum(counts), share**2 * answer_error
    p = ratio(counts[0], total)
    noise = d * (p * right + (1 - p) * wrong) + (d + 2) * p * (1 - p) * shift
    return WrongAnswerRisks(
        ratio(d * right, counts[0] - d - 1),
        shift + ratio(d * wrong, counts[1] - d - 1),
        answer_error + ratio(d * ratio(answer_noise, answer_readout), counts[1] - d - 1),
        (1 - p) ** 2 * shift + ratio(noise, total),
        base,
        share,
    )
