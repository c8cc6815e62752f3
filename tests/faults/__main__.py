"""Plants each fault in a copy of the program, and tells what catches it; the status is 1 if something survives."""

from __future__ import annotations

import argparse
import compileall
import os
import py_compile
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from faults.fault import Fault, Refused, Selection  # noqa: E402
from faults.faults import FAULTS  # noqa: E402

LIMIT = 300
_COPIED = ("generator", "templates")
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
_DISPROVED = re.compile(r"(?:is wrong|do(?:es)? not agree)[^\n]*")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check said: whether it passed, failed as it should, or did not run; and the words for it."""

    status: str
    told: str


class Copy:
    """A copy of the program in which one fault at a time is planted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in _COPIED:
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        # By their content and not by their time: a file that changes twice within a second is compiled anew.
        compileall.compile_dir(
            folder / "generator", quiet=1, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH
        )

    def checked(self, check: Refused | Selection) -> Outcome:
        return self._derived(check) if isinstance(check, Refused) else self._tested(check)

    def with_fault(self, fault: Fault) -> Outcome:
        path = self.folder / fault.file
        sound = path.read_text("utf-8")
        if sound.count(fault.old) != 1:
            return Outcome("broken", f"what is replaced stands {sound.count(fault.old)} times in {fault.file}")
        path.write_text(sound.replace(fault.old, fault.new), "utf-8")
        try:
            return self.checked(fault.caught_by)
        finally:
            path.write_text(sound, "utf-8")

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {
            "PYTHONPATH": str(self.folder / "generator"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HYPOTHESIS_STORAGE_DIRECTORY": str(self.folder / "hypothesis"),
            "NO_MKDOCS_2_WARNING": "1",
        }
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False
        )

    def _derived(self, check: Refused) -> Outcome:
        where = ["--where", check.where] if check.where else []
        run = self._run("-m", "jacobook.cli", "derive", check.expression, "--wrt", check.wrt, *where, *check.more)
        if run.returncode == 0:
            return Outcome("passed", "it was answered and ticked")
        disproved = _DISPROVED.search(run.stderr)
        # Anything else, such as a mistake that ends the program, shows nothing about the proof.
        return Outcome("failed", f"the proof, asked to {check}") if disproved else Outcome("broken", run.stderr[-300:])

    def _tested(self, check: Selection) -> Outcome:
        keyword = ["-k", check.keyword] if check.keyword else []
        options = ["-q", "-x", "--no-header", "--tb=no", "-p", "no:cacheprovider", "-W", "ignore"]
        run = self._run("-m", "pytest", *options, *check.selection, *keyword)
        if run.returncode == 1 and (failed := _FAILED.search(run.stdout)):
            return Outcome("failed", failed[1])
        if run.returncode == 0 and " passed" in run.stdout:
            return Outcome("passed", f"every test of {check} passed")
        return Outcome("broken", (run.stdout + run.stderr)[-300:])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="the faults to plant; all where none is named")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time")
    parser.add_argument("--unchecked", action="store_true", help="leave out the checks of the program without a fault")
    parser.add_argument("--list", action="store_true", help="only say which there are")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - {fault.name for fault in FAULTS}
    if unknown:
        parser.error(f"there is no fault {min(unknown)}; --list names all")
    chosen = [fault for fault in FAULTS if not arguments.names or fault.name in arguments.names]
    if arguments.list:
        for fault in chosen:
            print(f"{fault.room:11} {fault.kind:12} {fault.name}")
        return 0
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        copies: SimpleQueue[Copy] = SimpleQueue()
        for number in range(arguments.jobs):
            copies.put(Copy(Path(folder) / str(number)))
        return report(chosen, copies, arguments.jobs, first=not arguments.unchecked)


def report(chosen: list[Fault], copies: SimpleQueue[Copy], jobs: int, *, first: bool) -> int:
    """Run the checks on the program as it is, unless not `first`, then on each fault; print a line for each."""
    start = time.monotonic()

    def sound(check: Refused | Selection) -> Outcome:
        copy = copies.get()
        try:
            return copy.checked(check)
        finally:
            copies.put(copy)

    def planted(fault: Fault) -> tuple[Fault, Outcome, float]:
        copy, began = copies.get(), time.monotonic()
        try:
            return fault, copy.with_fault(fault), time.monotonic() - began
        except subprocess.TimeoutExpired:
            return fault, Outcome("broken", f"nothing was said in {LIMIT} seconds"), LIMIT
        finally:
            copies.put(copy)

    words = {"failed": "caught", "passed": "SURVIVED", "broken": "NOT CHECKED"}
    with ThreadPoolExecutor(jobs) as pool:
        checks = list(dict.fromkeys(fault.caught_by for fault in chosen)) if first else []
        unsound = dict(zip(checks, pool.map(sound, checks), strict=True))
        ailing = {check: found.told for check, found in unsound.items() if found.status != "passed"}
        for check, told in ailing.items():
            print(f"without any fault: {check}: {told}")
        counts = dict.fromkeys(words, 0)
        for fault, outcome, seconds in pool.map(planted, chosen):
            status = "broken" if fault.caught_by in ailing else outcome.status
            counts[status] += 1
            print(f"{words[status]:11} {fault.room:11} {fault.kind:12} {fault.name}: {outcome.told} ({seconds:.0f} s)")
            sys.stdout.flush()
    minutes = (time.monotonic() - start) / 60
    print(
        f"{len(chosen)} faults in {minutes:.1f} minutes:"
        f" {', '.join(f'{count} {words[status]}' for status, count in counts.items())}"
    )
    return 0 if counts["failed"] == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
