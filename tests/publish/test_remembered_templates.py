"""What templates made of the pages of rules is taken from memory, and made anew when anything that it shows changes."""

import dataclasses

import pytest

from jacobook.catalogue.model import Catalogue, Chapter, Rule
from jacobook.publish.cache import Cache
from jacobook.publish.records import records
from jacobook.publish.remembered_templates import RememberedTemplates

RULE = Rule("product", "Product", "w * x", ("x",), {"w": "n", "x": "n"})


@pytest.fixture(scope="module")
def page():
    return records(Catalogue((Chapter("all", "All", 1, "", (RULE,)),)))["product"].page


@pytest.fixture
def make(tmp_path):
    """Templates of a project whose one template says what it is given, and counts how often it is filled in."""
    folder = tmp_path / "templates" / "markdown"
    folder.mkdir(parents=True)
    (folder / "said.jinja").write_text("{{ page.title }} {{ related | map(attribute='title') | join }} {{ boost }}")

    def make(**keys):
        return RememberedTemplates(tmp_path, Cache(tmp_path / "cache"), keys)

    return make


def said(templates, page, **values):
    return templates.render("markdown", "said.jinja", **{"page": page, "related": [], "boost": 1, **values})


def test_a_page_is_written_once(make, page):
    assert said(make(product="key"), page) == "Product  1"
    # A page that looks otherwise under the same key: the key alone decides.
    assert said(make(product="key"), dataclasses.replace(page, title="Other")) == "Product  1"


@pytest.mark.parametrize(
    ("keys", "values"),
    [
        ({"product": "new key"}, {}),
        ({"product": "key"}, {"boost": 2}),
        ({"product": "key", "other": "key of another"}, {"related": True}),
        ({}, {}),
    ],
)
def test_it_is_written_anew_when_what_it_is_made_of_changes(make, page, keys, values):
    said(make(product="key"), page)
    other = dataclasses.replace(page, title="Other")
    if values.get("related"):
        values = {"related": [dataclasses.replace(page, id="other", title="Third")]}
    assert said(make(**keys), other, **values).startswith("Other")


def test_it_is_written_anew_when_a_template_changes(make, page, tmp_path):
    said(make(product="key"), page)
    (tmp_path / "templates" / "markdown" / "said.jinja").write_text("changed")
    assert said(make(product="key"), page) == "changed"


def test_what_holds_anything_else_is_never_remembered(make, page):
    said(make(product="key"), page, boost=(1, 2))
    other = dataclasses.replace(page, title="Other")
    assert said(make(product="key"), other, boost=(1, 2)).startswith("Other")


def test_what_nobody_asks_for_is_forgotten(make, page, tmp_path):
    said(make(product="key"), page)
    templates = make(product="another")
    said(templates, page)
    templates.close()
    assert len(list((tmp_path / "cache" / "written").iterdir())) == 1
