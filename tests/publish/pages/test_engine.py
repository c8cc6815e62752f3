"""The engine for the browser: the same bytes each time, and only where a page needs it."""

import json
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.publish.pages.answers_in_engine import answer

from jacobook.answers.lock import by_variables
from jacobook.catalogue.loader import load
from jacobook.errors import ToolError
from jacobook.language.asked import separated
from jacobook.publish.pages.engine import PAGE, vendor_engine
from jacobook.work.cache import Cache
from random_expressions import question

HERE = Path(__file__).parent
SAMPLE = 200

# Those that need nothing besides the core: no NumPy, no second oracle. That answers are the program's is compared
# below, text by text; these reach what the questions there do not.
CORE_TESTS = (
    *("test_question", "language/test_definition", "language/test_errors", "language/test_foreign"),
    *("calculus/test_projection",),
    *("layout/test_components", "layout/test_differentials", "layout/test_written_out"),
    *("proof/test_arrangement", "proof/test_certificate", "proof/test_definition", "proof/test_instances"),
    *("proof/test_series", "proof/test_taylor"),
)

pytestmark = [pytest.mark.node, pytest.mark.thorough]


def docs_with_the_page(folder):
    (folder / PAGE).parent.mkdir(parents=True)
    (folder / PAGE).write_text("# Differentiate\n", "utf-8")
    return folder


def test_a_site_without_the_page_goes_without(tmp_path):
    assert vendor_engine(tmp_path, Cache(tmp_path / "cache"), tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_missing_package_is_named(tmp_path):
    with pytest.raises(ToolError, match="pyodide is not installed"):
        vendor_engine(docs_with_the_page(tmp_path / "docs"), Cache(tmp_path / "cache"), tmp_path)


@pytest.fixture(scope="session")
def engine(root, pyodide, tmp_path_factory):
    docs = docs_with_the_page(tmp_path_factory.mktemp("engine") / "docs")
    return vendor_engine(docs, Cache(root / ".cache"), pyodide.parent)


def test_the_folder_is_described_and_is_left_alone_when_it_is_up_to_date(engine, root, pyodide):
    description = json.loads((engine / "engine.json").read_text("utf-8"))
    folder = engine / description["edition"]
    assert {path.name: path.stat().st_size for path in folder.iterdir()} == {
        "katex.min.js": (folder / "katex.min.js").stat().st_size,
        **description["files"],
    }
    before = folder.stat().st_ino
    vendor_engine(engine.parent.parent, Cache(root / ".cache"), pyodide.parent)
    assert folder.stat().st_ino == before


def test_a_library_is_known_by_what_its_installer_wrote_down_or_else_by_its_files(monkeypatch):
    from jacobook.publish.pages import engine

    recorded = engine._digest("mpmath")
    assert engine._digest("mpmath") == recorded != engine._digest("sympy")
    monkeypatch.setattr(engine.metadata, "distribution", lambda _: SimpleNamespace(read_text=lambda _: None))
    read = engine._digest("mpmath")
    assert engine._digest("mpmath") == read != recorded


@pytest.mark.slow
def test_compiling_twice_gives_the_same_bytes(root, pyodide, tmp_path):
    from jacobook.publish.pages.engine import COMPILER, _packed, _sources

    sources = tmp_path / "sources.zip"
    sources.write_bytes(_packed(_sources(pyodide, "jacobook.zip")))
    made = []
    for name in ("one.zip", "two.zip"):
        subprocess.run(
            ["node", COMPILER, pyodide, sources, tmp_path / name], check=True, capture_output=True, timeout=300
        )
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]


def run_in_engine(engine, program, given, folder):
    """What `main` of a program, run by the engine with nothing but what a browser has, says to what it is given."""
    (folder / "given.json").write_text(json.dumps(given), "utf-8")
    command = ["node", HERE / "engine_in_node.mjs", engine, HERE / program, folder / "given.json"]
    outcome = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert outcome.returncode == 0, outcome.stderr[-2000:]
    said, _, last = outcome.stdout.rpartition("\n")
    return json.loads(last) | {"said": said}


@pytest.mark.slow
def test_it_answers_the_whole_catalogue_as_the_command_line_does(engine, root, tmp_path):
    """With nothing but what the browser has; of every fifth question the proof too."""
    accepted = json.loads((root / "catalogue.lock.json").read_text("utf-8"))["rules"]
    questions, expected = [], []
    # Arrays of more than two axes are answered slice by slice, in other places.
    for rule in (asked for entry in load() if entry.chapter != "arrays" for asked in entry.questions):
        for wrt in rule.wrt:
            where = dict(rule.where)
            shapes = ", ".join(f"{name}{' = ' if '(' in name else ': '}{shape}" for name, shape in where.items())
            prove = len(questions) % 5 == 0
            questions.append(
                {"expr": rule.expr, "wrt": wrt, "where": where, "shapes": shapes, "order": rule.order, "prove": prove}
            )
            expected.append(accepted[rule.id][by_variables(separated(wrt))])
    assert len(questions) > 400
    found = run_in_engine(engine, "answers_in_engine.py", questions, tmp_path)
    wrong = [
        (question["expr"], question["wrt"], place)
        for question, forms, given in zip(questions, expected, found["answers"], strict=True)
        for place, form in forms.items()
        if given.get(place) != form
    ]
    assert wrong == []
    assert [proof["error"] for proof in found["proved"] if "error" in proof] == []
    assert {proof["certificate"]["digits"] for proof in found["proved"]} == {50}


@pytest.mark.slow
def test_it_answers_random_questions_as_the_program_does(engine, tmp_path):
    """The first of those that the properties are tested on."""
    drawn = [question(seed) for seed in range(SAMPLE)]
    questions = [
        {"expr": one.expression, "wrt": one.wrt, "where": one.where, "order": len(one.wrt.split(",")), "prove": False}
        for one in drawn
    ]
    found = run_in_engine(engine, "answers_in_engine.py", questions, tmp_path)["answers"]
    expected = [answer(one) for one in questions]
    assert [
        (one["expr"], one["wrt"])
        for one, ours, theirs in zip(questions, expected, found, strict=True)
        if ours != theirs
    ] == []
    assert sum(isinstance(forms["components"], dict) for forms in expected) > SAMPLE * 0.9


@pytest.mark.slow
def test_the_tests_of_the_core_pass_in_it(engine, root, pyodide, tmp_path):
    """Pytest and the parts of the library that it alone needs come after the engine's own on the path."""
    site = Path(pytest.__file__).parent.parent
    tests = [f"tests/{name}.py" for name in CORE_TESTS]
    question = {
        "mounts": {"/checkout": str(root), "/packages": str(site)},
        "standard": str(pyodide / "python_stdlib.zip"),
        "tests": tests,
    }
    result = run_in_engine(engine, "tests_in_engine.py", question, tmp_path)
    assert result["status"] == 0, result["said"][-3000:]
    assert result["passed"] > 100
    assert result["skipped"] == 0


def test_the_terms_of_everything_stand_beside_it(engine):
    texts = {path.stem.removeprefix("LICENSE-"): path.read_text("utf-8") for path in engine.glob("LICENSE-*.txt")}
    assert set(texts) == {"pyodide", "cpython", "katex", "sympy", "mpmath"}
    assert "Mozilla Public License Version 2.0" in texts["pyodide"]
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in texts["cpython"]
    assert "MIT License" in texts["katex"]
    assert all("Redistribution" in texts[name] for name in ("sympy", "mpmath"))
