"""Work handed to processes that may die: a file that crashes the parser costs itself, not the whole run."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")
R = TypeVar("R")


def mapped(
    function: Callable[[T], R],
    tasks: Sequence[T],
    *,
    workers: int,
    prepare: Callable[..., None],
    given: tuple[object, ...],
    lost: Callable[[T], R],
) -> Iterator[R]:
    """Yield each task's result in order, made by `workers` processes that each call `prepare(*given)` first.

    When a process dies, what was under way is done again, one task at a time; a task that kills its process even alone gets
    the result of `lost`.
    """
    done, alone = 0, 0  # results so far; how many of the next tasks are tried one at a time
    while done < len(tasks):
        pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=prepare, initargs=given)
        try:
            if alone:
                yield pool.submit(function, tasks[done]).result()
                done, alone = done + 1, alone - 1
                continue
            for result in pool.map(function, tasks[done:]):
                yield result
                done += 1
        except BrokenProcessPool:
            if not alone:
                log.warning("a worker process died; what it had under way is done again, piece by piece")
                alone = 2 * workers
                continue
            log.warning("task %d kills its process; it is left out", done)
            yield lost(tasks[done])
            done += 1
        finally:
            pool.shutdown(cancel_futures=True)
