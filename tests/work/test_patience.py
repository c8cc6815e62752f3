"""Whoever waits for an answer waits no longer than was said."""

import signal
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
