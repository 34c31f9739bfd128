"""The words that pages, verdicts and proofs use, with their meanings: one table, from which pages, command and site print.

Rules stand in their own files, letters in the notation table, the words of the field in ``field.py``.
"""

from __future__ import annotations

# the questions in the order of the page, with what is asked
KINDS = {
    "verdict": "What this check found",
    "status": "What kind of claim it is",
    "about": "What the claim speaks of",
    "quantifier": "In which sense it holds",
    "sharpness": "How near the bound can be reached",
    "relation": "How it stands to the cited work",
    "decision": "What the checker says of one step of a proof",
    "ground": "What a proof rests on",
    "fate": "What `w2s needs` says of a hypothesis that is switched off",
    "fact": "Facts that the proofs of a Hilbert space name",
    "number": "The numbers of a check",
    "mark": "Marks on these pages",
    "rule": "The rules of the proof checker",
    "field": "Words of the field",
    "symbol": "Letters of the formulas",
}

# kind | word | meaning; a line that begins with spaces goes on with the one before
TABLE = """
verdict | verified | The proof is complete, the three evaluations agree, no draw contradicts the claim,
    and the same draws would have refuted a claim that is wrong by the stated discrepancy.
verdict | consistent | Nothing contradicts the claim, and not all of it is shown: its proof is not
    complete, or it speaks of a limit of which a range was tried.
verdict | measured | The claim is not proved. Simulations were compared with it, and the gap between them
    is written down with its interval.
verdict | undecided | The check could not decide: the evaluations disagree, or the draws would not have
    noticed a wrong claim.
verdict | refuted | A step of the proof is false, or a draw contradicts the claim beyond every error
    bound.
status | proved | The file brings a proof, and the checker decides every step of it.
status | universality | It holds of the deterministic equivalent; that networks follow the equivalent is
    an assumption, which is measured.
status | empirical | Seen in simulations; there is no proof.
about | network | Networks with random features as they are, at finite width.
about | gaussian features | Gaussian features with the covariance of the network's.
about | equivalent | The deterministic equivalent: a formula for which networks and Gaussian features
    stand in the proportional limit.
quantifier | identity | Both sides are the same number, for every draw.
quantifier | every draw | It holds for every draw of the networks; a single one that contradicts it would
    refute it.
quantifier | expectation | It holds for the mean over the draws; single draws may lie on either side.
quantifier | measured mean | A mean over draws, measured at some sizes and not proved.
quantifier | probability | It holds with probability at least 1 - delta over the draws, for every delta.
quantifier | asymptotic | It holds in a limit; a range of sizes was tried.
sharpness | exact | An identity: there is nothing to sharpen.
sharpness | attained | There are instances at which both sides are equal; the page shows some.
sharpness | rate | The power or the rate cannot be better; the constant may be.
sharpness | unknown | It is not known whether the bound can be improved.
sharpness | not shown | The file claims more than this check could show.
relation | same | The statement of the cited work.
relation | sharper | Says more than the cited statement.
relation | weaker | Says less than the cited statement.
relation | beyond | Not claimed in the cited work.
relation | not compared | Too little of the cited work was read to say how the two stand to each other.
relation | not ours | The cited work's own statement, kept here for comparison.
decision | decided | The checker derived the step by the rule that is named.
decision | refuted | The checker found the step to be false.
decision | not decided | The checker could not derive the step; the proof is not complete.
ground | cited | A fact of the literature with its source, not proved here.
ground | enclosure | A number that was enclosed by certified interval arithmetic.
ground | theorem | Another theorem of this project.
ground | setting | Something the statement takes for granted of its vectors and operators.
ground | assumed | An assumption that is named and not proved: the universality ansatz.
fate | needed | Without the hypothesis the claim is false somewhere: an instance certified with balls, or draws beyond their
    own error, is shown.
fate | used | Without it some step of the proof is no longer decided, and no counter-example was found: another proof may do
    without it.
fate | defines | Without it something in the statement or in a step has no value; nothing else fails.
fate | meaning | What the letter means (a count is whole, a norm is not negative); there is no letter without it.
fate | unused | Every step is decided without it: the theorem is proved without it. The file says why it is kept.
fate | condition | No hypothesis of the proof: looked at on every draw of the experiment. No draw without it contradicts the
    claim.
fact | target.unit | The target has norm 1: ||f*||^2 = 1. Names with a word behind the dot are facts that a statement
    gives itself in its setting; the statement prints them.
fact | P.symmetric | <P x, y> = <x, P y>: an operator that is self-adjoint. The numbers in brackets say of which of its
    declared vectors, counted from 0.
fact | P.same | <P x, P y> = <x, P y>: a projection is self-adjoint and does nothing the second time.
fact | S.nonnegative | <x, S x> >= 0: no eigenvalue of a shrinkage is negative.
fact | S.below | <x, x> >= <x, S x>: no eigenvalue of a shrinkage is above 1.
fact | S.square | <x, S x> >= ||S x||^2: on [0, 1] a number is at least its square, so S - S^2 >= 0.
number | discrepancy | By this change of its bound the same draws would have found the theorem false.
number | tightness | Measured value over bound at the draw where they are closest. Far from 1: true, and
    far from sharp at these sizes.
number | power | Whether a bound that is wrong by the discrepancy was noticed. A check that cannot fail is
    none.
number | false alarm | Probability that chance alone would refute a true claim.
number | margin | How far the closest draw is from contradicting the claim.
number | draws | Networks, or other instances, that were drawn and measured.
number | seconds | How long the check of this theorem took.
mark | headline | One of the few theorems to begin with.
mark | rests on a cited fact | Some step uses a fact of the literature.
mark | random draws | Draws of the check as chance gave them.
mark | nearest draws | Draws picked because they are nearest to the bound.
mark | bound attained | Instances made so that both sides are equal.
"""
