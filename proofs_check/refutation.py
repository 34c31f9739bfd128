"""When a single point may refute a claim: only if it certainly satisfies all that is assumed."""

from __future__ import annotations

from proofs_check.kernel import Context


def inequalities_only(context: Context) -> bool:
    """Whether everything assumed is a domain or an inequality, which a point can be tested against.

    An assumed equality between letters, an equation of an unknown function, or the vectors of a
    Hilbert space restrict the letters in ways that no single point shows.
    """
    if context.statement.setting is not None:
        return False
    return all(each.relation != "==" for each in (*context.statement.hypotheses, *context.step.where))
