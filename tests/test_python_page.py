"""What the page about Python shows is what happens: every block is run, and every output that it tells is compared."""

import ast
import re
from contextlib import redirect_stdout
from io import StringIO

import pytest

_BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CLAIM = re.compile(r"^ *\S.*?  +# (.+)$")


@pytest.fixture(scope="module")
def blocks(root):
    page = (root / "docs" / "use" / "python.md").read_text("utf-8")
    found = [(match[1], match[2]) for match in _BLOCK.finditer(page)]
    assert len(found) > 15
    return found


def _claims(source):
    """The outputs that comments tell, by the line of the statement that they stand beside."""
    return {
        number: match[1]
        for number, line in enumerate(source.splitlines(), start=1)
        if (match := _CLAIM.match(line)) is not None
    }


def _outputs(source, names):
    """What each statement printed, or its value, by its last line."""
    found = {}
    for statement in ast.parse(source).body:
        printed = StringIO()
        value = None
        with redirect_stdout(printed):
            if isinstance(statement, ast.Expr):
                value = eval(compile(ast.Expression(statement.value), "page", "eval"), names)  # noqa: S307 - our own page
            else:
                exec(compile(ast.Module([statement], []), "page", "exec"), names)  # noqa: S102 - likewise
        found[statement.end_lineno] = printed.getvalue().rstrip("\n") or ("" if value is None else repr(value))
    return found


def _told(output, claim):
    return output.startswith(claim.removesuffix("…")) if claim.endswith("…") else output == claim


def test_python_answers_as_the_page_says(blocks):
    names, claimed, last = {}, 0, ""
    for language, source in blocks:
        if language == "text":
            assert last == source.rstrip("\n")
            claimed += 1
            continue
        if source.startswith("%"):
            continue
        outputs = _outputs(source, names)
        last = "\n".join(filter(None, outputs.values()))
        for line, claim in _claims(source).items():
            assert _told(outputs[line], claim), (claim, outputs[line])
            claimed += 1
    assert claimed > 14


def test_the_cells_of_the_page_run_in_ipython(blocks, ipython):
    cells = [source for language, source in blocks if language == "python" and source.startswith("%")]
    assert len(cells) == 2
    for cell in cells:
        assert ipython.run_cell(cell).success
    assert ipython.user_ns["loss"].denominator.text == "2Aᵀ(Ax − b)"


def test_the_page_begins_with_how_it_is_installed(root):
    page = (root / "docs" / "use" / "python.md").read_text("utf-8")
    first = re.search(r"^```(\w+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert (first[1], first[2]) == ("console", "$ pip install jacobook\n")


def test_the_search_for_claims_sees_one_that_is_wrong():
    source = "print(1 + 1)  # 3\nx = 2\nx          # 2\n"
    outputs, claims = _outputs(source, {}), _claims(source)
    assert [_told(outputs[line], claim) for line, claim in claims.items()] == [False, True]
