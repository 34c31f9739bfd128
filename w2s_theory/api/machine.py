"""The parts found on this machine: what ``w2s doctor`` prints, as a value."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from w2s_theory.cores import available_cores
from w2s_theory.printing.escaped import escaped
from w2s_theory.tables import html_table, latex_table

_PARTS = (
    ("sympy", "exact derivations"),
    ("mpmath", "high precision"),
    ("python-flint", "certified balls"),
    ("gmpy2", "speed of mpmath"),
    ("numpy", "arrays"),
    ("scipy", "linear algebra and statistics"),
    ("matplotlib", "figures"),
    ("rich", "progress bars"),
    ("Jinja2", "report"),
    ("latex2mathml", "formulas of the report"),
    ("threadpoolctl", "threads of the linear algebra"),
    ("loky", "worker processes of sweeps"),
)

_EXTRAS = (
    ("distributed", "sweeps on a Dask cluster", "cluster"),
    ("pyarrow", "export of sweeps as Parquet", "parquet"),
    ("safetensors", "features in that format", "features"),
)


@dataclass(frozen=True, eq=False)
class Machine:
    """The parts found: rows with name, found, needed, version and a note (what it is, or how to get it)."""

    parts: tuple[dict[str, Any], ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of parts that are needed and not there."""
        return tuple(part["name"] for part in self.parts if part["needed"] and not part["found"])

    def to_dict(self) -> dict[str, Any]:
        """The object of ``w2s doctor --json``."""
        return {"parts": list(self.parts)}

    def to_latex(self) -> str:
        """A ``tabular`` of parts and versions."""
        rows = [(escaped(part["name"]), escaped(part["version"] or "-")) for part in self.parts]
        return latex_table(rows, "ll", ("part", "version"))

    def __repr__(self) -> str:
        found = sum(part["found"] for part in self.parts)
        missing = f"; missing: {', '.join(self.missing)}" if self.missing else ""
        return f"<{found} of {len(self.parts)} parts found{missing}>"

    def _repr_html_(self) -> str:
        names = ("name", "version", "note")
        return html_table([[part[each] for each in names] for part in self.parts], names, repr(self))


def doctor() -> Machine:
    """Say which parts are installed, their versions, the linear algebra and the precision back ends.

    Returns
    -------
    Machine

    Examples
    --------
    >>> doctor().missing
    ()
    """
    return Machine(tuple(describe_machine()))


def describe_machine() -> list[dict[str, Any]]:
    """Rows with name, found, needed, version and a note (what it is, or how to get it)."""
    rows = [
        _row("python", platform.python_version(), f"{platform.system()} {platform.machine()}"),
        *(_package(name, use) for name, use in _PARTS),
        *(_extra(name, use, extra) for name, use, extra in _EXTRAS),
        _back_ends(),
        *_linear_algebra(),
        _coq(),
        _row("cores", str(available_cores()), "worker processes of `w2s check`; --threads changes it"),
    ]
    return rows


def _row(name: str, found_version: str | None, note: str, needed: bool = True) -> dict[str, Any]:
    return {
        "name": name,
        "found": found_version is not None,
        "needed": needed,
        "version": found_version,
        "note": note,
    }


def _package(name: str, use: str) -> dict[str, Any]:
    try:
        return _row(name, version(name), use)
    except PackageNotFoundError:
        return _row(name, None, f"{use}; get it with: pip install {name}")


def _extra(name: str, use: str, extra: str) -> dict[str, Any]:
    try:
        return _row(name, version(name), use, needed=False)
    except PackageNotFoundError:
        note = f"{use}; get it with: pip install 'w2s_theory[{extra}]'"
        return _row(name, None, note, needed=False)


def _coq() -> dict[str, Any]:
    from w2s_theory.second_kernel.coqc import INSTALL, coq_version

    return _row("coqc", coq_version(), f"optional, for `w2s prove --coq`: {INSTALL}", needed=False)


def _back_ends() -> dict[str, Any]:
    try:
        from mpmath.libmp import BACKEND
        from sympy.external.gmpy import GROUND_TYPES
    except ImportError as problem:
        return _row("precision back ends", None, f"they do not load: {problem}")
    return _row(
        "precision back ends", f"{GROUND_TYPES}, {BACKEND}", "exact numbers of SymPy, integers of mpmath"
    )


def _linear_algebra() -> list[dict[str, Any]]:
    import numpy.linalg  # noqa: F401  loads the BLAS that is looked for next
    from threadpoolctl import threadpool_info

    return [
        _row(
            f"BLAS of {each.get('filepath', '').rsplit('/', 1)[-1].split('-')[0]}",
            each.get("version") or "unknown",
            f"{each.get('internal_api')}, {each.get('num_threads')} threads",
        )
        for each in threadpool_info()
        if each.get("user_api") == "blas"
    ]
