"""What ``w2s doctor`` looks at."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from w2s_theory.cli.threads import available_cores

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
)


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
