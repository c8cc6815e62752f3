"""The options that say where rules are worked out, and for how long each may be worked on."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from jacobook.cli.patience import Seconds
from jacobook.publish.project.project import project_here
from jacobook.work.limits import processors
from jacobook.work.patience import SECONDS
from jacobook.work.spread import BACKENDS, Backend, Workers

# Each is a process that may fill gigabytes, and more than a few for each processor are of no use.
MOST_JOBS = max(64, 4 * processors())


def spread_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the options; what they say is its argument `workers`."""

    @click.option(
        "--jobs",
        type=click.IntRange(1, MOST_JOBS),
        metavar="N",
        help="The number of rules to work on at a time.  [default: one per processor]",
    )
    @click.option(
        "--limit",
        type=Seconds(),
        metavar="SECONDS",
        help=f"Stop a rule that takes longer, and go on.  [default: the project's, or {SECONDS:g}]",
    )
    @click.option(
        "--backend",
        type=click.Choice(BACKENDS),
        default="local",
        show_default=True,
        help="Run locally, or on a Dask cluster (pip install 'jacobook[dask]').",
    )
    @click.option("--scheduler", metavar="ADDRESS", help="The scheduler of the cluster, such as tcp://10.0.0.5:8786.")
    @functools.wraps(command)
    def with_workers(
        *arguments: Any, jobs: int | None, limit: float | None, backend: Backend, scheduler: str | None, **options: Any
    ) -> Any:  # noqa: ANN401 - whatever the command returns
        if (backend == "dask") != (scheduler is not None):
            raise click.UsageError("use --backend dask and --scheduler ADDRESS together")
        project = project_here()
        chosen = limit or (project.settings.limit if project is not None else None) or SECONDS
        workers = Workers(jobs or processors(), chosen, backend, scheduler)
        return command(*arguments, workers=workers, **options)

    return with_workers
