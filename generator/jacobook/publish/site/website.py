"""Running MkDocs: a site built in a separate folder, checked as a visitor sees it, and published only if it is right."""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from jacobook.errors import ToolError
from jacobook.work.processes import Program, running
from jacobook.publish.project.project import Project

LIMIT = 900.0
SHOWN = 20

_TRACEBACK = re.compile(r"^Traceback \(most recent call last\):\n(?:[ \t].*\n)*", re.MULTILINE)

# Material announces its end of life on every run; the plan for it is in docs/development/decisions.md.
ENVIRONMENT = {"NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
# The hook that generates pages for those who call MkDocs themselves need not do so again.
ALREADY_GENERATED = {"JACOBOOK_GENERATED": "1"}


def mkdocs_command(project: Project, *arguments: str) -> list[str]:
    """A command of MkDocs on the project's configuration, by the Python that runs this."""
    return [sys.executable, "-m", "mkdocs", *arguments, "--config-file", str(project.configuration)]


def waiting_mkdocs(project: Project) -> AbstractContextManager[Program]:
    """A process that loads MkDocs now and receives later what to build."""
    command = [sys.executable, "-m", "jacobook.publish.mkdocs.waiting", str(project.configuration)]
    return running(command, folder=project.root, environment={**ENVIRONMENT, **ALREADY_GENERATED, "NO_COLOR": "1"}, waits=True)


def run_mkdocs(project: Project, folder: Path, mkdocs: Program, *, strict: bool) -> tuple[str, ...]:
    """Build the site into a folder; what MkDocs says against it is returned, or, if strict, raised as `ToolError`."""
    arguments = ["build", "--site-dir", str(folder), "--config-file", str(project.configuration)]
    outcome = mkdocs.finish(LIMIT, json.dumps([*arguments, *(["--strict"] if strict else [])]) + "\n")
    said = _messages(outcome.output)
    if outcome.status != 0:
        raise ToolError("MkDocs did not build the site", hint="\n  ".join(first_of(said) or ["it gave no reason"]))
    _forget_day(folder / "sitemap.xml")
    return tuple(said)


def _forget_day(sitemap: Path) -> None:
    """Take out of the map the day on which it was drawn: MkDocs gives it for the day of every page's last change."""
    if os.environ.get("SOURCE_DATE_EPOCH") or not sitemap.is_file():
        return
    text = re.sub(r"\s*<lastmod>[^<]*</lastmod>", "", sitemap.read_text("utf-8")).encode()
    sitemap.write_bytes(text)
    sitemap.with_name("sitemap.xml.gz").write_bytes(gzip.compress(text, mtime=0))


def first_of(lines: Sequence[str]) -> list[str]:
    """As many of the lines as a reader takes in, and how many more there are."""
    shown = list(lines[:SHOWN])
    return shown + ([f"… and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else [])


def _messages(output: str) -> list[str]:
    """What MkDocs complained of, without tracebacks; a line that has no level of its own belongs to the one above."""
    messages: list[str] = []
    complaining = True
    for line in _TRACEBACK.sub("ERROR - ", output).splitlines():
        found = re.match(r"(DEBUG|INFO|WARNING|ERROR|CRITICAL)\s+-\s+(.*)", line)
        text = found[2] if found else line
        complaining = found[1] not in ("DEBUG", "INFO") if found else complaining
        if complaining and text.strip() and not text.startswith("Aborted with"):
            messages.append(text.rstrip())
    return messages
