"""Work on what a stranger wrote: in a process of its own, with a limit of time and of memory, ended when it passes one.

The language evaluates nothing, so that a rule cannot run code; what it can do is ask for more than a machine has. The
process that answers is then killed, the rule is told so, and the others are answered by its successor.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing import forkserver, util
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from jacobook.errors import JacobookError, ToolError
from jacobook.work.orphans import end_with_parent
from jacobook.work.patience import SECONDS
from jacobook.work.unfinished import temporary_folder

if TYPE_CHECKING:
    from pebble import ProcessFuture, ProcessPool

Item = TypeVar("Item")
Value = TypeVar("Value")

MEMORY = 4 << 30
# A process that has answered so many rules makes room for a fresh one, with SymPy's memory of them.
TASKS = 400

# The name of a socket in it, which ends in /pymp-12345678/listener-12345678, may have 107 characters in all.
_LONGEST_FOLDER = 107 - 34

_PRELOADED = ("jacobook.answers.answers", "jacobook.document.pages.rule_page", "jacobook.publish.typeset.pdf")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Value]):
    """What became of an item: its value, or the problem with it.

    `elsewhere` is the processor time that it took in another process, in seconds.
    """

    value: Value | None
    problem: JacobookError | None = None
    elsewhere: float = 0.0


def attempt(work: Callable[[Item], Value], item: Item) -> Outcome[Value]:
    """Do the work here and now, without limits; what `JacobookError` tells becomes the outcome."""
    try:
        return Outcome(work(item))
    except JacobookError as problem:
        return Outcome(None, problem)


def attempt_within(
    work: Callable[[Item], Value], item: Item, limit: float = SECONDS, processes: int = 1
) -> Outcome[Value]:
    """Do the work in a process that is killed after `limit` seconds; `processes` of them serve all who ask.

    `work` is a function at the top of a module. Whatever goes wrong is the outcome, never an exception.
    """
    return begin_within(work, item, limit, processes)()


def begin_within(
    work: Callable[[Item], Value], item: Item, limit: float, processes: int
) -> Callable[[], Outcome[Value]]:
    """Begin what `attempt_within` does; the function that waits for the outcome."""
    asked = _asking().submit(_schedule, processes, (work, item), limit)

    def wait() -> Outcome[Value]:
        from pebble import ProcessExpired  # noqa: PLC0415 - see below

        try:
            outcome = asked.result().result()
        except TookTooLong:
            problem = JacobookError(
                f"took longer than {limit:g} seconds and was stopped", hint="use --limit to allow more"
            )
            return Outcome(None, problem, limit)
        except ProcessExpired:
            return Outcome(None, JacobookError("its process crashed, perhaps for lack of memory"))
        assert isinstance(outcome, Outcome)
        return outcome

    return wait


def _schedule(processes: int, given: tuple[object, object], limit: float) -> ProcessFuture[Any]:
    return _pool(processes).schedule(_attempt_all, given, timeout=limit)


@cache
def _asking() -> ThreadPoolExecutor:
    """Where processes are asked for: that takes until SymPy is loaded, and others need not wait for it."""
    return ThreadPoolExecutor(1)


def _attempt_all(work: Callable[[Item], Value], item: Item) -> Outcome[Value]:
    """In the process that may be killed: a mistake of ours is the outcome too."""
    started = time.process_time()
    problem: JacobookError
    try:
        outcome = attempt(work, item)
        return Outcome(outcome.value, outcome.problem, time.process_time() - started)
    except MemoryError:
        problem = JacobookError(f"needs more than {MEMORY >> 30} GB of memory")
    except RecursionError:
        problem = JacobookError("is nested too deeply")
    except Exception as error:  # noqa: BLE001 - whatever it is, the other rules go on
        what = ": ".join([type(error).__name__, *str(error).splitlines()[:1]])
        problem = JacobookError(f"internal error: a bug in Jacobook ({what})", hint="please report it with this rule")
    return Outcome(None, problem, time.process_time() - started)


_lock = threading.Lock()
_pools: dict[int, ProcessPool] = {}


def _pool(processes: int) -> ProcessPool:
    with _lock:
        pool = _pools.get(processes)
        if pool is None or not pool.active:
            if multiprocessing.current_process().daemon:
                raise ToolError(
                    "this process may not start others, so no limit can be enforced",
                    hint="start Dask's workers with --no-nanny, or with DASK_DISTRIBUTED__WORKER__DAEMON=False",
                )
            from pebble import ProcessPool  # noqa: PLC0415 - brings networking along, and loads while SymPy does

            _start_ahead()
            pool = ProcessPool(processes, TASKS, _begin, (), _context())
            _pools[processes] = pool
        return pool


def _context() -> multiprocessing.context.BaseContext:
    """Processes that are copies of one that has loaded what they need, where the system can."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_PRELOADED))
    return context


def load_ahead() -> None:
    """Let the process that others are copied from begin to load what they need, while this one goes on."""
    _start_ahead()


def _start_ahead() -> None:
    if _context().get_start_method() != "forkserver":
        return
    _place_sockets()
    # Ctrl-C in a terminal is told to all of its processes. This one is ended by us, and has nothing to say itself: what
    # is kept from a thread is kept from whatever it starts.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@cache
def _place_sockets() -> None:
    """Have the folder in which processes speak to each other made in one of ours.

    Python deletes it at the end, unless it is killed; ours is known then for what it is.
    """
    stack = ExitStack()
    folder = str(stack.enter_context(temporary_folder()))
    # After Python's own, which has the priority -100.
    util.Finalize(None, stack.close, exitpriority=-200)
    if len(folder) > _LONGEST_FOLDER:
        return
    before, tempfile.tempdir = tempfile.tempdir, folder
    try:
        util.get_temp_dir()
    finally:
        tempfile.tempdir = before


def _begin() -> None:
    """In a process that is about to work on what a stranger wrote."""
    end_with_parent()
    _limit_memory()


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows, where there is no such limit

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def stop_processes() -> None:
    """End every process that waits for work, and the one that they are copies of."""
    with _lock:
        for pool in _pools.values():
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()
        _pools.clear()
        # It would end by itself with this process, and hold SymPy's memory and this one's output until then.
        stop = getattr(getattr(forkserver, "_forkserver", None), "_stop", None)
        if stop is not None and multiprocessing.current_process().name == "MainProcess":
            before = _children()
            stop()
            _ended.append(_children() - before)


_ended: list[float] = []


def _children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def ended_seconds() -> float:
    """The processor time of processes that were ended, which the system counts only then; outcomes tell it before."""
    return sum(_ended)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


atexit.register(stop_processes)
