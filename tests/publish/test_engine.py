"""The engine for the browser: the same bytes each time, and only where a page needs it."""

import json
import subprocess

import pytest

from jacobook.errors import ToolError
from jacobook.publish.cache import Cache
from jacobook.publish.engine import PAGE, vendor_engine

pytestmark = pytest.mark.node


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


@pytest.mark.slow
def test_compiling_twice_gives_the_same_bytes(root, pyodide, tmp_path):
    from jacobook.publish.engine import COMPILER, _packed, _sources

    sources = tmp_path / "sources.zip"
    sources.write_bytes(_packed(_sources(pyodide)["jacobook.zip"]))
    made = []
    for name in ("one.zip", "two.zip"):
        subprocess.run(
            ["node", COMPILER, pyodide, sources, tmp_path / name], check=True, capture_output=True, timeout=300
        )
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
