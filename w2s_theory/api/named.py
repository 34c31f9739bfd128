"""A theorem by its name, as a value that states itself."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from typing import cast

from w2s_theory.records.theorem import Theorem
from w2s_theory.theorems.names import library, theorem_meant


def theorem(name: str | Theorem) -> Theorem:
    """A theorem of the library: what ``w2s show`` prints, as a value.

    Parameters
    ----------
    name : str
        Its name, or a part that no other name has (``"three_quarters"``).

    Returns
    -------
    Theorem
        ``.show()`` prints the statement, ``.to_latex()`` and ``.to_dict()`` give it; a notebook shows the formula.

    Raises
    ------
    InputError
        For no or several theorems of that name.

    Examples
    --------
    >>> theorem("three_quarters").name
    'student_error_ge_three_quarters_sq_of_shrinkage'
    """
    return theorem_meant(name)


def with_library(found: Theorem) -> Mapping[str, Theorem]:
    """The library, with a theorem in front that may be the user's own."""
    known = library()
    if found.name in known and known[found.name] is found:
        return known
    return ChainMap({found.name: found}, cast(dict[str, Theorem], known))
