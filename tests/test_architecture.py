"""The house keeps its shape: import direction, purity of the core, sizes and names of modules, tests by room."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CORE = ("language", "calculus", "layout", "notation", "proof", "claims", "derivation")

# What stands around the core and is as pure, so that `from jacobook import derive` works in a browser.
ENTRANCES = (
    *("__init__.py", "errors.py", "display.py", "block.py", "answer_display.py", "answer_data.py"),
    *("question.py", "cell_magic.py"),
)

# The core computes: it may not reach files, processes, the network or the clock.
FILES = frozenset(
    {"fileinput", "glob", "importlib.resources", "os", "pathlib", "pickle", "shelve", "shutil", "sqlite3", "tempfile"}
)
PROCESSES = frozenset({"asyncio", "logging", "multiprocessing", "signal", "subprocess", "sys", "threading"})
NETWORK = frozenset({"http", "socket", "ssl", "urllib", "webbrowser"})
CLOCKS = frozenset({"datetime", "time"})
OUTSIDE_WORLD = FILES | PROCESSES | NETWORK | CLOCKS
OUTSIDE_CALLS = frozenset({"open", "print", "input", "exec", "eval", "__import__"})
THIRD_PARTY_OF_THE_CORE = frozenset({"sympy", "mpmath"})

# A module is one concept. Above the first figure it is the exception, above the second it is two modules.
LONG, TOO_LONG = 300, 400
LONG_SHARE = 0.2

# Products cancel powers, powers are norms of products, and what is transposed is multiplied anew: these constructors
# call each other in a ring, and in two modules each would have to import the other.
RINGS = {"layout/formulas/constructors.py": 700}

VAGUE_NAMES = frozenset({"utils", "util", "helpers", "helper", "misc", "common", "tools", "stuff"})


# Tests of the built site as a visitor meets it belong to no single room.
TESTS_OF_THE_WHOLE = frozenset({"browser", "faults"})


def _package(root: Path) -> Path:
    return root / "generator" / "jacobook"


def _modules(root: Path, *rooms: str) -> list[Path]:
    package = _package(root)
    if not rooms:
        rooms = ("",)
    found = {room: sorted((package / room).rglob("*.py")) for room in rooms}
    assert [room for room, modules in found.items() if not modules] == [], f"a room without modules under {package}"
    return [module for modules in found.values() for module in modules]


def _rooms(root: Path) -> list[str]:
    rooms = sorted(path.parent.name for path in _package(root).glob("*/__init__.py"))
    assert set(CORE) <= set(rooms), "the rooms of the core are missing"
    return rooms


def _imports(tree: ast.AST) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.lineno, node.module or ""))
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def _impurities(source: str) -> list[str]:
    """What the source of a core module does that it may not do, with lines."""
    tree = ast.parse(source)
    complaints = []
    for line, name in _imports(tree):
        top = name.split(".")[0]
        if top in OUTSIDE_WORLD or name in OUTSIDE_WORLD:
            complaints.append(f"{line}: {name} reaches outside")
        elif top not in sys.stdlib_module_names and top != "jacobook" and top not in THIRD_PARTY_OF_THE_CORE:
            complaints.append(f"{line}: {name} is neither SymPy nor the standard library")
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    called = [(call.lineno, call.func.id) for call in calls if isinstance(call.func, ast.Name)]
    return complaints + [f"{line}: {name}() reaches outside" for line, name in called if name in OUTSIDE_CALLS]


def _lint_imports(folder: Path, package_parent: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("lint-imports")
    assert command.exists(), "import-linter is not installed"
    return subprocess.run(
        [command, "--no-logo", "--no-cache", "--config", folder / "pyproject.toml"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(package_parent)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_room_imports_only_from_the_rooms_below_it(root):
    outcome = _lint_imports(root, root / "generator")
    assert "Contracts: " in outcome.stdout, outcome.stdout + outcome.stderr
    assert outcome.returncode == 0, outcome.stdout


def test_the_contract_sees_an_import_that_points_upwards(root, tmp_path):
    shutil.copytree(_package(root), tmp_path / "generator" / "jacobook", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    lowest = tmp_path / "generator" / "jacobook" / "language" / "__init__.py"
    lowest.write_text(lowest.read_text("utf-8") + "\nimport jacobook.layout\n", "utf-8")
    outcome = _lint_imports(tmp_path, tmp_path / "generator")
    assert outcome.returncode == 1, outcome.stdout
    assert "jacobook.language is not allowed to import jacobook.layout" in outcome.stdout


@pytest.mark.parametrize("place", ["room.py", "publish/room.py"])
def test_every_room_is_in_a_contract(root, tmp_path, place):
    shutil.copytree(_package(root), tmp_path / "generator" / "jacobook", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    (tmp_path / "generator" / "jacobook" / place).write_text("", "utf-8")
    outcome = _lint_imports(tmp_path, tmp_path / "generator")
    assert outcome.returncode == 1, outcome.stdout
    assert "room" in outcome.stdout + outcome.stderr


def test_the_core_reaches_nothing_outside(root):
    entrances = [_package(root) / name for name in ENTRANCES]
    modules = _modules(root, *CORE) + entrances
    complaints = [
        f"{path.relative_to(root)}:{complaint}"
        for path in modules
        for complaint in _impurities(path.read_text("utf-8"))
    ]
    assert complaints == []


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "from pathlib import Path",
        "import numpy as np",
        "from importlib import resources",
        "open('x')",
        "eval('1')",
    ],
)
def test_the_search_for_impurities_finds_one(source):
    assert len(_impurities(source)) >= 1


def test_the_core_needs_only_sympy(root):
    """Everything but SymPy and the standard library is hidden, and an answer still comes out."""
    program = """
