"""The filter answers blocks in the JSON of a document; Pandoc itself runs it where it is installed."""

import json
import os
import re
import subprocess
import sys

import pytest

from jacobook.errors import JacobookError
from jacobook.publish.builders.pandoc import LUA, run

PROGRAM = "from jacobook.publish.builders.pandoc import main; main()"
ATTRIBUTES = ["", ["jacobian"], []]


def document(*blocks):
    return json.dumps({"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks})


def block(text, identifier="", classes=("jacobian",), pairs=()):
    return {"t": "CodeBlock", "c": [[identifier, list(classes), [list(pair) for pair in pairs]], text]}


def blocks(*given, folder):
    return json.loads(run(document(*given), folder))["blocks"]


def test_a_block_is_answered_wherever_it_stands(tmp_path):
    quoted = {"t": "BlockQuote", "c": [block("x @ x", pairs=[("wrt", "x")])]}
    ((quotation,),) = [blocks(quoted, folder=tmp_path)]
    kinds = [part["t"] for part in quotation["c"]]
    assert set(kinds) == {"Para"}
    assert quotation["c"][0]["c"][0]["c"][0] == {"t": "DisplayMath"}


def test_a_label_stands_where_quarto_reads_it(tmp_path):
    made = blocks(block("x @ x\nwrt: x\nlayout: numerator", "eq-square"), folder=tmp_path)
    (named,) = [part["c"] for part in made if {"t": "Str", "c": "{#eq-square}"} in part["c"]]
    assert named[0]["c"][1].endswith(r"= 2\mathbf{x}^\top")
    with pytest.raises(JacobookError, match="not a valid label for a formula"):
        run(document(block("x @ x\nwrt: x", "square")), tmp_path)


def test_code_in_a_line_is_answered(tmp_path):
    line = {"t": "Para", "c": [{"t": "Code", "c": [ATTRIBUTES, "x @ x; wrt: x; layout: denominator"]}]}
    ((paragraph,),) = [blocks(line, folder=tmp_path)]
    assert paragraph["c"] == [{"t": "Math", "c": [{"t": "InlineMath"}, r"2\mathbf{x}"]}]


def code(text, *pairs):
    return {"t": "Code", "c": [["", ["jacobian"], [list(pair) for pair in pairs]], text]}


@pytest.mark.parametrize("made", [code, lambda text, *pairs: block(text, pairs=pairs)])
def test_what_is_meant_for_others_stands_beside_options_and_a_misspelled_one_is_refused(tmp_path, made):
    options = [("wrt", "x"), ("layout", "denominator")]
    assert blocks(made("x @ x", *options, ("code-fold", "true")), folder=tmp_path) == blocks(
        made("x @ x", *options), folder=tmp_path
    )
    with pytest.raises(JacobookError, match="no option ordre") as refused:
        blocks(made("x @ x", *options, ("ordre", "2")), folder=tmp_path)
    assert "did you mean order?" in str(refused.value)


def test_everything_else_is_left_alone(tmp_path):
    others = [block("x", classes=["python"]), {"t": "HorizontalRule"}, {"t": "Para", "c": [{"t": "Str", "c": "x"}]}]
    assert blocks(*others, folder=tmp_path) == others


@pytest.mark.parametrize("given", ["", "[]", "{}", document(block("x @@ x\nwrt: x"))])
def test_a_mistake_is_told(tmp_path, given):
    outcome = subprocess.run(
        [sys.executable, "-c", PROGRAM, "latex"], input=given, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_the_filter_of_the_example_is_the_one_that_is_printed(root):
    command = [sys.executable, "-c", PROGRAM, "--lua"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == LUA
    assert (root / "examples" / "quarto" / "jacobook.lua").read_text("utf-8") == LUA


@pytest.mark.slow
@pytest.mark.parametrize("written", ["html", "latex"])
def test_pandoc_makes_the_example(root, tmp_path, written, pandoc):
    program = tmp_path / "jacobook-pandoc"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{PROGRAM}" "$@"\n', "utf-8")
    program.chmod(0o755)
    folder = root / "examples" / "quarto"
    page = (root / "docs" / "use" / "other-builders.md").read_text("utf-8").partition("## Quarto")[2]
    shown = tmp_path / "shown.qmd"
    shown.write_text(re.search(r"````markdown\n(.*?)````", page, re.DOTALL)[1], "utf-8")
    command = [pandoc, "--lua-filter", folder / "jacobook.lua", "--from", "markdown", "--to", written, "--mathml"]
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    made = subprocess.run(
        [*command, folder / "index.qmd", shown], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert made.count(r"2a\mathbf{x}" if written == "latex" else "<mi>a</mi>") >= 2
    assert "eq-gradient" in made
    assert "Proved for every size" in made
    assert "jacobian" not in made
