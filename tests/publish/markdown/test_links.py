"""Links in raw HTML are those of Markdown: paths of source files, resolved and checked by the builder."""

import pytest
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor


class Builder(Treeprocessor):
    """Stands in for what MkDocs registers with each page."""

    def __init__(self, md):
        super().__init__(md)
        self.asked = []

    def run(self, root):
        pass

    def path_to_url(self, path):
        self.asked.append(path)
        return path.replace(".md", "/").replace("../", "../../")


@pytest.fixture
def md():
    return Markdown(extensions=["md_in_html", "toc", "jacobook.publish.links"])


@pytest.fixture
def builder(md):
    processor = Builder(md)
    md.treeprocessors.register(processor, "relpath", 0)
    return processor


RAW = '# Title\n\n<nav>\n<a class="x" href="../rules/a.md#b">A &amp; B</a> <a href="c.md?x=1&amp;y=2">C</a>\n</nav>\n'


def test_mkdocs_resolves_links_in_raw_html(md, builder):
    html = md.convert(RAW)
    assert builder.asked == ["../rules/a.md#b", "c.md?x=1&y=2"]
    assert '<a class="x" href="../../rules/a/#b">' in html
    assert 'href="c/?x=1&amp;y=2"' in html


def test_each_link_is_asked_for_once_a_page_and_again_on_the_next(md, builder):
    md.convert(RAW)
    md.reset()
    md.convert(RAW)
    assert len(builder.asked) == 4


def test_links_inside_a_paragraph_are_resolved_too(md, builder):
    assert 'href="../../x/"' in md.convert('Some <a href="../x.md">raw link</a> here.')


@pytest.mark.parametrize("address", ["#place", "https://example.org/a.md", "mailto:a@example.org", "/a.md", ""])
def test_what_is_no_path_is_left_alone(md, builder, address):
    assert f'href="{address}"' in md.convert(f'<p><a href="{address}">x</a></p>')
    assert builder.asked == []


def test_links_of_markdown_are_left_to_the_builder(md, builder):
    md.convert("[A](../rules/a.md)")
    assert builder.asked == []


def test_under_another_builder_nothing_changes(md):
    assert 'href="../rules/a.md#b"' in md.convert(RAW)
