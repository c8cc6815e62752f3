"""Front matter that was read ahead is what MkDocs would have read, each time anew."""

import pytest
import yaml
from mkdocs.utils import meta

from jacobook.publish.mkdocs.front_matter import read_front_matter_ahead

PAGES = {
    "plain.md": "# Plain\n",
    "title.md": "---\ntitle: A\ntags: [a, b]\n---\n# A\n",
    "same.md": "---\ntitle: A\ntags: [a, b]\n---\n# The same above\n",
    "broken.md": "---\ntitle: [\n---\n# Broken\n",
    "old.md": "title: Old\n\n# Old\n",
    "long.md": "---\ntitle: " + "a" * 5000 + "\n---\n# Long\n",
}


@pytest.fixture
def ahead(tmp_path, monkeypatch):
    monkeypatch.setattr(meta, "yaml", yaml)
    for name, text in PAGES.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "image.md").write_bytes(b"\xff\xfe")
    expected = {name: meta.get_data(text) for name, text in PAGES.items()}
    read_front_matter_ahead(tmp_path)
    return expected


def test_it_is_what_mkdocs_reads(ahead):
    assert {name: meta.get_data(text) for name, text in PAGES.items()} == ahead


def test_a_page_that_changes_its_own_changes_no_other(ahead):
    _, found = meta.get_data(PAGES["title.md"])
    found["tags"].append("c")
    assert meta.get_data(PAGES["same.md"]) == ahead["same.md"]


def test_what_was_read_is_not_read_again(ahead, monkeypatch):
    monkeypatch.setattr(yaml.constructor.BaseConstructor, "get_single_data", lambda _: pytest.fail("read again"))
    assert meta.get_data(PAGES["title.md"]) == ahead["title.md"]
