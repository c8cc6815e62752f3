"""`jacobook export`: all rules with their answers."""

import json
import shutil
import subprocess

import jsonschema
import pytest

from jacobook.publish.pages.exports import SCHEMA, rules_schema

RULES = """[chapter]
id = "mine"
title = "Mine"

[[rule]]
id = "linear-map"
title = "Matrix times vector"
expr = "A @ x"
where = { A = "m×n", x = "n" }
wrt = ["x"]
sources = ["article:B5"]

[[rule]]
id = "hadamard"
title = "Element-wise product"
expr = "w * x"
wrt = ["w", "x"]
"""


@pytest.fixture
def rules(tmp_path):
    (tmp_path / "mine.toml").write_text(RULES, "utf-8")
    return "mine.toml"


def test_json_holds_every_rule_with_its_answers(jacobook, rules):
    document = json.loads(jacobook("export", "json", rules).out)
    assert [rule["id"] for rule in document["rules"]] == ["linear-map", "hadamard"]
    first, second = document["rules"]
    assert first["sources"] == ["article:B5"]
    (derivative,) = first["derivatives"]
    assert derivative["wrt"] == ["x"]
    assert derivative["numerator"]["shape"] == ["m", "n"]
    assert derivative["numerator"]["text"] == "A"
    assert derivative["denominator"]["numpy"] == "A.T"
    assert derivative["components"]["indices"] == [{"name": "i", "dimension": "m"}, {"name": "j", "dimension": "n"}]
    assert derivative["certificate"]["points"] >= 2
    assert [found["wrt"] for found in second["derivatives"]] == [["w"], ["x"]]


def test_json_is_what_its_schema_says(jacobook, rules):
    document = json.loads(jacobook("export", "json", rules).out)
    schema = json.loads(rules_schema())
    assert document["$schema"] == SCHEMA
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    del document["rules"][0]["derivatives"][0]["certificate"]
    with pytest.raises(jsonschema.ValidationError, match="certificate"):
        jsonschema.validate(document, schema)


def test_json_is_the_same_in_a_file(jacobook, rules, tmp_path):
    printed = jacobook("export", "json", rules).out
    run = jacobook("export", "json", rules, "--out", "deep/rules.json")
    assert run.status == 0
    assert (tmp_path / "deep" / "rules.json").read_text("utf-8") == printed


@pytest.mark.parametrize(("notation", "ending"), [("latex", "tex"), ("markdown", "md")])
def test_sources_are_one_file_a_rule(jacobook, rules, tmp_path, notation, ending):
    assert jacobook("export", notation, rules, "--out", "out").status == 0
    style = ["jacobook.sty"] if notation == "latex" else []
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == sorted([f"hadamard.{ending}", f"linear-map.{ending}", *style])
    printed = jacobook("export", notation, rules).out
    assert (tmp_path / "out" / f"hadamard.{ending}").read_text("utf-8") in printed


def test_a_place_that_cannot_be_written_is_told(jacobook, rules, tmp_path):
    (tmp_path / "full").touch()
    run = jacobook("export", "json", rules, "--out", "full/rules.json")
    assert run.status == 2
    assert "cannot write" in run.err


def test_a_format_that_is_none_is_told(jacobook):
    run = jacobook("export", "word")
    assert run.status == 2
    assert "'word' is not one of 'json', 'latex', 'markdown'" in run.err


def test_sources_are_written_as_the_project_writes_and_data_is_not(jacobook, rules, tmp_path):
    (tmp_path / "mkdocs.yml").write_text("site_name: Mine\n", "utf-8")
    chosen = 'catalogue = ["mine.toml"]\nlayout = "denominator"\n[notation]\nvectors = "arrow"\ntranspose = "T"\n'
    (tmp_path / "jacobook.toml").write_text(chosen, "utf-8")
    for named in ([], [rules]):
        text = jacobook("export", "latex", *named).out
        assert r"\vec{x}" in text
        assert r"\mathbf{A}^{\mathsf{T}}" in text or r"\mathbf{A}^T" in text or r"\mathbf{A}^\mathrm{T}" in text
        assert "numerator layout" not in text
        assert r"\vec{x}" in jacobook("export", "markdown", *named).out
    assert "numerator layout" in jacobook("export", "latex", "--layout", "both").out
    assert r"\vec" not in jacobook("export", "json").out


def test_templates_of_the_project_hold_for_exports(jacobook, rules, tmp_path):
    (tmp_path / "mkdocs.yml").write_text("site_name: Mine\n", "utf-8")
    (tmp_path / "templates" / "latex").mkdir(parents=True)
    (tmp_path / "templates" / "latex" / "rule.tex.jinja").write_text("% mine\n", "utf-8")
    (tmp_path / "templates" / "latex" / "jacobook.sty").write_text("% my style\n", "utf-8")
    assert jacobook("export", "latex", rules, "--out", "out").status == 0
    assert (tmp_path / "out" / "linear-map.tex").read_text("utf-8").strip() == "% mine"
    assert (tmp_path / "out" / "jacobook.sty").read_text("utf-8") == "% my style\n"


@pytest.mark.latex
@pytest.mark.slow
def test_the_paper_among_the_examples_compiles(jacobook, root, tmp_path, pdflatex):
    shutil.copytree(root / "examples" / "paper", tmp_path, dirs_exist_ok=True)
    source = (tmp_path / "paper.tex").read_text("utf-8")
    # As its first line says.
    export, *_ = source.removeprefix("% jacobook ").splitlines()[0].split(" && ")
    assert jacobook(*export.split()).status == 0
    for _ in range(2):
        command = [pdflatex, "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", "paper.tex"]
        outcome = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=120)
        log = (tmp_path / "paper.log").read_text("utf-8", errors="replace")
        assert outcome.returncode == 0, log[-2000:]
    assert "undefined" not in log
    assert export.replace("export", "$ jacobook export", 1) in (root / "docs/use/command-line.md").read_text("utf-8")
