"""The page of the language lists the functions as their records have them."""

import os

import pytest

from jacobook.document.collections.function_list import function_list
from jacobook.language.functions import COMPARISONS, FUNCTIONS, OPERATOR

START = "<!-- The functions: made of their records by jacobook.document.collections.function_list -->\n\n"
END = "\n<!-- End of the functions -->\n"


def test_the_page_has_the_list_of_the_records(root):
    page = root / "docs" / "use" / "language.md"
    before, _, rest = page.read_text("utf-8").partition(START)
    listed, _, after = rest.partition(END)
    assert after
    if os.environ.get("JACOBOOK_UPDATE_SNAPSHOTS") == "1":
        page.write_text(before + START + function_list() + END + after, "utf-8")
        pytest.skip("the list was written")
    assert listed == function_list(), "run the tests with JACOBOOK_UPDATE_SNAPSHOTS=1 and look at the difference"


def test_the_list_has_every_function_once():
    listed = function_list()
    named = [
        function for function in FUNCTIONS.values() if function.kind != OPERATOR and function.name not in COMPARISONS
    ]
    assert len(named) > 40
    assert all(listed.count(f"| `{function.call}` |") == 1 for function in named)
    assert not any(f"`{name}(" in listed for name in COMPARISONS)


def test_a_row_says_what_a_function_is_called_elsewhere_and_reads_as():
    listed = function_list()
    assert "| `log(x)` | natural logarithm | `ln` |" in listed
    assert "| `rowsum(X)` | sum of each row: `X @ ones(n)` | m×n → m | `rowSums` |" in listed
    assert "`norm2` of vectors" in listed
