"""``w2s simulate`` without the printing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from w2s_theory.cli.progress import progress_bar


def simulate_at(
    dimension: int,
    power: int,
    teacher_units: int,
    student_units: float,
    degree: int,
    taus: Sequence[float],
    trials: int,
    seed: int,
) -> dict[str, Any]:
    """Draw networks and describe their errors at the stopping times tau = lambda_k t."""
    from w2s_theory.evaluate.scaled_times import compute_times
    from w2s_theory.models.relu_sphere import relu_sphere
    from w2s_theory.simulate.networks import simulate_networks

    model = relu_sphere(dimension, power)
    times = compute_times(dimension, degree, power, taus)
    with progress_bar("simulating", trials) as advance:
        found = simulate_networks(
            model,
            teacher_units,
            student_units=student_units,
            target=degree,
            times=times,
            trials=trials,
            seed=seed,
            progress=lambda done: advance("", done, trials),
        )
    data = found.to_dict()
    # the tau that was typed, not the one that rounding gives back
    rows = [{**row, "tau": tau} for row, tau in zip(data["student_errors"], taus, strict=True)]
    return {**data, "student_errors": rows}
