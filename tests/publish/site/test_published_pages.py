"""A page that was published is taken over as the same file, if it is made of the same and nobody has touched it."""

import os

import pytest

from jacobook.work.cache import Cache
from jacobook.publish.site.published_pages import PublishedPages

NAME = "rules/a/index.html"


@pytest.fixture
def published(tmp_path):
    """A published site of one page, remembered under the key `made`."""
    site = tmp_path / "site"
    (site / NAME).parent.mkdir(parents=True)
    (site / NAME).write_text("the page", "utf-8")
    known = PublishedPages(Cache(tmp_path / "cache"), site, site)
    known.expect(NAME, "made")
    known.remember()
    return site


@pytest.fixture
def taken(tmp_path, published):
    """Whether a new build takes the page over, and the folder that it fills."""

    def taken(key="made"):
        aside = tmp_path / "aside"
        pages = PublishedPages(Cache(tmp_path / "cache"), published, aside)
        pages.expect(NAME, key)
        return pages.take_over(NAME), aside

    return taken


def test_it_is_the_same_file(taken, published):
    found, aside = taken()
    assert found
    assert (aside / NAME).samefile(published / NAME)


def test_what_is_made_of_something_else_is_written(taken):
    found, aside = taken("otherwise")
    assert not found
    assert not (aside / NAME).exists()


@pytest.mark.parametrize(
    "touch",
    [
        lambda page: page.write_text("the pagE", "utf-8"),
        lambda page: page.unlink(),
        lambda page: os.utime(page, ns=(0, 0)),
    ],
)
def test_what_somebody_has_touched_is_written(taken, published, touch):
    touch(published / NAME)
    assert not taken()[0]


def test_where_there_are_no_hard_links_it_is_written(taken, monkeypatch):
    def link(*_):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", link)
    assert not taken()[0]


def test_a_damaged_memory_takes_nothing_over(taken, tmp_path):
    (tmp_path / "cache" / "published" / "pages").write_bytes(b"damaged")
    assert not taken()[0]


def test_a_site_that_is_built_in_its_place_is_written(tmp_path, published):
    pages = PublishedPages(Cache(tmp_path / "cache"), published, published)
    pages.expect(NAME, "made")
    assert not pages.take_over(NAME)
