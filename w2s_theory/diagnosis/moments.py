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
        Products in float32 for float32 features (blocks are summed in float64: entries to about 1e-6 of the largest), in
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
    total = np.zeros((width, width))
    groups = []
    buffer = np.empty((min(at_once, max(np.diff(ends))), width), dtype)
    for first, last in zip(ends[:-1], ends[1:], strict=True):
        group = np.zeros((width, width), dtype)
        for start, end in _blocks(first, last, at_once):
            block = buffer[: end - start]
            _fill(block, weak, strong, labels, start, end)
            if not groups and start == 0:
                # any row would do: it keeps a large mean from eating the digits
                with np.errstate(invalid="ignore", over="ignore"):
                    shift[1:] = block[:, 1:].mean(axis=0)
            with np.errstate(invalid="ignore", over="ignore"):
                block -= shift
                product = block.T @ block
            if not np.all(np.isfinite(np.diagonal(product))):
                _explain(weak, strong, start, end, shift[1:], dtype)
            group = product if end - start == last - first else group + product
        total += group
        groups.append(group)
    return JointMoments(
        total, tuple(groups), shift.astype(np.float64), weak.shape[1], strong.shape[1], outputs
    )


def _blocks(first: int, last: int, at_once: int) -> Iterator[tuple[int, int]]:
    for start in range(first, last, at_once):
        yield start, min(start + at_once, last)


def _fill(
    block: np.ndarray, weak: Numbers, strong: Numbers, labels: Labels | None, start: int, end: int
) -> None:
    split = 1 + weak.shape[1]
    block[:, 0] = 1.0
    with np.errstate(over="ignore", invalid="ignore"):
        weak.write_rows(start, end, block[:, 1:split])
        strong.write_rows(start, end, block[:, split : split + strong.shape[1]])
    if labels is not None:
        block[:, split + strong.shape[1] :] = labels.rows(start, end)


def _explain(weak: Numbers, strong: Numbers, start: int, end: int, shift: np.ndarray, dtype: Any) -> None:
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
