"""The example notebook says what happens: its cells are run as a kernel runs them, and their outputs are those stored.

`JACOBOOK_UPDATE_SNAPSHOTS=1` writes the outputs anew.
"""

import ast
import json
import os
from contextlib import redirect_stdout
from io import StringIO

import pytest

from jacobook import JacobookError
from jacobook.cell_magic import answered


@pytest.fixture(scope="module")
def path(root):
    return root / "examples" / "notebook" / "least-squares.ipynb"


@pytest.fixture(scope="module")
def notebook(path):
    return json.loads(path.read_text("utf-8"))


def _code(notebook):
    found = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(found) > 8
    return found


def _lines(text):
    return text.splitlines(keepends=True)


def _run(shell, source, number):
    """The outputs of a cell, as the format of notebooks has them."""
    printed = StringIO()
    with redirect_stdout(printed):
        outcome = shell.run_cell(source, store_history=False)
    error = outcome.error_in_exec or outcome.error_before_exec
    if error is not None:
        told = error._render_traceback_()
        return [{"output_type": "error", "ename": type(error).__name__, "evalue": str(error), "traceback": told}]
    # What the shell shows of the result by itself stands at the end of what was printed.
    shown = printed.getvalue().partition("Out[")[0]
    outputs = [{"output_type": "stream", "name": "stdout", "text": _lines(shown)}] if shown.strip() else []
    if outcome.result is not None:
        bundle, _ = shell.display_formatter.format(outcome.result)
        data = {kind: _lines(text) for kind, text in sorted(bundle.items())}
        outputs.append({"output_type": "execute_result", "execution_count": number, "data": data, "metadata": {}})
    return outputs


def test_cells_give_the_outputs_that_are_stored(notebook, path, ipython):
    update = os.environ.get("JACOBOOK_UPDATE_SNAPSHOTS") == "1"
    for number, cell in enumerate(_code(notebook), start=1):
        outputs = _run(ipython, "".join(cell["source"]), number)
        if update:
            cell["outputs"], cell["execution_count"] = outputs, number
        assert cell["outputs"] == outputs, "".join(cell["source"])
        assert cell["execution_count"] == number
    if update:
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")


def test_cells_run_without_ipython(notebook):
    names = {}
    for cell in _code(notebook):
        source = "".join(cell["source"])
        fails = any(output["output_type"] == "error" for output in cell["outputs"])
        if source.startswith("%load_ext"):
            continue
        if source.startswith("%%jacobian"):
            first, _, text = source.partition("\n")
            names[first.split()[1]] = answered(text).derivation
        elif fails:
            with pytest.raises(JacobookError):
                exec(source, names)  # noqa: S102 - our own notebook
        else:
            exec(source, names)  # noqa: S102 - likewise


def test_the_notebook_is_one(notebook):
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in _code(notebook):
        source = "".join(cell["source"])
        if not source.startswith("%"):
            ast.parse(source)


def test_what_is_meant_to_fail_does_not_stop_a_lecture(notebook):
    """JupyterLab and nbconvert run on after a cell with this tag; and what needs more than the wheel comes last."""
    for cell in _code(notebook):
        fails = any(output["output_type"] == "error" for output in cell["outputs"])
        assert ("raises-exception" in cell["metadata"].get("tags", [])) == fails
    texts = ["".join(cell["source"]) for cell in notebook["cells"]]
    (numbers,) = [place for place, text in enumerate(texts) if text.startswith("## Numbers")]
    assert not any("np." in text or "function()" in text for text in texts[:numbers])


def test_every_answer_in_it_was_proved(notebook):
    shown = json.dumps(notebook, ensure_ascii=False)
    assert "not proved" not in shown
    assert "✓ Proved for every size" in shown
    assert "<script" not in shown
