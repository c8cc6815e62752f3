"""A section of a large page is opened once; what no page has any more is forgotten."""

import pytest

from jacobook.publish.mkdocs.opened_sections import KIND, LARGE, OpenedSections
from jacobook.work.cache import Cache

SECTIONS = [f"<h2>{number}</h2>" + "<p>x</p>" * LARGE for number in range(3)]


@pytest.fixture
def opened(tmp_path):
    """What a build makes of a page and which of its parts it opens."""

    def opened(html, setting="", pages=("a.md",), name="a.md"):
        asked = []

        def open_part(part):
            asked.append(part)
            return part.upper()

        cache = Cache(tmp_path / "cache")
        sections = OpenedSections(cache)
        made = sections.opened(name, html, setting, open_part) if html else ""
        sections.remember(pages)
        cache.forget_unused(KIND)
        return made, asked

    return opened


def test_only_a_section_that_changed_is_opened_again(opened):
    whole = "".join(SECTIONS)
    assert opened(whole) == (whole.upper(), SECTIONS)
    changed = SECTIONS[1].replace("1", "one")
    html = whole.replace(SECTIONS[1], changed)
    assert opened(html) == (html.upper(), [changed])


def test_what_it_depends_on_beside_the_page_counts(opened):
    opened(SECTIONS[0])
    assert opened(SECTIONS[0], "another")[1] == SECTIONS[:1]


def test_a_small_page_is_opened_as_a_whole(opened):
    html = "<h2>a</h2><h2>b</h2>"
    assert opened(html)[1] == [html]
    assert opened(html)[1] == [html]


def test_pages_that_are_not_opened_keep_their_sections_and_others_lose_them(opened):
    opened(SECTIONS[0])
    opened(None)
    assert opened(SECTIONS[0])[1] == []
    opened(None, pages=())
    assert opened(SECTIONS[0])[1] == SECTIONS[:1]
