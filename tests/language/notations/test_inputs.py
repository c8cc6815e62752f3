"""Several hundred inputs as people write them: each is read as meant, in all its readings, or refused with a reason."""

import pytest

from jacobook.errors import LanguageError
from jacobook.language.reader import read, read_anything
from reading_page import PAGE, REFUSED, SEVERAL, Input, inputs, page

INPUTS = inputs()


@pytest.mark.parametrize("given", INPUTS, ids=[f"{row.notation}: {row.written[:40]}" for row in INPUTS])
def test_an_input_is_read_as_it_is_meant(given: Input):
    if given.refused:
        with pytest.raises(LanguageError) as caught:
            read_anything(given.written, given.where)
        assert given.refused in str(caught.value)
        assert caught.value.hint or caught.value.location
        return
    readings = read_anything(given.written, given.where)
    assert tuple(reading.text for reading in readings) == given.read
    assert ",".join(readings[0].wrt) == given.wrt
    for reading in readings:
        # What is shown as the reading is one: read again, it means the same.
        assert read(reading.text, reading.declarations).expression == reading.parsed.expression


def test_there_are_hundreds_of_them_and_few_are_refused():
    told = [(row.written, row.where) for row in INPUTS]
    assert len(set(told)) == len(told) >= 200
    meant = [row for row in INPUTS if row.notation not in {REFUSED, SEVERAL}]
    assert len(meant) >= 200
    assert all(len(row.read) == 1 for row in meant)


def test_the_page_shows_the_inputs():
    assert PAGE.read_text("utf-8") == page(), "write it again: python tests/reading_page.py"
