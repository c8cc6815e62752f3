"""The sources that pages written by hand name in their front matter."""

import pytest

from jacobook.errors import CatalogueError
from jacobook.publish.pages.written_pages import WrittenPage, written_pages


@pytest.fixture
def docs(tmp_path):
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "a.md").write_text('---\nsources: ["article:A1"]\n---\n# Generated\n', "utf-8")
    (tmp_path / "plain.md").write_text("# Plain\n", "utf-8")
    return tmp_path


def test_pages_that_name_sources_are_found(docs):
    (docs / "one.md").write_text('---\nsources: ["article:B6", "cookbook:81"]\n---\n\n# One\n', "utf-8")
    (docs / "two.md").write_text('---\ntitle: Second\nsources: ["article:I5"]\n---\n# Two\n', "utf-8")
    assert written_pages(docs, docs / "reference") == (
        WrittenPage("one.md", "One", ("article:B6", "cookbook:81")),
        WrittenPage("two.md", "Second", ("article:I5",)),
    )


@pytest.mark.parametrize("given", ['"article:B6"', '["book:1"]', "[3]", "7", "{a: b}", "null"])
def test_what_is_no_list_of_sources_is_told_with_the_page(docs, given):
    (docs / "one.md").write_text(f"---\nsources: {given}\n---\n# One\n", "utf-8")
    with pytest.raises(CatalogueError, match=r"one\.md: sources is not a list of sources"):
        written_pages(docs, docs / "reference")
