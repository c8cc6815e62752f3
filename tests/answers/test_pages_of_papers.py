"""Twenty pages with known errors: each is found, with what a lecturer would say, and what is right is left alone.

A page says itself what is known of it: the last line of an equation ends in `% right`, or in `% wrong:` with words of
the explanation.
"""

import pytest

from jacobook.answers.paper import judged
from reading_page import MARK


@pytest.fixture(scope="module")
def pages(root):
    return {path.stem: path.read_text("utf-8") for path in sorted((root / "tests/answers/papers").glob("*.tex"))}


@pytest.fixture(scope="module")
def found(pages):
    """What is judged of each page, by its line."""
    verdicts = {name: {} for name in pages}
    for number, one in judged([(text, ".tex") for text in pages.values()]):
        verdicts[[*pages][number]][one.equation.line] = one
    return verdicts


def expected(page):
    lines = enumerate(page.splitlines(), 1)
    return {line: match for line, text in lines if (match := MARK.search(text)) is not None}


def test_all_errors_are_found_and_there_is_no_false_alarm(pages, found):
    for name, page in pages.items():
        known = {line: match["status"] for line, match in expected(page).items()}
        told = {line: "unread" if one.verdict is None else one.verdict.right for line, one in found[name].items()}
        assert told == {line: status == "right" for line, status in known.items()}, name


def test_what_is_wrong_is_explained(pages, found):
    for name, page in pages.items():
        for line, match in expected(page).items():
            if match["status"] == "wrong":
                assert match["said"], f"{name}, line {line}: {found[name][line].verdict.explanation}"
                assert match["said"] in found[name][line].verdict.explanation, f"{name}, line {line}"


def test_there_are_enough_of_them(pages):
    known = [match["status"] for page in pages.values() for match in expected(page).values()]
    assert len(pages) >= 20
    assert min(len(expected(page)) for page in pages.values()) >= 3
    assert known.count("wrong") >= 50
    assert known.count("right") >= 40
