"""Refusing sizes that do not fit before anything is computed."""

from __future__ import annotations

from pathlib import Path

from w2s_theory.records.errors import InputError


def free_bytes() -> int | None:
    """Memory that can be had now, in bytes: of the machine and of the control group; ``None`` if unknown."""
    found = []
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                found.append(int(line.split()[1]) * 1024)
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
        used = Path("/sys/fs/cgroup/memory.current").read_text().strip()
        if limit != "max":
            found.append(int(limit) - int(used))
    except (OSError, ValueError):
        # no such files on this system: what was found so far counts
        pass
    return min(found) if found else None


def estimate_bytes(dimension: int, teacher_units: int, student_units: float, eigenproblem: bool) -> int:
    """Largest memory of one trial, in bytes."""
    most = teacher_units * (teacher_units + 6 * dimension)
    if student_units != float("inf"):
        size = int(student_units)
        student = size * (size * (4 if eigenproblem else 1) + 6 * dimension + 400)
        most = max(most, student + 3 * teacher_units * dimension)
    return 8 * most + 64 * 2**20


def require_memory(needed: int, what: str) -> None:
    """Raise ``InputError`` with the estimate if ``needed`` bytes exceed what is free."""
    free = free_bytes()
    if needed > (2**46 if free is None else 0.9 * free):
        there = "" if free is None else f" and {free / 2**30:.1f} GiB are free"
        raise InputError(f"{what} needs about {_gib(needed)} GiB of memory{there}: use fewer units")


def _gib(size: int) -> str:
    value = size / 2**30
    return f"{value:.1f}" if value < 1e6 else f"{value:.1e}"
