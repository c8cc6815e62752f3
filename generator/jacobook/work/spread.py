"""Spreading work over the processors of this machine, or over a cluster; what comes out does not depend on which."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, Protocol, TypeVar

from jacobook.errors import ToolError
from jacobook.work.limits import Outcome, attempt, attempt_within, begin_within, load_ahead, processors
from jacobook.work.patience import SECONDS

Item = TypeVar("Item")
Value = TypeVar("Value")

Backend = Literal["local", "dask"]
BACKENDS: tuple[Backend, ...] = ("local", "dask")


class Spread(Protocol):
    """Does the work on each item and yields the outcomes in the order of the items."""

    def __call__(self, work: Callable[[Item], Value], items: Sequence[Item]) -> Iterator[Outcome[Value]]: ...


def in_turn(work: Callable[[Item], Value], items: Sequence[Item]) -> Iterator[Outcome[Value]]:
    """One after the other in this process, without limits: for rules that are trusted."""
    for item in items:
        yield attempt(work, item)


@dataclass(frozen=True, slots=True)
class Workers:
    """Work in processes with limits: `jobs` at a time here, or on the workers of a Dask cluster.

    `limit` is in seconds for one item.
    """

    jobs: int = field(default_factory=processors)
    limit: float = SECONDS
    backend: Backend = "local"
    scheduler: str | None = None

    def __call__(self, work: Callable[[Item], Value], items: Sequence[Item]) -> Iterator[Outcome[Value]]:
        """What is no more than the jobs is begun at once, before any outcome is asked for. Raises `ToolError`."""
        if self.backend == "local" and len(items) <= self.jobs:
            begun = [begin_within(work, item, self.limit, self.jobs) for item in items]
            return (outcome() for outcome in begun)
        return self._many(work, items)

    def _many(self, work: Callable[[Item], Value], items: Sequence[Item]) -> Iterator[Outcome[Value]]:
        """Raises `ToolError` where the cluster cannot be reached."""
        from joblib import Parallel, delayed  # noqa: PLC0415 - a third of a second, and often one rule was changed

        if not items:
            return
        jobs = min(self.jobs, len(items))
        each = partial(attempt_within, work, limit=self.limit, processes=self.jobs)
        with self._place(jobs):
            # Local threads only wait for the processes that work, and which can be killed one by one.
            yield from Parallel(n_jobs=jobs if self.backend == "local" else -1, return_as="generator", batch_size=1)(
                delayed(each)(item) for item in items
            )

    def begin(self, work: Callable[[Item], Value], items: Sequence[Item]) -> list[Callable[[], Outcome[Value]]]:
        """Begin work that is not on rules alone, here, with the usual limit at least; functions that wait for each."""
        return [begin_within(work, item, max(self.limit, SECONDS), self.jobs) for item in items]

    def load_ahead(self) -> None:
        """Called as soon as there is work, so that local processes can load what they need in the meantime."""
        if self.backend == "local":
            load_ahead()

    def _place(self, jobs: int) -> AbstractContextManager[object]:
        return _threads(jobs) if self.backend == "local" else _cluster(self.scheduler)


@contextmanager
def _threads(jobs: int) -> Iterator[None]:
    from joblib import parallel_config  # noqa: PLC0415 - see above

    with parallel_config(backend="threading", n_jobs=jobs):
        yield


@contextmanager
def _cluster(scheduler: str | None) -> Iterator[None]:
    from joblib import parallel_config  # noqa: PLC0415 - see above

    try:
        from distributed import Client  # noqa: PLC0415 - an extra that few install
    except ImportError:
        raise ToolError("Dask is not installed", hint="pip install 'jacobook[dask]'") from None
    if scheduler is None:
        raise ToolError("a cluster needs an address", hint="for example --scheduler tcp://10.0.0.5:8786")
    try:
        client = Client(scheduler, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ToolError(f"no Dask scheduler answers at {scheduler}", hint=str(error)) from None
    with client, parallel_config(backend="dask", client=client):
        yield
