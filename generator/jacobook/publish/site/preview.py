"""A live preview: MkDocs serves the site, and pages are generated anew when a rule or a template changes."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from jacobook.catalogue import PACKAGE_RULES
from jacobook.errors import JacobookError
from jacobook.publish.pages.generation import generate
from jacobook.publish.project.project import Project
from jacobook.publish.project.settings import NAME as SETTINGS
from jacobook.publish.site.website import ALREADY_GENERATED, ENVIRONMENT, mkdocs_command
from jacobook.work.processes import supervised

PAUSE = 0.5
PATIENCE = 2.0

Snapshot = dict[Path, int]


def parse_address(text: str) -> tuple[str, int]:
    """The host and port of `HOST:PORT`. Raises `JacobookError`."""
    found = re.fullmatch(r"([^\s:]+):(\d{1,5})", text)
    if found is None or not 0 < int(found[2]) < 2**16:
        raise JacobookError(f"{text!r} is not an address", hint="a host and a port, such as 127.0.0.1:8000")
    return found[1], int(found[2])


def require_free(host: str, port: int) -> None:
    """Raise `JacobookError` where nothing can listen."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise JacobookError(f"cannot listen on {host}:{port}: {reason}", hint="--address names another") from None


@contextmanager
def reserved(host: str, port: int) -> Iterator[None]:
    """Keep a port from others who are about to serve, from before the pages are generated until MkDocs listens.

    Raises `JacobookError` where nothing can listen. The reservation is a name that Linux forgets with the process;
    elsewhere there is none, and whoever comes second is told by MkDocs.
    """
    require_free(host, port)
    with socket.socket(socket.AF_UNIX if sys.platform == "linux" else socket.AF_INET) as held:
        if sys.platform == "linux":
            try:
                held.bind(f"\0jacobook-serve-{port}")
            except OSError:
                raise JacobookError(
                    f"cannot listen on {host}:{port}: another preview is about to", hint="--address names another"
                ) from None
        yield


def preview(project: Project, host: str, port: int, tell: Callable[[str], None]) -> int:
    """Serve the site until it is interrupted; errors in a change are reported, and the pages stay as they were.

    The pages must have been generated before. Returns the status of MkDocs, 0 after an interruption.
    """
    # MkDocs makes blocks with these, and knows nothing of them by itself.
    more = [option for path in _beside_rules(project) if path.exists() for option in ("--watch", str(path))]
    command = mkdocs_command(project, "serve", "--dev-addr", f"{host}:{port}", *more)
    with supervised(command, cwd=project.root, env={**os.environ, **ENVIRONMENT, **ALREADY_GENERATED}) as process:
        try:
            _follow(project, process, tell)
        except KeyboardInterrupt:
            _interrupt(process)
            return 0
    return process.returncode


def _follow(project: Project, process: subprocess.Popen[bytes], tell: Callable[[str], None]) -> None:
    seen = snapshot(watched(project))
    while process.poll() is None:
        time.sleep(PAUSE)
        # Its settings are read once, and may have changed.
        project = Project(project.root)
        now = snapshot(watched(project))
        if now == seen:
            continue
        seen = now
        try:
            changes = generate(project).changes
        except JacobookError as error:
            tell(f"Error: {error}\n(the pages stay as they were until this is fixed)")
        else:
            tell(f"{len(changes.written)} pages written, {len(changes.deleted)} deleted")


def watched(project: Project) -> Sequence[Path]:
    """What the generated pages of a project are made of: its settings, its templates, its rules or else ours."""
    try:
        rules = project.rule_files
    except JacobookError:
        # What is wrong with the settings is told when pages are generated.
        rules = []
    return (*_beside_rules(project), *([PACKAGE_RULES] if rules is None else rules))


def _beside_rules(project: Project) -> tuple[Path, ...]:
    return project.root / SETTINGS, project.root / "templates"


def snapshot(places: Iterable[Path]) -> Snapshot:
    """When each rule, template and file of settings among the files and in the folders was changed last."""
    times: Snapshot = {}
    for place in places:
        for path in (place, *(found for pattern in ("*.toml", "*.jinja") for found in place.rglob(pattern))):
            with suppress(OSError):
                if path.is_file():
                    times[path] = path.stat().st_mtime_ns
    return times


def _interrupt(process: subprocess.Popen[bytes]) -> None:
    """Let MkDocs end itself, for as long as one has patience; whatever is left is ended then."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
