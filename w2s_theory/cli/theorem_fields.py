"""The theorems that a command speaks of: of the catalog, and of a file of the user's."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from w2s_theory.checks.proofs import require_well_formed
from w2s_theory.records.errors import InputError
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Theorem
from w2s_theory.theorems.form import form_warnings
from w2s_theory.theorems.listing import Catalog, load_theorem
from w2s_theory.theorems.names import chosen_names
from w2s_theory.theorems.shape import require_step_tuples
from w2s_theory.theorems.user_code import one_line, user_code


def require_names(names: Sequence[str], catalog: Mapping[str, Theorem]) -> list[str]:
    """The theorems meant (all without a word): names, unique parts of names, subjects; each once."""
    return chosen_names(names, catalog) or list(catalog)


def with_file(
    file: str | None, catalog: Mapping[str, Theorem]
) -> tuple[Mapping[str, Theorem], tuple[str, ...]]:
    """The catalog with the theorem of a user's file in front, and its name; a proof of bad form is refused."""
    if file is None:
        return catalog, ()
    theorem = load_theorem(file)
    try:
        with user_code(file):
            require_steps(theorem)
    except Exception as error:
        reason = str(error) if isinstance(error, InputError) else f"its proof() raises {one_line(error)}"
        raise InputError(reason if file in reason else f"{file}: {reason}") from error
    with user_code(file):
        require_well_formed(theorem, catalog)
    return ChainMap({theorem.name: theorem}, cast(dict[str, Theorem], catalog)), (theorem.name,)


def one_theorem(name: str | None, file: str | None) -> tuple[Mapping[str, Theorem], str, tuple[str, ...]]:
    """The catalog, the theorem meant, and remarks, for a command that takes NAME or ``--file``."""
    if (name is None) == (file is None):
        raise InputError("give the NAME of a theorem (w2s list) or --file MY_THEOREM.py, one of the two")
    if file is None:
        return Catalog(), str(name), ()
    catalog, (own,) = with_file(file, Catalog())
    return catalog, own, form_warnings(catalog[own], Path(file))


def require_steps(theorem: Theorem) -> None:
    """Refuse a proof that is no sequence of steps."""
    steps = theorem.proof()
    if not isinstance(steps, tuple) or not all(isinstance(step, Step) for step in steps):
        comma = (
            ": a comma is missing, a tuple of one is written (Step(...),)" if isinstance(steps, Step) else ""
        )
        raise InputError(f"its proof() must return a tuple of steps{comma}")
    for step in steps:
        require_step_tuples(step)


def with_file_if_it_loads(
    file: str | None, catalog: Mapping[str, Theorem], names: Sequence[str]
) -> tuple[Mapping[str, Theorem], tuple[str, ...], tuple[str, ...]]:
    """As :func:`with_file`, with remarks: beside named theorems a file that does not load stops none of them."""
    try:
        return *with_file(file, catalog), ()
    except InputError as problem:
        if not names or file is None or not Path(file).is_file():
            raise
        return catalog, (), (str(problem),)
