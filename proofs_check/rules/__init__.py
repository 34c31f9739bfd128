"""The decision procedures, one per file, found by listing this folder; each has ``decide(context)``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from proofs_check.kernel import Rule


@cache
def load_rules() -> dict[str, Rule]:
    """Every rule by the name of its file."""
    return {
        module.name: importlib.import_module(f"{__name__}.{module.name}").decide
        for module in pkgutil.iter_modules(__path__)
    }
