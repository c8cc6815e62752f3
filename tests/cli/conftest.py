"""Running the command line as a person does, in this process."""

from dataclasses import dataclass

import pytest

from hearing import heard_again
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

    def jacobook(*arguments):
        with heard_again(), pytest.raises(SystemExit) as caught:
            main([str(argument) for argument in arguments])
        output = capsys.readouterr()
        assert "Traceback" not in output.err
        return Run(caught.value.code, output.out, output.err)

    return jacobook
