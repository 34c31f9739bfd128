"""Feature files: one array, mapped into memory and never executed: ``.npy``, ``.npz`` and ``.safetensors``.

What a file holds is judged by its header alone, before any number is converted: an array of objects, records or raw bytes is
refused, and so are the 8-bit floats, whose numbers mean nothing without a scale that the file does not hold.
"""

from __future__ import annotations

import json
import tokenize
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from w2s_theory.exact_number import shorten, shorten_path
from w2s_theory.given import require_path
from w2s_theory.records.errors import InputError

_ENDINGS = (".npy", ".npz", ".safetensors")
# what the two formats call the types that can be read; bfloat16 is the upper half of a float32
_SAFETENSORS = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "<i1",
    "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "<u1", "BOOL": "|b1",
}  # fmt: skip
_LENGTH_FIELD = 8


@dataclass(frozen=True, eq=False)
class Numbers:
    """An array of real numbers, still where it lies.

    Parameters
    ----------
    array
        Rows are samples; a file's array is mapped into memory. ``uint16`` patterns if ``brain_float``.
    name
        How errors call it.
    brain_float
        Whether the numbers are bfloat16.
    """

    array: np.ndarray
    name: str
    brain_float: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the array."""
        return self.array.shape

    @property
    def whole(self) -> bool:
        """Whether the numbers are whole by their type."""
        return self.array.dtype.kind in "iub" and not self.brain_float

    @property
    def working_type(self) -> type[np.floating]:
        """The float in which nothing of the numbers is lost (of whole numbers: float64)."""
        small = self.array.dtype.itemsize <= 4 and self.array.dtype.kind == "f" or self.brain_float
        return np.float32 if small else np.float64

    def rows(self, first: int, last: int, dtype: Any) -> np.ndarray:
        """Rows ``first`` to ``last`` (not included) as floats, in a new array of C order."""
        return np.array(self._part(first, last), dtype=dtype, order="C")

    def write_rows(self, first: int, last: int, shift: np.ndarray, out: np.ndarray) -> None:
        """The same less ``shift``, written into an array of floats."""
        np.subtract(self._part(first, last), shift, out=out, dtype=out.dtype, casting="unsafe")

    def _part(self, first: int, last: int) -> np.ndarray:
        part = self.array[first:last]
        if self.brain_float:
            return (np.asarray(part, dtype=np.uint32) << 16).view(np.float32)
        return part


def open_numbers(given: Any, what: str) -> Numbers:
    """An array in memory, or a file named ``FILE`` or ``FILE:KEY``.

    Parameters
    ----------
    given : array or path
        ``features.npy``; ``features.npz:layer3`` and ``model.safetensors:layer3`` where a file holds several arrays.
    what : str
        For errors: ``the weak features``.

    Returns
    -------
    Numbers

    Raises
    ------
    InputError
        For what is no such file, an array of anything but real numbers, or a key that is missing or not there.
    """
    if isinstance(given, np.ndarray):
        return _require_real(given, what)
    if isinstance(given, Sequence) and not isinstance(given, str | bytes):
        try:
            return _require_real(np.asarray(given), what)
        except ValueError as problem:
            raise InputError(f"{what} must be an array of numbers with rows of one length") from problem
    path, key = _split_key(require_path(given, what))
    shown = shorten_path(path)
    if path.suffix.lower() not in _ENDINGS:
        raise InputError(f"{what} must be a file that ends in {', '.join(_ENDINGS)}, and {shown} does not")
    if path.is_dir():
        raise InputError(f"{what} must be a file, and {shown} is a folder")
    try:
        if path.suffix.lower() == ".npy":
            if key is not None:
                raise InputError(f"{what}: {shown} holds one array and no key: leave out :{shorten(key)}")
            return _require_real(_read_npy(path, what), what)
        if path.suffix.lower() == ".npz":
            return _read_npz(path, key, what)
        return _read_safetensors(path, key, what)
    except FileNotFoundError:
        raise InputError(f"{what}: there is no file {shown}") from None
    except OSError as problem:
        raise InputError(f"{what}: {shown} cannot be read ({problem.strerror or 'damaged'})") from problem


def _split_key(path: Path) -> tuple[Path, str | None]:
    """``file.npz:key`` apart; a file whose own name has a colon goes first."""
    text = str(path)
    for ending in _ENDINGS:
        place = text.lower().rfind(f"{ending}:")
        if place >= 0 and not _exists(path):
            end = place + len(ending)
            return Path(text[:end]), text[end + 1 :]
    return path, None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _require_real(array: np.ndarray, what: str) -> Numbers:
    _require_type(array.dtype, what)
    return Numbers(array, what)


def _require_type(dtype: np.dtype, what: str) -> None:
    if dtype.hasobject:
        raise InputError(f"{what} hold Python objects, which are never loaded: save an array of numbers")
    if dtype.names is not None:
        raise InputError(f"{what} are records with fields: save one plain array of numbers")
    if dtype.kind == "V":
        raise InputError(
            f"{what} are raw bytes (such as bfloat16 or float8 saved by NumPy), whose meaning is lost: save float32"
        )
    if dtype.kind not in "fiub" or dtype.itemsize > 8 or dtype.name.startswith("float8"):
        raise InputError(f"{what} must be real numbers of at most 64 bits, and their type is {dtype.name}")


def _read_npy(path: Path, what: str) -> np.ndarray:
    with path.open("rb") as file:
        shape, fortran, dtype, offset = _header(file, path, what)
        length = file.seek(0, 2)
    _require_type(dtype, what)
    if offset + dtype.itemsize * _product(shape) > length:
        raise InputError(f"{what}: {shorten_path(path)} is cut off: write it again")
    if not _product(shape):
        return np.zeros(shape, dtype)
    return np.memmap(path, dtype, "r", offset, shape, "F" if fortran else "C")


def _header(file: Any, path: Any, what: str) -> tuple[tuple[int, ...], bool, np.dtype, int]:
    """Shape, order, type and where the numbers begin, of a ``.npy`` file or a member of an archive."""
    try:
        version = np.lib.format.read_magic(file)
        reader = (
            np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        )
        shape, fortran, dtype = reader(file)
    except (ValueError, TypeError, SyntaxError, EOFError, tokenize.TokenError, UnicodeDecodeError):
        raise InputError(f"{what}: {shorten_path(path)} is no NumPy file: save it with numpy.save") from None
    return shape, fortran, dtype, file.tell()


def _read_npz(path: Path, key: str | None, what: str) -> Numbers:
    try:
        with zipfile.ZipFile(path) as archive:
            members = {
                name.removesuffix(".npy"): name for name in archive.namelist() if name.endswith(".npy")
            }
            member = members[_chosen(tuple(members), key, path, what)]
            with archive.open(member) as stream:
                _require_type(_header(stream, path, what)[2], what)
            with np.load(path, allow_pickle=False) as loaded:
                return Numbers(loaded[member.removesuffix(".npy")], what)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, KeyError, EOFError, RuntimeError) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError(f"{what}: {shorten_path(path)} is no NumPy archive, or damaged") from problem


def _chosen(names: Sequence[str], key: str | None, path: Path, what: str) -> str:
    shown = shorten_path(path)
    some = ", ".join(shorten(name) for name in sorted(names)[:6]) + (", ..." if len(names) > 6 else "")
    if not names:
        raise InputError(f"{what}: {shown} holds no array")
    if key is None and len(names) == 1:
        return names[0]
    if key is None:
        raise InputError(
            f"{what}: {shown} holds several arrays: name one as {path.name[-40:]}:KEY, KEY of {some}"
        )
    if key not in names:
        raise InputError(f"{what}: {shown} has no array {shorten(key)}, but {some}")
    return key


def _read_safetensors(path: Path, key: str | None, what: str) -> Numbers:
    try:
        from safetensors import SafetensorError, safe_open
    except ImportError:
        raise InputError(
            f"{what}: safetensors files need the package safetensors: pip install 'w2s_theory[features]'"
        ) from None
    if not path.exists():
        raise FileNotFoundError
    try:
        # the library checks the header: lengths, offsets, types
        with safe_open(path, framework="numpy") as opened:
            name = _chosen(tuple(opened.keys()), key, path, what)
    except SafetensorError as problem:
        raise InputError(f"{what}: {shorten_path(path)} is no safetensors file, or damaged") from problem
    with path.open("rb") as file:
        length = int.from_bytes(file.read(_LENGTH_FIELD), "little")
        entry = json.loads(file.read(length))[name]
    if entry["dtype"] not in _SAFETENSORS:
        raise InputError(
            f"{what} have the type {shorten(entry['dtype'])}, whose numbers cannot be read alone: save float32"
        )
    shape = tuple(entry["shape"])
    dtype = np.dtype(_SAFETENSORS[entry["dtype"]])
    offset = _LENGTH_FIELD + length + entry["data_offsets"][0]
    array = np.memmap(path, dtype, "r", offset, shape) if _product(shape) else np.zeros(shape, dtype)
    return Numbers(array, what, entry["dtype"] == "BF16")


def _product(shape: tuple[int, ...]) -> int:
    total = 1
    for each in shape:
        total *= int(each)
    return total
