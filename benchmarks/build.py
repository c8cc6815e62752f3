"""How long a build takes, and how much memory: from nothing, after one rule changed, and where nothing changed.

    python benchmarks/build.py            300 rules
    python benchmarks/build.py 300 3000   and how it grows

The catalogue is made of the package's own rules, each again with another factor, so that every derivation and every
proof is a different one; the repeated rules are not on the cheat sheets, whose pages they would overflow. Times are
those of `jacobook build` in a process of its own; the processor's time counts every process that it starts, and so
does the memory, which is looked at twenty times a second.
"""

from __future__ import annotations

import compileall
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from jacobook.catalogue.loader import load

ROOT = Path(__file__).resolve().parent.parent
PAGE = os.sysconf("SC_PAGE_SIZE")


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def write_catalogue(folder, count):
    """So many rules, in chapters of their own for each factor."""
    folder.mkdir()
    chapters = load().chapters
    factor, left = 1, count
    while left > 0:
        for chapter in chapters:
            rules = chapter.rules[:left]
            left -= len(rules)
            name, title = f"{chapter.id}-{factor}", f"{chapter.title} {factor}"[:48]
            head = f"[chapter]\nid = {quoted(name)}\ntitle = {quoted(title)}\n"
            text = head + "\n".join(rule_text(rule, factor) for rule in rules)
            (folder / f"{chapter.id}-{factor}.toml").write_text(text, "utf-8")
        factor += 1


def rule_text(rule, factor):
    name = rule.id if factor == 1 else f"{rule.id[:58]}-{factor}"
    where = ", ".join(f"{quoted(key)} = {quoted(shape)}" for key, shape in rule.where.items())
    lines = [
        "[[rule]]",
        f"id = {quoted(name)}",
        f"title = {quoted(f'{rule.title[:40]} {factor}')}",
        f"expr = {quoted(rule.expr if factor == 1 else f'{factor} * ({rule.expr})')}",
        f"where = {{ {where} }}",
        f"wrt = [{', '.join(map(quoted, rule.wrt))}]",
        f"order = {rule.order}",
        f"section = {quoted(rule.section)}",
        f"tags = [{', '.join(map(quoted, rule.tags))}]",
        f"cheatsheet = {'true' if factor == 1 and rule.cheatsheet else 'false'}",
    ]
    return "\n".join(lines) + "\n"


def make_project(folder, count):
    for name in ("docs", "theme", "templates", "generator"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("reference", "__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", folder)
    shutil.copy(ROOT / "package.json", folder)
    # As an installation does: where Python may write no byte code, each run would compile the program.
    compileall.compile_dir(folder / "generator" / "jacobook", quiet=1)
    (folder / "node_modules").symlink_to((ROOT / "node_modules").resolve())
    (folder / "jacobook.toml").write_text('catalogue = ["rules"]\n')
    write_catalogue(folder / "rules", count)


class Memory(threading.Thread):
    """The most memory that a process and its descendants held together."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.root, self.most, self.ended = process.pid, 0, threading.Event()

    def run(self):
        while not self.ended.wait(0.05):
            self.most = max(self.most, self._held())

    def _held(self):
        parents, held = {}, {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    status = (entry / "stat").read_text()
                    resident = int((entry / "statm").read_text().split()[1])
                except OSError:
                    continue
                fields = status.rpartition(")")[2].split()
                parents[int(entry.name)] = int(fields[1])
                # What two processes share is counted to each: the true figure is lower.
                held[int(entry.name)] = resident * PAGE
        ours, found = {self.root}, True
        while found:
            found = {pid for pid, parent in parents.items() if parent in ours} - ours
            ours |= found
        return sum(held[pid] for pid in ours if pid in held)


def run(project, *options):
    """Seconds passed, the table of the steps, and the most memory of one build."""
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(project / "generator")}
    command = [sys.executable, "-m", "jacobook.cli", "build", "--timings", *options]
    started = time.monotonic()
    process = subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=project, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    memory = Memory(process)
    memory.start()
    output, _ = process.communicate()
    passed = time.monotonic() - started
    memory.ended.set()
    if process.returncode:
        sys.exit(output)
    memory.join()
    return passed, output, memory.most


def report(title, outcome):
    passed, output, memory = outcome
    processor = re.search(r"Together.*processor\s+([\d.]+) s", output)[1]
    print(
        f"\n## {title}: {passed:.1f} s, processor {processor} s, memory {memory / 1e6:.0f} MB\n\n{output}", flush=True
    )


def measure(count):
    with tempfile.TemporaryDirectory(prefix="jacobook-benchmark-") as name:
        project = Path(name) / "project"
        project.mkdir()
        make_project(project, count)
        whole = run(project)
        report(f"{count} rules, from nothing", whole)
        report(f"{count} rules, nothing changed", run(project))
        rule = project / "rules" / "forms-1.toml"
        text = rule.read_text("utf-8")
        rule.write_text(text.replace('expr = "', 'expr = "3 * ', 1), "utf-8")
        report(f"{count} rules, one of them changed", run(project))
        return whole[0]


if __name__ == "__main__":
    counts = [int(argument) for argument in sys.argv[1:]] or [300]
    times = {count: measure(count) for count in counts}
    for count in counts[1:]:
        print(f"{count} rules take {times[count] / times[counts[0]]:.1f} times as long as {counts[0]}")
