"""However a run ends, there is one message and a status, and never a traceback."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from jacobook.cli.failures import (
    BAD_INPUT,
    INTERNAL_ERROR,
    INTERRUPTED,
    PIPE_CLOSED,
    Stopped,
    colour_allowed,
    status_of,
)
from jacobook.errors import LanguageError, Location, ToolError


def raising(error):
    def work():
        raise error

    return work


def test_work_that_succeeds_leaves_with_its_own_status():
    assert status_of(lambda: None) == 0
    assert status_of(lambda: 1) == 1
    assert status_of(lambda: "text") == 0


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (LanguageError("unknown function sun", location=Location("sun(x)", 0, 3), hint="did you mean sum?"), BAD_INPUT,
         "Error: unknown function sun\n  sun(x)\n  ^^^\n  did you mean sum?\n"),
        (ToolError("Node is missing"), BAD_INPUT, "Error: Node is missing\n"),
        (PermissionError(13, "Permission denied", "site"), BAD_INPUT, "Error: site: Permission denied\n"),
        (OSError(28, "No space left on device"), BAD_INPUT, "Error: No space left on device\n"),
        (KeyboardInterrupt(), INTERRUPTED, ""),
        (click.exceptions.Abort(), INTERRUPTED, ""),
        (Stopped(signal.SIGTERM), 143, ""),
        (click.BadParameter("no", param_hint="--out"), BAD_INPUT, "Error: Invalid value for --out: no\n"),
    ],
)  # fmt: skip
def test_what_people_cause_is_told_plainly(capsys, error, status, told):
    assert status_of(raising(error)) == status
    output = capsys.readouterr()
    assert output.err == told
    assert output.out == ""


def test_an_internal_error_is_reported_as_such(capsys, monkeypatch):
    monkeypatch.delenv("JACOBOOK_DEBUG", raising=False)
    assert status_of(raising(KeyError("x"))) == INTERNAL_ERROR
    told = capsys.readouterr().err
    assert "internal error: a bug in Jacobook" in told
    assert "KeyError: 'x'" in told
    assert "JACOBOOK_DEBUG=1" in told
    assert "Traceback" not in told


def test_whoever_looks_for_our_mistake_sees_the_traceback(monkeypatch):
    monkeypatch.setenv("JACOBOOK_DEBUG", "1")
    with pytest.raises(KeyError):
        status_of(raising(KeyError("x")))


def run(program, **options):
    return subprocess.run(
        [sys.executable, "-c", f"from jacobook.cli.failures import status_of\n{program}"],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        **options,
    )


@pytest.mark.parametrize("length", [1, 100_000])
def test_a_reader_who_has_seen_enough_is_no_error(length):
    reading, writing = os.pipe()
    os.close(reading)
    outcome = run(f"raise SystemExit(status_of(lambda: print('x' * {length})))", stdout=writing)
    os.close(writing)
    assert outcome.returncode == 141
    assert outcome.stderr == ""


@pytest.mark.parametrize("length", [1, 100_000])
def test_a_full_disk_is_told(length):
    with Path("/dev/full").open("w") as full:
        outcome = run(f"raise SystemExit(status_of(lambda: print('x' * {length})))", stdout=full)
    assert outcome.returncode == BAD_INPUT
    assert outcome.stderr.startswith("Error: No space left on device")
    assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize("said", ["print('x')", "print('x', flush=True)", "__import__('click').echo('x')"])
def test_an_output_that_was_closed_is_told(said):
    program = f"from jacobook.cli.failures import status_of\nraise SystemExit(status_of(lambda: {said}))"
    outcome = subprocess.run(
        ["bash", "-c", '"$0" -c "$1" >&-', sys.executable, program], stderr=subprocess.PIPE, text=True, check=False
    )
    assert outcome.returncode == BAD_INPUT
    assert outcome.stderr == "Error: standard output is closed\n"


@pytest.mark.parametrize("where", ["2>&-", "2>/dev/full", "<&- 2>&-", ">/dev/null 2>&-"])
def test_where_nobody_can_be_told_the_status_tells(where):
    program = "from jacobook.cli import main; main(['derive', 'x @', '--wrt', 'x'])"
    outcome = subprocess.run(
        ["bash", "-c", f'"$0" -c "$1" {where}', sys.executable, program], capture_output=True, text=True, check=False
    )
    assert (outcome.returncode, outcome.stdout) == (BAD_INPUT, "")


def test_an_input_that_was_closed_is_empty():
    program = "from jacobook.cli import main; main(['derive', '--interactive'])"
    command = ["bash", "-c", '"$0" -c "$1" <&-', sys.executable, program]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (outcome.returncode, outcome.stderr) == (0, "")


def test_no_file_is_opened_in_the_place_of_a_stream_that_was_closed():
    program = (
        "import os\nfrom jacobook.cli.failures import status_of\n"
        "raise SystemExit(status_of(lambda: 0 if os.open(os.devnull, os.O_RDONLY) > 2 else 9))"
    )
    command = ["bash", "-c", '"$0" -c "$1" <&- >&- 2>&-', sys.executable, program]
    assert subprocess.run(command, check=False).returncode in (0, BAD_INPUT)


def test_an_encoding_without_the_letters_is_no_error():
    outcome = run(
        "raise SystemExit(status_of(lambda: print('xᵀA')))",
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )
    assert outcome.returncode == 0
    assert outcome.stdout == "x\\u1d40A\n"


def test_colours_are_for_terminals_that_want_them(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert colour_allowed(True)  # noqa: FBT003
    assert not colour_allowed(False)  # noqa: FBT003
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colour_allowed(True)  # noqa: FBT003


def test_every_status_is_documented(root):
    page = (root / "docs" / "use" / "command-line.md").read_text("utf-8")
    table = page.partition("## Exit statuses")[2].partition("\n\n|")[2].partition("\n\n")[0]
    told = {int(number): meaning for number, meaning in re.findall(r"\| (\d+) \| (.*) \|", table)}
    signals = {128 + number for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)}
    assert set(told) == {0, 1, BAD_INPUT, INTERNAL_ERROR, PIPE_CLOSED} | signals
    assert INTERRUPTED in signals


def test_a_signal_that_nothing_heard_comes_again():
    program = (
        "import os, signal, time\nfrom jacobook.cli import commands, main\n"
        "class Deaf:\n    def __del__(self): os.kill(os.getpid(), signal.SIGTERM); time.sleep(0)\n"
        "def work(*_, **__):\n    Deaf()\n    time.sleep(60)\n"
        "commands.main = work\nmain([])"
    )
    outcome = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=50, check=False)
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (143, "", "")


def test_a_command_hears_ctrl_c_after_three_small_modules():
    """What Python loads before `main` answers Ctrl-C with a traceback."""
    told = "import sys; before = set(sys.modules); import jacobook.cli; print(*sorted(set(sys.modules) - before))"
    outcome = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert set(outcome.stdout.split()) <= {"__future__", "jacobook", "jacobook.cli"}
