"""A live preview: MkDocs serves the site, and pages are generated anew when a rule or a template changes."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from jacobook.catalogue import PACKAGE_RULES
from jacobook.errors import JacobookError
from jacobook.publish.pages.generation import generate
from jacobook.publish.project.project import Project
from jacobook.publish.site.website import ENVIRONMENT, mkdocs_command
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


def preview(project: Project, host: str, port: int, tell: Callable[[str], None]) -> int:
    """Serve the site until it is interrupted; what goes wrong with a change is told, and the pages stay as they were.

    The pages must have been generated before. Returns the status of MkDocs, 0 after an interruption.
    """
    command = mkdocs_command(project, "serve", "--dev-addr", f"{host}:{port}")
    with supervised(command, cwd=project.root, env={**os.environ, **ENVIRONMENT}) as process:
        try:
            _follow(project, process, tell)
        except KeyboardInterrupt:
            _interrupt(process)
            return 0
    return process.returncode


def _follow(project: Project, process: subprocess.Popen[bytes], tell: Callable[[str], None]) -> None:
    watched = (PACKAGE_RULES, project.root / "templates")
    seen = snapshot(watched)
    while process.poll() is None:
        time.sleep(PAUSE)
        now = snapshot(watched)
        if now == seen:
            continue
        seen = now
        try:
            changes = generate(project).changes
        except JacobookError as error:
            tell(f"Error: {error}\n(the pages stay as they were until this is mended)")
        else:
            tell(f"{len(changes.written)} pages written, {len(changes.deleted)} deleted")


def snapshot(folders: Iterable[Path]) -> Snapshot:
    """When each rule and template in the folders was changed last."""
    times: Snapshot = {}
    for folder in folders:
        for pattern in ("*.toml", "*.jinja"):
            for path in folder.rglob(pattern):
                try:
                    times[path] = path.stat().st_mtime_ns
                except FileNotFoundError:
                    continue
    return times


def _interrupt(process: subprocess.Popen[bytes]) -> None:
    """Let MkDocs end itself, for as long as one has patience; whatever is left is ended then."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
