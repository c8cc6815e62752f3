"""Run by the engine itself: runs tests of the core with pytest, which is mounted beside it."""

import json
import os
import sys
from pathlib import Path

import pyodide_js


class Counts:
    """What became of the tests, told to pytest as a plugin."""

    def __init__(self):
        self.passed = self.skipped = 0

    def pytest_runtest_logreport(self, report):
        self.passed += report.when == "call" and report.passed
        self.skipped += report.skipped


def main(text):
    question = json.loads(text)
    for place, folder in question["mounts"].items():
        pyodide_js.mountNodeFS(place, folder)
    pyodide_js.mountNodeFS("/standard", str(Path(question["standard"]).parent))
    sys.path += ["/packages", "/standard/python_stdlib.zip"]
    os.chdir("/checkout")
    import pytest

    counts = Counts()
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:faulthandler", "-p", "no:hypothesispytest"]
    # Here there is no thread that could watch the time; whoever started the engine does.
    status = pytest.main([*options, "-o", "timeout=0", *question["tests"]], plugins=[counts])
    return "\n" + json.dumps({"status": int(status), "passed": counts.passed, "skipped": counts.skipped})
