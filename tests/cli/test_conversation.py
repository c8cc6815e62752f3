"""Question after question in a terminal: what was chosen holds on, and a mistake ends nothing."""

import io
import os
import re
import select
import subprocess
import sys

import pytest

from jacobook.cli.conversation import Choices, reply
from jacobook.errors import JacobookError

UP, END = "\x1b[A", "\x04"
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture
def talk(jacobook, monkeypatch):
    def talk(*lines):
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
        return jacobook("derive", "--interactive")

    return talk


def test_questions_are_answered_in_turn_and_a_mistake_ends_nothing(talk):
    run = talk("x @ A @ x", "sinn(x)", "", "xᵀAx by A", "quit", "x @ x")
    assert (run.status, run.err) == (0, "")
    assert "∂y/∂x = xᵀ(A + Aᵀ)" in run.out
    assert "unknown function sinn" in run.out
    assert "read as: x.T @ A @ x" in run.out
    assert "∂y/∂A = x xᵀ" in run.out
    assert "2xᵀ" not in run.out


def test_what_is_chosen_holds_for_the_next_question(talk):
    run = talk("where A: n×n symmetric", "layout denominator", "steps", "x @ A @ x")
    assert "∂y/∂x = 2Ax" in run.out
    assert "numerator layout" not in run.out.replace("denominator layout", "")
    assert "In components" in run.out


@pytest.mark.parametrize("line", ["order 9", "order", "layout sideways", "where x", "by", "x @", "x by q"])
def test_what_cannot_be_meant_is_told(line):
    with pytest.raises(JacobookError):
        reply(line, Choices())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_on_a_terminal_lines_come_back_and_words_are_completed():
    import pty

    terminal, inner = pty.openpty()
    command = [sys.executable, "-m", "jacobook.cli", "derive", "--interactive"]
    environment = os.environ | {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    with subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner, env=environment) as started:
        screen = Screen(terminal)
        screen.until("∂")
        try:
            screen.type("a @ x\r")
            screen.until(r"(?s)∂y/∂x = aᵀ.*10⁻¹⁷\.\s+∂")
            screen.type(f"{UP}\r")
            screen.until(r"(?s)∂y/∂x = aᵀ.*10⁻¹⁷\.\s+∂")
            screen.type("logsum")
            screen.until("logsumexp")
            screen.type("\t(x)\r")
            screen.until(r"(?s)softmax\(x\).*claimed\.\s+∂")
            screen.type(END)
            assert started.wait(60) == 0
        finally:
            started.kill()
    os.close(terminal)
    os.close(inner)


class Screen:
    """What a terminal has shown since it was last looked at."""

    def __init__(self, terminal):
        self.terminal = terminal
        self.shown = ""

    def type(self, keys):
        self.shown = ""
        os.write(self.terminal, keys.encode())

    def until(self, text):
        while not re.search(text, self.shown):
            ready, _, _ = select.select([self.terminal], [], [], 60)
            assert ready, self.shown
            self.shown += CONTROL.sub("", os.read(self.terminal, 65536).decode("utf-8", "replace"))


def test_without_a_question_the_command_says_what_is_missing(jacobook):
    for arguments in ((), ("x @ x",)):
        run = jacobook("derive", *arguments)
        assert run.status == 2
        assert "issing" in run.err
