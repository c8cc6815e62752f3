"""Outside programs are started without a shell, bounded in time, and never left behind."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from jacobook.errors import ToolError
from jacobook.work.processes import find_program, run, running


def test_a_program_says_how_it_ended(tmp_path):
    outcome = run([sys.executable, "-c", "import os; print(os.getcwd()); exit(3)"], folder=tmp_path, limit=30)
    assert outcome.status == 3
    assert outcome.output.strip() == str(tmp_path)


def test_it_sees_the_environment_it_is_given(tmp_path):
    program = "import os; print(os.environ['SHEET'])"
    outcome = run([sys.executable, "-c", program], folder=tmp_path, limit=30, environment={"SHEET": "a4"})
    assert outcome.output.strip() == "a4"


def test_a_program_that_is_missing_is_told(tmp_path):
    with pytest.raises(ToolError, match="no-such-program cannot be started"):
        run(["no-such-program"], folder=tmp_path, limit=1)
    with pytest.raises(ToolError, match="The Tool was not found: no program no-such-program on the path"):
        find_program("no-such-program", "The Tool", "install it")


def test_one_that_takes_too_long_is_stopped_with_its_children(tmp_path):
    child = "import pathlib, time; time.sleep(3); pathlib.Path('late').touch()"
    parent = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    with pytest.raises(ToolError, match="did not finish within 1 seconds"):
        run([sys.executable, "-c", parent], folder=tmp_path, limit=1)
    with pytest.raises(ToolError):
        run([sys.executable, "-c", "import time; time.sleep(60)"], folder=tmp_path, limit=3)
    assert not (tmp_path / "late").exists()


def test_a_signal_that_ended_it_is_told_as_a_shell_tells_it(tmp_path):
    program = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert run([sys.executable, "-c", program], folder=tmp_path, limit=30).status == 128 + 9


ASKER = """
import sys
from pathlib import Path
from jacobook.work.processes import run
run([sys.executable, "-c", sys.argv[1]], folder=Path(sys.argv[2]), limit=60)
"""
# A program with a child, each of which says that it is there for as long as it is.
PROGRAM = """
import pathlib, subprocess, sys, time
child = "import pathlib, time\\nfor n in range(600): pathlib.Path('child').write_text(str(n)); time.sleep(0.1)"
subprocess.Popen([sys.executable, "-c", child])
for n in range(600): pathlib.Path("program").write_text(str(n)); time.sleep(0.1)
"""


def test_none_outlives_whoever_asked_for_it_even_where_that_one_was_killed(tmp_path):
    said = [tmp_path / "program", tmp_path / "child"]
    with subprocess.Popen([sys.executable, "-c", ASKER, PROGRAM, tmp_path]) as asker:
        while not all(path.exists() for path in said):
            assert asker.poll() is None
            time.sleep(0.1)
        asker.kill()
    assert _falls_silent(said)


def _falls_silent(paths: list[Path]) -> bool:
    for _ in range(50):
        before = [path.read_text() for path in paths]
        time.sleep(1)
        if before == [path.read_text() for path in paths]:
            return True
    return False


WAITING = [sys.executable, "-c", "import sys; print('told', sys.stdin.readline().strip() or 'nothing', end='')"]


def test_one_that_waits_is_told_what_to_do(tmp_path):
    with running(WAITING, folder=tmp_path, waits=True) as program:
        assert program.finish(30, "to build\n").output == "told to build"


def test_one_that_is_told_nothing_does_not_outlive_its_turn(tmp_path):
    with running(WAITING, folder=tmp_path, waits=True) as program:
        assert program.process.poll() is None
    assert program.process.poll() is not None


def test_mkdocs_that_is_told_nothing_builds_nothing(tmp_path):
    with running([sys.executable, "-m", "jacobook.publish.mkdocs.waiting"], folder=tmp_path, waits=True) as program:
        outcome = program.finish(60, "")
    assert (outcome.status, list(tmp_path.iterdir())) == (0, [])


def test_mkdocs_that_waits_minds_no_configuration_until_it_is_told(tmp_path):
    (tmp_path / "mkdocs.yml").write_text("site_name: [", "utf-8")
    command = [sys.executable, "-m", "jacobook.publish.mkdocs.waiting", "mkdocs.yml"]
    with running(command, folder=tmp_path, waits=True) as program:
        outcome = program.finish(60, "")
    assert (outcome.status, outcome.output) == (0, "")
    with running(command, folder=tmp_path, waits=True) as program:
        outcome = program.finish(60, '["build"]\n')
    assert outcome.status != 0
    assert "mkdocs.yml" in outcome.output
