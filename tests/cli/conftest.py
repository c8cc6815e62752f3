"""Running the command line as a person does, in this process."""

import signal
import sys
import threading
from dataclasses import dataclass

import pytest

from jacobook.cli import main


@dataclass(frozen=True)
class Run:
    """What a run left behind."""

    status: int
    out: str
    err: str


@pytest.fixture
def jacobook(capsys, monkeypatch, tmp_path):
    """The command line, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)

    # A run is the last of its process, and leaves deaf to signals.
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}

    hooks = threading.excepthook, sys.unraisablehook

    def jacobook(*arguments):
        with pytest.raises(SystemExit) as caught:
            main([str(argument) for argument in arguments])
        for number, handler in before.items():
            signal.signal(number, handler)
        threading.excepthook, sys.unraisablehook = hooks
        output = capsys.readouterr()
        assert "Traceback" not in output.err
        return Run(caught.value.code, output.out, output.err)

    return jacobook
