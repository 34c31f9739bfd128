"""The tuples of a user's theorem file: what each must hold, and the comma that a tuple of one entry needs.

Python reads ``(claim)`` as the claim, and the records hold what they are given: it is looked at before anything uses it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from w2s_theory.exact_number import shorten
from w2s_theory.records.claim import Claim
from w2s_theory.records.errors import InputError
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter
from w2s_theory.records.step import Step

if TYPE_CHECKING:
    from w2s_theory.records.theorem import Theorem


def _is_name(value: Any) -> bool:
    return isinstance(value, str)


def _is_claim(value: Any) -> bool:
    return isinstance(value, Claim)


def _is_parameter(value: Any) -> bool:
    return isinstance(value, Parameter)


def _is_operator(value: Any) -> bool:
    return isinstance(value, Operator)


def _is_named_claim(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and _is_name(value[0]) and _is_claim(value[1])


def _is_image(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and not any(isinstance(each, tuple) for each in value)


_Entry = tuple[str, Callable[[Any], bool], str]
_NAME: _Entry = ("name", _is_name, '("f_star",)')
_CLAIM: _Entry = ("Claim", _is_claim, '(Claim(L_TE, "<=", 1),)')
_PARAMETER: _Entry = ("Parameter", _is_parameter, '(Parameter("L_TE", reals(0, 1)),)')
_OPERATOR: _Entry = ("Operator", _is_operator, '(Operator("P", "projection", ((f_star, f_TE),)),)')
_FACT: _Entry = ("pair of a name and a Claim", _is_named_claim, '(("target.unit", Claim(...)),)')
_IMAGE: _Entry = ("pair of a vector and its image", _is_image, "((f_star, f_TE),)")


def require_tuples(theorem: Theorem) -> None:
    """Raise ``InputError`` where a field of a theorem or of its setting holds something else than it must."""
    _require("parameters", theorem.parameters, _PARAMETER)
    _require("hypotheses", theorem.hypotheses, _CLAIM)
    _require("assumptions", theorem.assumptions, _NAME)
    _require("depends_on", theorem.depends_on, _NAME)
    _require_declared(theorem)
    setting = theorem.setting
    if setting is None:
        return
    if not isinstance(setting, Hilbert):
        raise InputError(f"setting must be a Hilbert(...), not {type(setting).__name__}")
    for name in ("vectors", "random", "square_integrable", "integrable"):
        _require(f"the setting's {name}", getattr(setting, name), _NAME)
    _require("the setting's operators", setting.operators, _OPERATOR)
    _require("the setting's facts", setting.facts, _FACT)
    for operator in setting.operators:
        _require(f"the images of {operator.letter}", operator.images, _IMAGE)


def _require_declared(theorem: Theorem) -> None:
    """A bound is evaluated at values of the parameters: it may speak of no other letter."""
    import sympy

    if not isinstance(theorem.bound, sympy.Expr):
        return
    letters = {each.name for each in theorem.bound.free_symbols if isinstance(each, sympy.Symbol)}
    letters |= {str(each.base.label) for each in theorem.bound.atoms(sympy.Indexed)}
    missing = sorted(letters - {each.symbol for each in theorem.parameters})
    if missing:
        raise InputError(
            f"the bound speaks of {', '.join(missing)}, which is no parameter: add "
            + ", ".join(f'Parameter("{each}", reals(0, 1))' for each in missing)
            + " with its own domain to parameters"
        )


def require_step_tuples(step: Step) -> None:
    """The same of a step of its proof."""
    for name, entry in (("uses", _NAME), ("unfold", _NAME), ("where", _CLAIM), ("variables", _PARAMETER)):
        _require(f"{name} of step {step.name}", getattr(step, name), entry)


def _require(what: str, value: Any, entry: _Entry) -> None:
    word, is_one, example = entry
    if is_one(value) or (word == "Claim" and _is_named_claim(value)):
        raise InputError(
            f"{what} must be a tuple, and is one {word}: a comma is missing, a tuple of one is written {example}"
        )
    if not isinstance(value, tuple | list):
        raise InputError(f"{what} must be a tuple such as {example}, not {type(value).__name__}")
    for each in value:
        if not is_one(each):
            named = word == "Claim" and _is_named_claim(each)
            hint = ": leave out the name" if named else ""
            raise InputError(
                f"each entry of {what} must be a {word}, as in {example}, and {shorten(str(each))} is none{hint}"
            )
