"""Kills builds at random moments and says what they leave: mixed sites, moments without a site, litter, orphans.

    python benchmarks/kills.py --kills 200

Two small projects are built at the same time. Each build is of another number, which stands on the home page, in a
rule and in the data, so that a site that is of two builds is seen. After every few kills a build is left to end, and
what then lies about is litter. The status is 1 where anything was found.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONFIGURATION = """
site_name: "Test"
site_url: "https://example.org/"
theme: {name: mkdocs, highlightjs: false}
plugins: [search, jacobook]
markdown_extensions: [attr_list, md_in_html, pymdownx.superfences, pymdownx.details,
  {pymdownx.tabbed: {alternate_style: true}}, jacobook.publish.links, jacobook.publish.mathematics]
not_in_nav: |
  /reference/
nav: [index.md]
"""
RULE = """
[chapter]
id = "mine"
title = "Mine"

[[rule]]
id = "square"
title = "Square number {number}"
expr = "{number} * x @ x"
wrt = ["x"]
"""
PATIENCE = 300
# A build that is left to end comes after so many that are not.
KILLS_BETWEEN = 5


@dataclass
class Findings:
    """What was found, in words; and how often it was looked."""

    kills: int = 0
    builds: int = 0
    looks: int = 0
    absent: int = 0
    sites: int = 0
    problems: list[str] = field(default_factory=list)


class Project:
    """A small project whose builds are killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.passing = folder.with_name(f"{folder.name}-passing")
        self.mark = f"JACOBOOK_KILLS={folder}"
        for place in (folder / "docs", folder / "rules", self.passing):
            place.mkdir(parents=True)
        (folder / "mkdocs.yml").write_text(CONFIGURATION, "utf-8")
        (folder / "jacobook.toml").write_text('catalogue = ["rules"]\n', "utf-8")
        (folder / "node_modules").symlink_to((ROOT / "node_modules").resolve())

    def start(self, number: int) -> subprocess.Popen[bytes]:
        """A build of that number."""
        (self.folder / "docs" / "index.md").write_text(f"# Home\n\nThis is number {number}.\n", "utf-8")
        (self.folder / "rules" / "mine.toml").write_text(RULE.format(number=number), "utf-8")
        name, _, value = self.mark.partition("=")
        environment = {**os.environ, name: value, "TMPDIR": str(self.passing)}
        command = [sys.executable, "-m", "jacobook.cli", "build"]
        return subprocess.Popen(  # noqa: S603 - our own command line
            command, cwd=self.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def numbers(self) -> set[str]:
        """The numbers of the builds that the site is of."""
        site = self.folder / "site"
        home = re.search(r"This is number (\d+)", (site / "index.html").read_text("utf-8"))
        page = re.search(r"Square number (\d+)", (site / "reference/rules/square/index.html").read_text("utf-8"))
        data = re.search(r"Square number (\d+)", (site / "reference/rules.json").read_text("utf-8"))
        return {found[1] if found else "none" for found in (home, page, data)}

    def litter(self) -> list[str]:
        """What no build leaves on purpose."""
        hidden = [path for path in self.folder.rglob(".*") if path.name != ".cache"]
        return sorted(str(path) for path in (*hidden, *self.passing.iterdir()))

    def orphans(self) -> list[str]:
        """The processes of its builds that are still there."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError):
                    if self.mark.encode() in (entry / "environ").read_bytes().split(b"\0"):
                        found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:120])
        return found


def look(project: Project, findings: Findings, stop: threading.Event) -> None:
    """Read the site again and again, as its visitors do."""
    index = f"{project.folder}/site/index.html"
    while not stop.is_set():
        findings.looks += 1
        findings.absent += not os.path.exists(index)  # noqa: PTH110 - as often as can be
        time.sleep(0.0002)


def torment(project: Project, kills: int, seed: int) -> Findings:
    """Kill so many builds of a project."""
    chance, findings, number = random.Random(seed), Findings(), 1  # noqa: S311 - moments, not secrets
    started = time.monotonic()
    complete(project, number, findings)
    duration = time.monotonic() - started
    stop = threading.Event()
    watcher = threading.Thread(target=look, args=(project, findings, stop))
    watcher.start()
    try:
        while findings.kills < kills:
            for _ in range(min(KILLS_BETWEEN, kills - findings.kills)):
                number += 1
                kill(project, number, chance, duration, findings)
            number += 1
            started = time.monotonic()
            complete(project, number, findings)
            duration = 0.7 * duration + 0.3 * (time.monotonic() - started)
    finally:
        stop.set()
        watcher.join()
    return findings


def kill(project: Project, number: int, chance: random.Random, duration: float, findings: Findings) -> None:
    """Begin a build, and kill it at a moment at which it may be doing anything."""
    process = project.start(number)
    end = chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
    with suppress(subprocess.TimeoutExpired):
        process.wait(chance.uniform(0, duration))
    process.send_signal(end)
    _, said = process.communicate(timeout=PATIENCE)
    findings.kills += 1
    # One that had ended by then may have had something to say of its site.
    said = b"\n".join(line for line in said.splitlines() if not line.startswith(b"! "))
    if end != signal.SIGKILL and said:
        findings.problems.append(f"{end.name} is answered: {said[-200:].decode()!r}")
    found = project.numbers()
    findings.sites += 1
    if len(found) != 1:
        findings.problems.append(f"a site of several builds: {sorted(found)}")
    for _ in range(100):
        if not (left := project.orphans()):
            return
        time.sleep(0.1)
    findings.problems += [f"still running after ten seconds: {command}" for command in left]


def complete(project: Project, number: int, findings: Findings) -> None:
    """A build that ends; afterwards there is its site, and nothing else."""
    process = project.start(number)
    _, said = process.communicate(timeout=PATIENCE)
    findings.builds += 1
    if process.returncode != 0:
        findings.problems.append(f"a build failed: {said[-300:].decode()!r}")
    elif (found := project.numbers()) != {str(number)}:
        findings.problems.append(f"the site of build {number} is of {sorted(found)}")
    findings.problems += [f"litter: {path}" for path in project.litter()]


def main() -> int:
    """Torment two projects, and tell what became of them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200, help="of both projects together")
    parser.add_argument("--seed", type=int, default=20)
    asked = parser.parse_args()
    place = Path(tempfile.mkdtemp(prefix="kills-"))
    projects = [Project(place / name) for name in ("one", "two")]
    with ThreadPoolExecutor(len(projects)) as both:
        running = [both.submit(torment, each, asked.kills // 2, asked.seed + n) for n, each in enumerate(projects)]
        found = [each.result() for each in running]
    shutil.rmtree(place, ignore_errors=True)
    for each, project in zip(found, projects, strict=True):
        print(f"{project.folder.name}: {each.kills} kills, {each.builds} builds that ended")
        print(f"  looked {each.looks} times, {each.absent} of them there was no site")
        for problem in sorted(set(each.problems)):
            print(f"  {each.problems.count(problem)} × {problem}")
        print(f"  {len(each.problems)} problems")
    return int(any(each.problems or each.absent for each in found))


if __name__ == "__main__":
    sys.exit(main())
