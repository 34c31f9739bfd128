"""One pass over the rows: the joint second moments of weak features, strong features and labels, by groups of rows.

The blocks of rows stand beside each other, [weak | strong | labels], minus a fixed row, and are multiplied with themselves:
one symmetric product of the linear algebra each. All that follows is a function of these sums, so every number is read once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.diagnosis.feature_files import Numbers
from w2s_theory.diagnosis.labels import Labels
from w2s_theory.records.errors import InputError

GROUPS, FEWEST_GROUPS = 20, 5
FEWEST_ROWS = 40
# rows whose mean is taken off, and groups that are added up in their own type before they are in float64
_SOME_ROWS, _ADDED = 1024, 4
# bytes of the groups' moments, and of one block of rows
_GROUP_MEMORY, _BLOCK_MEMORY = 2 * 1024**3, 96 * 1024**2


@dataclass(frozen=True, eq=False)
class JointMoments:
    """Sums over the rows of one group, or of all; p = 1 + p_w + p_s + c columns, the first of them 1.

    Parameters
    ----------
    total
        Sum over all rows of z z^T, shape (p, p), float64; z is a row minus ``shift``.
    groups
        The same of each group, float32 for float32 features.
    shift
        What was taken from every row, shape (p,); 0 for the first column.
    weak, strong, labels
        How many columns each has.
    """

    total: np.ndarray
    groups: tuple[np.ndarray, ...]
    shift: np.ndarray
    weak: int
    strong: int
    labels: int

    @property
    def samples(self) -> int:
        """m."""
        return round(float(self.total[0, 0]))

    def columns(self, part: str) -> slice:
        """Where ``weak``, ``strong`` or ``labels`` stand."""
        first = {"weak": 1, "strong": 1 + self.weak, "labels": 1 + self.weak + self.strong}[part]
        return slice(first, first + getattr(self, part))


def joint_moments(weak: Numbers, strong: Numbers, labels: Labels | None) -> JointMoments:
    """Read all rows once.

    Parameters
    ----------
    weak, strong : Numbers
        Shapes (m, p_w) and (m, p_s), the same rows in the same order.
    labels : Labels, optional
        Of m rows.

    Returns
    -------
    JointMoments
        Products in float32 for float32 features (most sums are in float64: entries to about 1e-6 of the largest), in
        float64 otherwise. Groups are contiguous: neighbouring rows that depend on each other stay together.

    Raises
    ------
    InputError
        For features that are not finite, with the row and the column; too few rows, too many columns.
    """
    rows, outputs = weak.shape[0], 0 if labels is None else labels.outputs
    width = 1 + weak.shape[1] + strong.shape[1] + outputs
    dtype = np.float32 if weak.working_type is strong.working_type is np.float32 else np.float64
    size = np.dtype(dtype).itemsize
    count = min(GROUPS, _GROUP_MEMORY // (size * width**2))
    if count < FEWEST_GROUPS:
        raise InputError(
            f"{width - 1} columns in all are more than fit: reduce the features, for example to random projections"
        )
    ends = [rows * number // count for number in range(count + 1)]
    at_once = max(256, _BLOCK_MEMORY // (size * width))
    shift = np.zeros(width, dtype)
    buffer = np.empty((min(at_once, max(np.diff(ends))), width), dtype)
    # the mean of some rows: it keeps a large mean of all from eating the digits
    some = buffer[: min(_SOME_ROWS, rows, len(buffer))]
    _fill(some, weak, strong, labels, 0, shift)
    with np.errstate(invalid="ignore", over="ignore"):
        shift[1:] = some[:, 1:].mean(axis=0)
    groups = []
    for first, last in zip(ends[:-1], ends[1:], strict=True):
        group = None
        for start, end in _blocks(first, last, at_once):
            block = buffer[: end - start]
            with np.errstate(invalid="ignore", over="ignore"):
                _fill(block, weak, strong, labels, start, shift)
                product = block.T @ block
            if not np.all(np.isfinite(np.diagonal(product))):
                _explain(weak, strong, start, end, dtype)
            group = product if group is None else group + product
        groups.append(group)
    total = np.zeros((width, width))
    for first in range(0, count, _ADDED):
        total += sum(groups[first + 1 : first + _ADDED], start=groups[first])
    return JointMoments(
        total, tuple(groups), shift.astype(np.float64), weak.shape[1], strong.shape[1], outputs
    )


def _blocks(first: int, last: int, at_once: int) -> Iterator[tuple[int, int]]:
    for start in range(first, last, at_once):
        yield start, min(start + at_once, last)


def _fill(
    block: np.ndarray, weak: Numbers, strong: Numbers, labels: Labels | None, start: int, shift: np.ndarray
) -> None:
    """The rows from ``start`` on, less ``shift``, and a column of ones."""
    end, split = start + len(block), 1 + weak.shape[1]
    after = split + strong.shape[1]
    block[:, 0] = 1.0
    weak.write_rows(start, end, shift[1:split], block[:, 1:split])
    strong.write_rows(start, end, shift[split:after], block[:, split:after])
    if labels is not None:
        np.subtract(labels.rows(start, end), shift[after:], out=block[:, after:], casting="unsafe")


def _explain(weak: Numbers, strong: Numbers, start: int, end: int, dtype: Any) -> None:
    """Say which number it was."""
    for numbers in (weak, strong):
        bad = np.argwhere(~np.isfinite(numbers.rows(start, end, np.float64)))
        if len(bad):
            row, column = (int(each) for each in bad[0])
            raise InputError(
                f"{numbers.name} are not finite at row {start + row}, column {column} (from 0): "
                "leave such rows out, in both files"
            )
    raise InputError(
        f"the features are too large for the squares of {np.dtype(dtype).name}: divide them by a constant"
    )
