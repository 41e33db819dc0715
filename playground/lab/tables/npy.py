"""Files of rows in NumPy's own format (.npy): mapped into memory to be read, written in blocks.

The format is NEP 1: a magic word, a version, the length of a header, the header, the numbers.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from playground.engine.problem import Array, RowsError
from playground.lab.documents.disk import FileProblemError, one_line, write_atomically
from playground.lab.documents.regular_file import open_regular

_HEADER = 128
LOOKED_AT = 65_536
"""Rows that are looked through at once for what is not finite."""
DTYPES = ("float64", "float32")


class NpyError(RowsError):
    """A file of rows that cannot be used, and the mend; without its name."""


class MappedRows:
    """A 2-D .npy of float32 or float64 whose rows are read when they are asked for.

    Raises NpyError for what it is not; for rows that are not finite, or not there any more, when
    they are read. `bad` are the indices of the rows that are not finite, once somebody looked
    (`look_for_bad`).
    """

    bad: NDArray[np.int64] | None = None

    def __init__(self, path: Path) -> None:
        try:
            self._file = open_regular(path)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise NpyError(f"{path.name} cannot be read ({reason})") from None
        self.name = path.name
        try:
            array, self._end = _mapped(self._file)
        except NpyError as error:
            self._file.close()
            raise NpyError(f"{path.name} {error}") from None
        self._array = array

    def __len__(self) -> int:
        return len(self._array)

    def __del__(self) -> None:
        if "_file" in self.__dict__:
            self._file.close()

    @property
    def columns(self) -> int:
        """How many numbers stand in a row."""
        return int(self._array.shape[1])

    @property
    def dtype(self) -> str:
        """How its numbers are written: "<f4"."""
        return str(self._array.dtype.str)

    def bytes_of(self, first: int, end: int) -> bytes:
        """The numbers of the rows from `first` on, without `end`, as the file has them."""
        self._check_size()
        return self._array[first:end].tobytes()

    def rows(self, chosen: NDArray[np.int64]) -> Array:
        """Copies of the rows with these indices, shape (m, columns)."""
        self._check_size()
        found = self._array[chosen]
        if not np.isfinite(found).all():
            raise self._not_finite(found, chosen)
        return found.astype(float, copy=False)

    def block(self, first: int, end: int) -> Array:
        """Copies of the rows from `first` on, without `end`."""
        self._check_size()
        found = np.array(self._array[first:end], dtype=float)
        if not np.isfinite(found).all():
            raise self._not_finite(found, range(first, end))
        return found

    def copy_block(self, first: int, end: int, to: Array) -> None:
        """Copy the same rows into an array, whatever numbers they hold."""
        self._check_size()
        to[:] = self._array[first:end]

    def look_for_bad(self, told: Callable[[int], object] | None = None) -> NDArray[np.int64]:
        """The indices of all rows that hold a number that is not finite, in order.

        Every row is read, once. `told` hears how many are done, and may raise to end it.
        """
        if self.bad is None:
            found = [np.empty(0, np.int64)]
            for first in range(0, len(self), LOOKED_AT):
                self._check_size()
                block = self._array[first : first + LOOKED_AT]
                found.append(first + np.flatnonzero(~np.isfinite(block).all(axis=1)))
                if told:
                    told(first + len(block))
            self.bad = np.concatenate(found)
        return self.bad

    def _check_size(self) -> None:
        # Reading a mapped page that is not there any more would end the program.
        if os.fstat(self._file.fileno()).st_size < self._end:
            raise NpyError(f"{self.name} has become shorter while it is in use; make it again")

    def _not_finite(self, found: Array, rows: Any) -> NpyError:
        row, column = np.argwhere(~np.isfinite(found))[0]
        return NpyError(
            f"{self.name} holds {found[row, column]} in row {int(rows[row]):,}, column {column} "
            "(counted from 0); leave out such rows (leave_out)"
        )


def _mapped(file: BinaryIO) -> tuple[NDArray[Any], int]:
    """The rows, mapped, and where they end in the file."""
    try:
        version = npy.read_magic(file)
        read: Any = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
        shape, fortran, dtype = read[version](file)
    except (ValueError, KeyError, EOFError):
        raise NpyError("is not a .npy file; np.save writes one") from None
    if dtype.kind != "f" or dtype.itemsize not in (4, 8):
        raise NpyError(
            f"must hold numbers of type float32 or float64, got {dtype}; "
            "np.save(name, array.astype('float32')) writes such"
        )
    if len(shape) != 2 or shape[1] < 2 or shape[0] < 1:
        raise NpyError(
            "must have two dimensions, a row for each sample and at least two columns (x..., "
            f"y...), got the shape {shape}"
        )
    begin, size = file.tell(), os.fstat(file.fileno()).st_size
    end = begin + shape[0] * shape[1] * dtype.itemsize
    if size < end:
        raise NpyError(f"is cut short: {end:,} bytes are promised, {size:,} are there")
    order: Any = "F" if fortran else "C"
    mapped = np.memmap(file, dtype, "r", begin, shape, order)
    return mapped.view(np.ndarray), end  # indexing a plain array takes half the time


def write_rows(
    path: str | Path, blocks: Iterable[Array], columns: int, dtype: str, rows: int | None = None
) -> int:
    """Write blocks of rows one after the other; returns how many rows there were.

    With `rows`, how many there will be, too little space is said before any is written. The file
    comes to be whole or not at all. Raises FileProblemError.
    """
    path, kind = Path(path), np.dtype(dtype).newbyteorder("<")
    if path.suffix.lower() != ".npy":
        raise FileProblemError(one_line(f"{path}: the name must end in .npy"))
    if rows is not None:
        _check_space(path, space_needed(rows, columns, dtype))
    written = 0

    def write(file: IO[bytes]) -> None:
        nonlocal written
        file.write(_header(0, columns, kind))
        for block in blocks:
            with np.errstate(over="ignore"):
                made = np.ascontiguousarray(block, dtype=kind)
            if not np.isfinite(made).all():
                raise FileProblemError(one_line(
                    f"{path}: row {written + int(np.argwhere(~np.isfinite(made))[0, 0]):,} holds "
                    f"a number that {dtype} cannot hold"
                ))
            file.write(made.data)
            written += len(made)
        file.seek(0)
        file.write(_header(written, columns, kind))
        file.seek(0, os.SEEK_END)

    write_atomically(path, write)
    return written


def _header(rows: int, columns: int, dtype: np.dtype[Any]) -> bytes:
    """All that stands before the numbers, of one length whatever the shape: it is written twice."""
    text = f"{{'descr': '{dtype.str}', 'fortran_order': False, 'shape': ({rows}, {columns}), }}"
    before = npy.magic(1, 0) + (_HEADER - 10).to_bytes(2, "little")
    return before + text.ljust(_HEADER - 11).encode("ascii") + b"\n"


def space_needed(rows: int, columns: int, dtype: str) -> int:
    """Bytes of a file of so many rows."""
    return _HEADER + rows * columns * np.dtype(dtype).itemsize


def free_space(path: Path) -> int | None:
    """Bytes that are free where a file is to be; None where nobody says."""
    try:
        return shutil.disk_usage(path.absolute().parent).free
    except (OSError, ValueError):
        return None


def _check_space(path: Path, needed: int) -> None:
    free = free_space(path)
    if free is not None and free < needed:  # else writing says what is wrong
        raise FileProblemError(one_line(
            f"{path}: needs {needed / 1e6:,.0f} MB, and {free / 1e6:,.0f} MB are free there; "
            "choose another folder or fewer samples"
        ))
