r"""Between conventions: exact factors for eigenvalues, kernels, times, losses and top weights.

The reference is the convention of :mod:`w2s_theory.notation`: bottom weights on the sphere, kernel
K = E_u[sigma sigma] as it stands, network sum_i w_i sigma(<u_i, x>), loss 1/2 E(f - y)^2, top-layer
speed 1/M. In every convention (eigenvalue) x (time) x (rate) is the same number, and that number is
all that a student's predictor depends on.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from w2s_theory.records.errors import InputError

BottomWeights = Literal["sphere", "gaussian"]
Scaling = Literal["1", "1/sqrt(M)", "1/M"]
Speed = Literal["1/M", "1", "M"]

# powers of sqrt(M) in the output factor c, and of M in the speed eta
_OUTPUT = {"1": 0, "1/sqrt(M)": -1, "1/M": -2}
_SPEED = {"1/M": -1, "1": 0, "M": 1}


@dataclass(frozen=True, slots=True)
class Convention:
    """One way to write the same network.

    Parameters
    ----------
    bottom_weights
        ``sphere``: u uniform on S^{d-1}; ``gaussian``: u ~ N(0, I_d), whose kernel for
        sigma_p = max(z, 0)^p is larger by d(d+2)...(d+2p-2).
    unit_diagonal
        Whether the kernel is divided by K(x, x), so that K(x, x) = 1.
    output
        c in f(x) = c sum_i w_i sigma(<u_i, x>).
    speed
        eta in dw/dt = -eta grad(loss).
    half_loss
        Whether the loss is 1/2 E(f - y)^2 (else E(f - y)^2, which doubles every rate).
    """

    bottom_weights: BottomWeights = "sphere"
    unit_diagonal: bool = False
    output: Scaling = "1"
    speed: Speed = "1/M"
    half_loss: bool = True

    def __post_init__(self) -> None:
        if self.bottom_weights not in ("sphere", "gaussian"):
            raise InputError(f"bottom_weights must be 'sphere' or 'gaussian', not {self.bottom_weights!r}")
        if self.output not in _OUTPUT:
            raise InputError(f"output must be '1', '1/sqrt(M)' or '1/M', not {self.output!r}")
        if self.speed not in _SPEED:
            raise InputError(f"speed must be '1/M', '1' or 'M', not {self.speed!r}")


REFERENCE = Convention()


def gaussian_factor(dimension: int, power: int) -> int:
    """d(d+2)...(d+2p-2) = E|g|^{2p}: the kernel of Gaussian units over that of units on the sphere.

    Raises
    ------
    InputError
        Unless d >= 2 and p >= 0 are whole numbers.
    """
    _require(dimension, "the dimension", 2)
    _require(power, "the power", 0)
    value = 1
    for i in range(power):
        value *= dimension + 2 * i
    return value


def kernel_diagonal(dimension: int, power: int, convention: Convention = REFERENCE) -> Fraction:
    """K(x, x) for sigma_p: 1/2 times 1 * 3 * ... * (2p-1) / (d(d+2)...(d+2p-2)) in the reference."""
    if convention.unit_diagonal:
        return Fraction(1)
    double_factorial = 1
    for i in range(power):
        double_factorial *= 2 * i + 1
    sphere = Fraction(double_factorial, 2 * gaussian_factor(dimension, power))
    return sphere * gaussian_factor(dimension, power) if convention.bottom_weights == "gaussian" else sphere


def eigenvalue_factor(convention: Convention, dimension: int, power: int) -> Fraction:
    """Eigenvalue (or kernel value) in the convention over that in the reference, exact."""
    return kernel_diagonal(dimension, power, convention) / kernel_diagonal(dimension, power)


def rate(convention: Convention, units: int | None = None) -> Fraction:
    """How fast a mode of K_hat = (1/M) sum phi phi decays per unit of time: eta c^2 M (x 2 without the 1/2).

    Parameters
    ----------
    convention : Convention
    units : int, optional
        M; needed unless the powers of M cancel.

    Raises
    ------
    InputError
        If M is needed and not given, or not a whole number >= 1.
    """
    power = _SPEED[convention.speed] + _OUTPUT[convention.output] + 1
    if power != 0 and units is None:
        raise InputError("this convention's time depends on the number of units: give units")
    if units is not None:
        _require(units, "the number of units", 1)
    return (Fraction(1) if convention.half_loss else Fraction(2)) * Fraction(units or 1) ** power


def convert_eigenvalue(
    value: Any, source: Convention, target: Convention, dimension: int, power: int = 1
) -> Any:
    """A kernel eigenvalue of sigma_p (or a value of the kernel) from one convention to another.

    Parameters
    ----------
    value : number or array
        int, Fraction, float, SymPy, mpmath or array; exact values stay exact.
    source, target : Convention
    dimension, power : int
        d and p.
    """
    factor = eigenvalue_factor(target, dimension, power) / eigenvalue_factor(source, dimension, power)
    return _times(value, factor)


convert_kernel = convert_eigenvalue


def convert_time(
    value: Any,
    source: Convention,
    target: Convention,
    dimension: int,
    power: int = 1,
    units: int | None = None,
) -> Any:
    """A gradient-flow time from one convention to another: rate x eigenvalue x time is kept.

    Parameters
    ----------
    value : number or array
        Time in the source convention; ``inf`` stays ``inf``.
    source, target : Convention
    dimension, power : int
        d and p.
    units : int, optional
        Units M of the network that is trained; needed unless the powers of M cancel in both.

    Raises
    ------
    InputError
        If M is needed and not given.
    """
    # the unit_diagonal kernel is the kernel of sigma/sqrt(K(x,x)), so its flow is faster by the same factor
    speed_source = rate(source, units) * eigenvalue_factor(source, dimension, power)
    speed_target = rate(target, units) * eigenvalue_factor(target, dimension, power)
    return _times(value, speed_source / speed_target)


def convert_loss(value: Any, source: Convention, target: Convention) -> Any:
    """A value of the training loss; errors L_TE, L_ST are E(f - f*)^2 in every convention."""
    halves = {True: Fraction(1, 2), False: Fraction(1)}
    return _times(value, halves[target.half_loss] / halves[source.half_loss])


def scaled_time(time: Any, eigenvalue: Any) -> Any:
    """The scaled time tau = lambda_k t, the same in every convention (take both from one)."""
    return time * eigenvalue


def time_of(scaled: Any, eigenvalue: Any) -> Any:
    """The time t = tau / lambda_k; exact for exact arguments."""
    if eigenvalue == 0:
        raise InputError("a mode with eigenvalue 0 is never learnt: its scaled time stands for no time")
    return Fraction(scaled) / eigenvalue if isinstance(scaled, int) else scaled / eigenvalue


def time_of_steps(steps: Any, step_size: Any) -> Any:
    """The time t = n eta, the flow time that n explicit steps of size eta stand for."""
    return steps * step_size


def steps_of_time(time: Any, step_size: Any) -> Any:
    """The number of steps n = t / eta, not rounded; exact for exact arguments."""
    if step_size == 0:
        raise InputError("the step size must not be 0")
    return Fraction(time) / step_size if isinstance(time, int) else time / step_size


def _times(value: Any, factor: Fraction) -> Any:
    if isinstance(value, int | Fraction):
        return value * factor
    # numerator first, so that SymPy, balls and arrays of floats all stay what they are
    return value * factor.numerator / factor.denominator


def _require(value: Any, what: str, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise InputError(f"{what} must be a whole number >= {least}, and {value!r} is not")
