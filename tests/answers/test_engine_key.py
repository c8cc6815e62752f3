"""The key of the engine changes with every module that answers depend on, and with the versions of what computes."""

from pathlib import Path

import grimp
import pytest

import jacobook
from jacobook.answers import engine_key as module
from jacobook.answers.engine_key import engine_key, sources

PACKAGE = Path(jacobook.__file__).parent


def _name(path):
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.fixture
def fresh():
    engine_key.cache_clear()
    yield
    engine_key.cache_clear()


def test_every_module_that_answers_depend_on_counts():
    """The imports as another program reads them, from the syntax trees."""
    graph = grimp.build_graph("jacobook")
    roots = {name for name in graph.modules if name.startswith(("jacobook.document", "jacobook.catalogue"))}
    roots.add("jacobook.answers.records")
    wanted = roots.union(*(graph.find_upstream_modules(root) for root in roots))
    found = {_name(path) for path in sources()}
    assert {"jacobook.depth", "jacobook.proof.verdict.certificate", "jacobook.answers.answers"} <= found
    assert wanted - found == set()


@pytest.mark.parametrize(
    "place", ["depth.py", "proof/verdict/certificate.py", "notation/latex.py", "language/grammar.py"]
)
@pytest.mark.usefixtures("fresh")
def test_a_changed_module_is_another_engine(place, monkeypatch):
    before = engine_key()
    engine_key.cache_clear()
    read = Path.read_bytes
    changed = PACKAGE / place
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + (b"# changed" if path == changed else b""))
    assert engine_key() != before


@pytest.mark.usefixtures("fresh")
def test_another_version_of_sympy_is_another_engine(monkeypatch):
    before = engine_key()
    engine_key.cache_clear()
    monkeypatch.setattr(module, "version_of", lambda _name: "0")
    assert engine_key() != before
