"""All that a theorem file is written with, in one import; the letters come from :mod:`w2s_theory.notation`."""

from __future__ import annotations

from fractions import Fraction as Fraction

from w2s_theory.records.citation import Citation as Citation
from w2s_theory.records.claim import Claim as Claim
from w2s_theory.records.draws import Condition as Condition
from w2s_theory.records.draws import Draws as Draws
from w2s_theory.records.hilbert import Hilbert as Hilbert
from w2s_theory.records.hilbert import Operator as Operator
from w2s_theory.records.parameter import Parameter as Parameter
from w2s_theory.records.parameter import integers as integers
from w2s_theory.records.parameter import reals as reals
from w2s_theory.records.quantifier import EveryDraw as EveryDraw
from w2s_theory.records.quantifier import Expectation as Expectation
from w2s_theory.records.quantifier import Identity as Identity
from w2s_theory.records.quantifier import Probability as Probability
from w2s_theory.records.step import Step as Step
from w2s_theory.records.theorem import Attack as Attack
from w2s_theory.records.theorem import Theorem as Theorem
