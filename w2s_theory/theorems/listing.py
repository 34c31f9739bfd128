"""Finding theorems: the folder is the list.

A theorem is a file whose module has a ``THEOREM``; the file's stem is its name and the folder it
stands in is its subject. Listing reads no file but looks for the word ``THEOREM`` in it, so that
``w2s list`` need not import what it does not show. One broken file does not hide the others.
"""

from __future__ import annotations

import copyreg
import difflib
import importlib
import importlib.util
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from w2s_theory.given import require_path
from w2s_theory.records.errors import InputError
from w2s_theory.theorems import headers
from w2s_theory.theorems.user_code import one_line as one_line
from w2s_theory.theorems.user_code import user_code

if TYPE_CHECKING:
    from w2s_theory.records.theorem import Theorem

FOLDER = Path(__file__).parent
# before the name of a module that is a file of the user's
_OWN = "_user_theorem_"
# in such a module: the theorem that was handed out
_LOADED = "_loaded_theorem"


@dataclass(frozen=True, slots=True)
class Broken:
    """A theorem file that could not be loaded, and why, in one line."""

    path: str
    reason: str


def theorem_files(folder: Path = FOLDER) -> dict[str, Path]:
    """Name -> file, sorted by subject and name; ``InputError`` if two subjects have a file of one name."""
    found: dict[str, Path] = {}
    for path in sorted(folder.glob("*/*.py")):
        if is_theorem_file(path):
            if twin := found.get(path.stem):
                raise InputError(
                    f"{twin.parent.name} and {path.parent.name} both have a theorem {path.stem}: give one another name"
                )
            found[path.stem] = path
    return found


def is_theorem_file(path: Path) -> bool:
    """Whether a file says ``THEOREM = ...``; it is not run."""
    return "\nTHEOREM = " in path.read_text(encoding="utf-8", errors="replace")


def subject(name: str) -> str:
    """The folder in which a theorem stands."""
    return theorem_files()[name].parent.name


class Catalog(Mapping[str, "Theorem"]):
    """Theorems by name, loaded when asked for; of some files only, if they are given."""

    def __init__(self, files: Mapping[str, Path] | None = None) -> None:
        self._files = theorem_files() if files is None else dict(files)

    def __getitem__(self, name: str) -> Theorem:
        if name not in self._files:
            raise InputError(f"there is no theorem {name!r}{suggestion(name, self._files)}")
        path = self._files[name]
        theorem = _checked(importlib.import_module(f"{__package__}.{path.parent.name}.{name}"), path)
        if theorem.name != name:
            raise InputError(f"{path.name} holds a theorem named {theorem.name}: the stem must be the name")
        return theorem

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __repr__(self) -> str:
        return f"<catalog of {len(self)} theorems: {', '.join(self._files)}>"


def docstring_of(theorem: Theorem | str) -> str:
    """The docstring of the file that a theorem (or the name of one) comes from; empty if it has none.

    The file of a theorem of the library is read, not run; a file of the user's was run when it was loaded.
    """
    name = theorem if isinstance(theorem, str) else theorem.name
    own = sys.modules.get(f"{_OWN}{name}")
    files = theorem_files()
    if own is not None and (name not in files or getattr(own, "THEOREM", None) is theorem):
        return own.__doc__ or ""
    if name not in files:
        return ""
    return headers.docstring_of(files[name])


def suggestion(name: str, names: Mapping[str, object] | list[str]) -> str:
    """``; did you mean ...?`` for the nearest name, or how to list them."""
    near = difflib.get_close_matches(name, list(names), n=1, cutoff=0.4)
    return f"; did you mean {near[0]}?" if near else "; `w2s list` names them"


def load_all(catalog: Mapping[str, Theorem]) -> tuple[dict[str, Theorem], list[Broken]]:
    """All theorems that load, and the files that do not with the reason."""
    loaded, broken = {}, []
    for name in catalog:
        try:
            loaded[name] = catalog[name]
        except Exception as error:  # a broken file must not hide the others
            broken.append(Broken(f"{name}.py", one_line(error)))
    return loaded, broken


def load_theorem(path: str | Path) -> Theorem:
    """The theorem of a file of the user's, which is Python that the user chose to run.

    A theorem without an experiment gets one that is made from its setting.

    Parameters
    ----------
    path : path
        A ``.py`` file whose ``THEOREM`` is the theorem (:func:`~w2s_theory.new_theorem_file` writes one to start from).

    Returns
    -------
    Theorem
        For every function that takes a theorem.

    Raises
    ------
    InputError
        If the file is missing, does not run, or has no ``THEOREM``.
    """
    path = require_path(path, "a theorem file")
    if not path.is_file():
        raise InputError(f"{path} is not a file: give the path of a theorem file")
    if not path.stem.isidentifier():
        raise InputError(
            f"{path.name}: the stem of a theorem file is its name, and must be a Python identifier"
        )
    spec = importlib.util.spec_from_file_location(f"{_OWN}{path.stem}", path)
    if spec is None or spec.loader is None:
        raise InputError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        with user_code(str(path)):
            spec.loader.exec_module(module)
    except Exception as error:
        reason = str(error) if isinstance(error, InputError) else f"{path} does not load: {one_line(error)}"
        raise InputError(reason) from error
    theorem = _checked(module, path)
    from w2s_theory.theorems.shape import require_tuples

    try:
        with user_code(str(path)):
            require_tuples(theorem)
    except InputError as problem:
        raise InputError(f"{path.name}: {problem}") from problem
    sys.modules[f"{_OWN}{theorem.name}"] = module  # where its docstring is looked for
    from w2s_theory.theorems.setting_draws import with_experiment

    with user_code(str(path)):
        theorem = with_experiment(theorem)
    setattr(module, _LOADED, theorem)  # noqa: B010  what a copy of it is compared with
    return theorem


def _checked(module: object, path: Path) -> Theorem:
    from w2s_theory.records.theorem import Theorem

    copyreg.pickle(Theorem, _reduced)
    theorem = getattr(module, "THEOREM", None)
    if not isinstance(theorem, Theorem):
        raise InputError(f"{path.name} has no THEOREM")
    return theorem


def _reduced(theorem: Theorem) -> Any:
    """What pickle and copy keep of a theorem: where it is found; its functions are those of its file."""
    own = sys.modules.get(f"{_OWN}{theorem.name}")
    if getattr(own, _LOADED, None) is theorem:
        return _loaded, (str(getattr(own, "__file__", "")),)
    path = theorem_files().get(theorem.name)
    module = path and sys.modules.get(f"{__package__}.{path.parent.name}.{theorem.name}")
    if getattr(module, "THEOREM", None) is theorem:
        return _of_the_library, (theorem.name,)
    return object.__reduce_ex__(theorem, 4)


def _of_the_library(name: str) -> Theorem:
    return Catalog()[name]


def _loaded(path: str) -> Theorem:
    """The theorem of a user's file: the one that is loaded already, or the file is run as by :func:`load_theorem`."""
    own = sys.modules.get(f"{_OWN}{Path(path).stem}")
    found = getattr(own, _LOADED, None)
    return found if found is not None and getattr(own, "__file__", None) == path else load_theorem(path)
