"""What the words of a record mean, as sentences for readers: one table for pages, terminal and LaTeX."""

from __future__ import annotations

from w2s_theory.records.theorem import Theorem

_PROVED = {
    "network": "proved for real networks",
    "gaussian features": "proved for Gaussian features",
    "equivalent": "proved about the deterministic equivalent",
}
_MEASURED = {
    "network": "measured on real networks, given the universality ansatz; not proved",
    "gaussian features": "measured with Gaussian features, given the ansatz; not proved",
    "equivalent": "measured on the deterministic equivalent; not proved",
}
_SEEN = {
    "network": "seen in simulated networks; not proved",
    "gaussian features": "seen in simulations with Gaussian features; not proved",
    "equivalent": "seen in values of the deterministic equivalent; not proved",
}
_STATUS = {"proved": _PROVED, "universality": _MEASURED, "empirical": _SEEN}
_QUANTIFIER = {
    "identity": "for every draw, as an identity",
    "every draw": "for every draw",
    "expectation": "in the mean over the draws",
    "measured mean": "in the mean over the draws, measured",
    "probability": "with probability at least 1 - delta",
    "asymptotic": "in the limit",
}
_SHARPNESS = {
    "exact": "exact: both sides are equal",
    "attained": "attained: there are instances with equality",
    "rate": "sharp in its rate; the constant may not be",
    "unknown": "not known to be sharp",
}


def status_sentence(theorem: Theorem, complete: bool = True) -> str:
    """``proved for real networks``; what the file calls proved is claimed only, where the proof is not complete."""
    if theorem.status == "proved" and not complete:
        return f"not proved: the proof is not complete (to be {_PROVED[theorem.about]})"
    return _STATUS[theorem.status][theorem.about]


def quantifier_sentence(theorem: Theorem) -> str:
    """``for every draw``, ``with probability at least 1 - delta``."""
    word = str(theorem.quantifier)
    return _QUANTIFIER.get(word, word)


def sharpness_sentence(shown: str) -> str:
    """A word for sharpness as a sentence; a remark that says more (what a check found) stays as it is."""
    word = next(
        (word for word in _SHARPNESS if shown == word or shown.startswith((f"{word}, ", f"{word} ("))), ""
    )
    return _SHARPNESS[word] + shown[len(word) :] if word else shown
