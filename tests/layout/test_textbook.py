"""Two hundred derivatives as they are printed, every one proved: what a book prints, we print."""

import os
from pathlib import Path

import pytest

from jacobook.derivation import derive

pytestmark = pytest.mark.thorough

TABLE = Path(__file__).with_name("textbook.txt")
SEPARATOR = " | "


def _lines():
    return TABLE.read_text("utf-8").splitlines()


def _questions():
    rows = [line.split(SEPARATOR) for line in _lines() if line and not line.startswith("#")]
    assert len(rows) >= 150, "the table has lost its lines"
    return rows


@pytest.fixture(scope="module", autouse=True)
def _rewritten():
    """With JACOBOOK_UPDATE_SNAPSHOTS=1 the answers in the table are those of today; look at the difference."""
    if os.environ.get("JACOBOOK_UPDATE_SNAPSHOTS") != "1":
        return
    kept = [line for line in _lines() if not line or line.startswith("#")]
    answered = []
    for expression, wrt, where, *_ in _questions():
        derivation = derive(expression, wrt, where)
        answered.append(
            SEPARATOR.join((expression, wrt, where, derivation.numerator.text, derivation.denominator.text))
        )
    TABLE.write_text("\n".join([*kept, *answered]) + "\n", "utf-8")


@pytest.mark.parametrize("row", _questions(), ids=lambda row: f"{row[0]} by {row[1]}")
def test_the_answer_is_printed_as_a_book_prints_it(row):
    expression, wrt, where, numerator, denominator = row
    derivation = derive(expression, wrt, where)
    assert derivation.numerator.text == numerator
    assert derivation.denominator.text == denominator


@pytest.mark.parametrize("row", _questions(), ids=lambda row: f"{row[0]} by {row[1]}")
def test_the_answer_is_proved(row):
    expression, wrt, where, *_ = row
    certificate = derive(expression, wrt, where).verify()
    assert certificate.entries > 0
