"""Labels: class numbers as indicator columns, or values as they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from w2s_theory.diagnosis.feature_files import Numbers
from w2s_theory.records.errors import InputError

MOST_CLASSES = 1000


@dataclass(frozen=True, eq=False)
class Labels:
    """Columns of the target.

    Parameters
    ----------
    values
        Class number of each row as its place in ``classes``, shape (m,); or values, shape (m, c).
    classes
        The distinct class numbers, shape (c,); ``None`` for values.
    """

    values: np.ndarray
    classes: np.ndarray | None

    @property
    def outputs(self) -> int:
        """c: one column for each class, or for each value."""
        return self.values.shape[1] if self.classes is None else len(self.classes)

    @property
    def kind(self) -> str:
        """``classes`` or ``values``."""
        return "values" if self.classes is None else "classes"

    def rows(self, first: int, last: int) -> np.ndarray:
        """The columns of some rows; of classes 1 in its class and 0 elsewhere."""
        if self.classes is None:
            return self.values[first:last]
        found = np.zeros((last - first, len(self.classes)))
        found[np.arange(last - first), self.values[first:last]] = 1.0
        return found

    def sorted_by_class(self, groups: int) -> bool:
        """Whether contiguous groups of rows lack a class much more often than they would in random order."""
        if self.classes is None:
            return False
        ends = [len(self.values) * number // groups for number in range(groups + 1)]
        counts = np.array(
            [
                np.bincount(self.values[a:b], minlength=len(self.classes))
                for a, b in zip(ends[:-1], ends[1:], strict=True)
            ]
        )
        expected = groups * np.sum((1 - 1 / groups) ** counts.sum(axis=0))
        return bool(np.sum(counts == 0) > 3 * expected + 3)


def read_labels(numbers: Numbers, rows: int) -> Labels:
    """Class numbers (whole, one a row) or values (floats, one or more a row).

    Raises
    ------
    InputError
        For another number of rows, values that are not finite, labels that are all equal, or too many classes.
    """
    array = np.asarray(numbers.array)
    if array.ndim not in (1, 2) or not array.size:
        raise InputError(f"the labels must have the shape (m,) or (m, c), not {array.shape}")
    if array.shape[0] != rows:
        raise InputError(
            f"there are {rows} rows of features and {array.shape[0]} labels: give one for each row"
        )
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if numbers.whole and array.ndim == 1:
        classes, places = np.unique(array, return_inverse=True)
        if len(classes) == 1:
            raise InputError("the labels name one class only: there is nothing to learn")
        if len(classes) > min(MOST_CLASSES, rows // 2):
            raise InputError(
                f"the labels are whole numbers with {len(classes)} different values: as classes that is too many; "
                "save them as floats if they are values"
            )
        return Labels(places, classes)
    values = numbers.rows(0, rows, np.float64).reshape(rows, -1)
    if values.shape[1] > MOST_CLASSES:
        raise InputError(f"the labels have {values.shape[1]} columns, and at most {MOST_CLASSES} are read")
    bad = np.argwhere(~np.isfinite(values))
    if len(bad):
        raise InputError(f"the labels are not finite at row {int(bad[0, 0])} (from 0): leave such rows out")
    if not np.any(values != values[0]):
        raise InputError("all labels are equal: there is nothing to learn")
    # one scale for all columns: errors are relative to their variance anyway, and float32 products stay near 1
    values = values - values.mean(axis=0)
    return Labels(values / np.sqrt(np.mean(values**2)), None)
