"""Whether a statement is about anything: a contradiction among its assumptions, derived; it may only refuse."""

from __future__ import annotations

from proofs_check.consistency.derivation import contradiction_in

__all__ = ("contradiction_in",)
