"""Bias and noise over time: the two parts of the student's error, as bars."""

from __future__ import annotations

import numpy as np

from w2s_theory.figures.style import BLUE, INK, ORANGE
from w2s_theory.report.pictures.picture import Picture
from w2s_theory.report.pictures.values import DEGREES, DIMENSION, bounds_at, eigenvalues, modes, shares
from w2s_theory.report.svg.lettering import Lettering
from w2s_theory.report.svg.scale import plain_label

PICTURE_OF = "student_error_eq_bias_plus_noise"
L_TE = 0.05
TAUS = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0, 300.0)
_LEFT, _BOTTOM, _TALL, _STEP, _WIDE = 70.0, 310.0, 250.0, 62.0, 40.0


def parts() -> tuple[np.ndarray, np.ndarray]:
    """Bias, the error of a teacher without noise, and what the noise adds: values of the theorem's formula at TAUS."""
    tau = np.array(TAUS)
    target, others = eigenvalues()[0], np.array(eigenvalues()[1:])
    own, rest = shares(L_TE)[0], np.array(shares(L_TE)[1:])
    count = len(tau)
    letters = {
        "L_TE": np.full(count, L_TE), "s": -np.expm1(-tau), "t": tau / target, "n": np.full(count, len(others)),
        "lambdas": modes(PICTURE_OF, "lambdas", others, count),
    }  # fmt: skip
    noise = np.sqrt(L_TE * (1 - L_TE) * rest)
    (whole,) = bounds_at(
        PICTURE_OF, omega_k=np.full(count, own), b=modes(PICTURE_OF, "b", noise, count), **letters
    )
    (bias,) = bounds_at(
        PICTURE_OF, omega_k=np.zeros(count), b=modes(PICTURE_OF, "b", 0 * noise, count), **letters
    )
    return bias, whole - bias


def draw(prefix: str) -> Picture:
    """One bar per time: bias below, noise on it."""
    bias, noise = parts()
    letters = Lettering(f"{prefix}-")
    top = float(max(bias + noise))
    bars = []
    for number, (tau, low, high) in enumerate(zip(TAUS, bias, noise, strict=True)):
        x = _LEFT + 14 + number * _STEP
        below, above = _TALL * float(low) / top, _TALL * float(high) / top
        bars.append(
            f'<rect x="{x:.1f}" y="{_BOTTOM - below:.1f}" width="{_WIDE}" height="{below:.1f}" fill="{BLUE}"/>'
            f'<rect x="{x:.1f}" y="{_BOTTOM - below - above:.1f}" width="{_WIDE}" height="{above:.1f}" fill="{ORANGE}"/>'
        )
        middle = x + _WIDE / 2
        bars.append(
            letters.write(middle, _BOTTOM - below - above - 6, f"{low + high:.3f}", INK, 10.5, "middle")
        )
        bars.append(letters.write(middle, _BOTTOM + 17, plain_label(tau), INK, 11.5, "middle"))
    width = _LEFT + 14 + len(TAUS) * _STEP
    level = _BOTTOM - _TALL * L_TE / top
    bars += [
        f'<path d="M{_LEFT} {_BOTTOM}H{width:.0f}" stroke="{INK}"/>',
        f'<path d="M{_LEFT} {level:.1f}H{width:.0f}" stroke="{INK}" stroke-dasharray="5 4"/>',
        letters.write(_LEFT - 6, level + 4, "$L_{TE}$", INK, 12, "end"),
        letters.write((_LEFT + width) / 2, _BOTTOM + 40, "$\\lambda_1 t$", INK, 12.5, "middle"),
        f'<rect x="{_LEFT + 300:.0f}" y="14" width="12" height="12" fill="{BLUE}"/>',
        letters.write(_LEFT + 318, 25, "bias: too little learnt", INK, 12),
        f'<rect x="{_LEFT + 300:.0f}" y="36" width="12" height="12" fill="{ORANGE}"/>',
        letters.write(_LEFT + 318, 47, "noise: mistakes learnt", INK, 12),
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width + 10:.0f} 360" width="{width + 10:.0f}" height="360">'
        f"<defs>{letters.definitions()}</defs>{''.join(bars)}</svg>\n"
    )
    return Picture(
        svg,
        f"The theorem's formula at L_TE = {L_TE:g} for the eigenvalues of ReLU features at d = {DIMENSION}, degrees up to "
        f"{max(DEGREES)}, the noise spread over them as in the deterministic equivalent. L_ST stands over each bar: it is "
        "least where the target is learnt and most of the mistakes are not.",
    )
