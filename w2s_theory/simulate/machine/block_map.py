"""Work on blocks of rows, on as many threads as the linear algebra library has been given.

Inside a block all operands fit the cache, so the library's own threads would only wait for each other: it is
held to one thread while the blocks are spread over a pool. Results come back in order, so sums
do not depend on the number of threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

_Result = TypeVar("_Result")

# A block of rows whose scratch arrays stay in the processor's second-level cache.
_BLOCK_ENTRIES = 48 * 1024
_WORTH_A_POOL = 256


def row_blocks(rows: int, columns: int) -> Iterator[tuple[int, int]]:
    """(first, one past last) of blocks of rows that fit the cache."""
    step = max(1, min(rows, _BLOCK_ENTRIES // max(columns, 1)))
    for start in range(0, rows, step):
        yield start, min(start + step, rows)


def map_row_blocks(work: Callable[[int, int], _Result], rows: int, columns: int) -> list[_Result]:
    """``[work(start, stop) for each block]``, in order."""
    blocks = list(row_blocks(rows, columns))
    if rows < _WORTH_A_POOL:
        return [work(*block) for block in blocks]
    controller = _controller()
    threads = max((info["num_threads"] for info in controller.info()), default=1)
    if threads == 1:
        return [work(*block) for block in blocks]
    with controller.limit(limits=1), ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda block: work(*block), blocks))


@cache
def _controller() -> Any:
    import scipy.linalg  # noqa: F401 - the controller sees the libraries loaded by now
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")
