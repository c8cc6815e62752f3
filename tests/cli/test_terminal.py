"""Bars for people who wait, silence for everybody else."""

import io

from jacobook.cli import terminal
from jacobook.cli.terminal import progress_bars
from jacobook.work.progress import silent


class Screen(io.StringIO):
    def isatty(self):
        return True


def test_without_a_terminal_nothing_is_drawn(capsys):
    with progress_bars() as progress:
        assert progress is silent
        progress("Proving", 1, 2)
    assert capsys.readouterr().err == ""


def work(monkeypatch, delay):
    screen = Screen()
    monkeypatch.setattr(terminal.sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with progress_bars(delay=delay) as progress:
        for done in range(4):
            progress("Proving", done, 3)
            threading_wait(0.05)
        progress("Typesetting", 0, 0)
    return screen.getvalue()


def threading_wait(seconds):
    import threading

    threading.Event().wait(seconds)


def test_short_work_draws_nothing(monkeypatch):
    assert work(monkeypatch, delay=60) == ""


def test_long_work_is_seen(monkeypatch):
    drawn = work(monkeypatch, delay=0.01)
    assert "Proving" in drawn
    assert "Typesetting" in drawn
