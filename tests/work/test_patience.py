"""Whoever waits for an answer waits no longer than was said."""

import signal
import sys
import threading
import time
from contextlib import suppress

import pytest

from jacobook.errors import Refused
from jacobook.work.patience import within


def without_end():
    while True:
        # Exceptions that are caught on the way are no way out.
        with suppress(Exception):
            time.sleep(0.01)


def test_what_takes_too_long_is_refused_and_nothing_of_it_is_left():
    with pytest.raises(Refused, match=r"longer than 0\.1 seconds") as caught, within(0.1):
        without_end()
    assert caught.value.hint == "use --limit to allow more"
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL


def test_what_is_done_in_time_is_done():
    with within(60):
        found = 1
    assert found == 1
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_another_thread_has_no_alarm_and_goes_on():
    found = []

    def work():
        with within(60):
            found.append(1)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [1]


def test_an_alarm_that_an_object_swallows_as_it_is_deleted_is_told_again_without_a_traceback(capsys, monkeypatch):
    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)
    hook = sys.unraisablehook

    class Waits:
        def __del__(self):
            without_end()

    def deleted():
        waits = Waits()
        del waits
        without_end()

    with pytest.raises(Refused, match=r"longer than 0\.1 seconds"), within(0.1):
        deleted()
    assert capsys.readouterr().err == ""
    assert sys.unraisablehook is hook


def test_what_else_an_object_raises_as_it_is_deleted_is_still_printed(capsys, monkeypatch):
    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)

    class Fails:
        def __del__(self):
            raise ValueError("not well kept")

    with within(60):
        fails = Fails()
        del fails
    assert "not well kept" in capsys.readouterr().err