import sys

class OnlySympy:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top in {"sympy", "mpmath", "jacobook"} or top in sys.stdlib_module_names:
            return None
        raise ImportError(f"hidden: {name}")

sys.meta_path.insert(0, OnlySympy())
from jacobook import derive
print(derive("x @ A @ x", wrt="x", where={"A": "n×n", "x": "n"}).denominator.text)
"""
    outcome = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program], capture_output=True, text=True, check=False, cwd=root
    )
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.strip() == "(A + Aᵀ)x"


def test_modules_stay_small(root):
    package = _package(root)
    sizes = {path.relative_to(package).as_posix(): len(path.read_text("utf-8").splitlines()) for path in _modules(root)}
    too_long = {path: size for path, size in sizes.items() if size > RINGS.get(path, TOO_LONG)}
    assert too_long == {}
    assert [path for path in RINGS if sizes.get(path, 0) <= TOO_LONG] == [], "no longer an exception"
    long = {path: size for path, size in sizes.items() if size > LONG}
    assert len(long) <= LONG_SHARE * len(sizes), f"too many modules have more than {LONG} lines: {long}"


def test_no_module_has_a_name_that_says_nothing(root):
    names = {path.stem.strip("_") for path in _modules(root)} | set(_rooms(root))
    assert names & VAGUE_NAMES == set()


def test_tests_mirror_the_package(root):
    tests = root / "tests"
    rooms = _rooms(root)
    package = _package(root)
    nested = [
        path.parent.relative_to(package).as_posix()
        for room in ("publish",)
        for path in (package / room).glob("*/__init__.py")
    ]
    assert nested
    places = [*(set(rooms) - {"publish"}), *nested]
    assert [place for place in places if not list((tests / place).glob("test_*.py"))] == [], "a room without tests"
    folders = sorted(
        path.relative_to(tests).parts[0]
        for path in tests.glob("*/")
        if path.name != "__pycache__" and any(path.rglob("test_*.py"))
    )
    assert folders
    assert set(folders) - set(rooms) - TESTS_OF_THE_WHOLE == set(), "tests of a room that does not exist"
