"""Question after question in a terminal: what was chosen holds on, and a mistake ends nothing."""

import io

import pytest

from jacobook.cli.conversation import Choices, reply
from jacobook.errors import JacobookError


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


def test_without_a_question_the_command_says_what_is_missing(jacobook):
    for arguments in ((), ("x @ x",)):
        run = jacobook("derive", *arguments)
        assert run.status == 2
        assert "issing" in run.err
