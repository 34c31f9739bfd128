"""What the short words mean: verdicts, statuses, rules, the words of the field, the letters of the formulas. One source."""

from w2s_theory.glossary.entries import Entry, anchor, first_sentence, glossary, known, rule_sentences
from w2s_theory.glossary.words import KINDS

__all__ = ["KINDS", "Entry", "anchor", "first_sentence", "glossary", "known", "rule_sentences"]
