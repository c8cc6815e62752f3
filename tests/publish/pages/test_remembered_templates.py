"""What templates made of the pages of rules is taken from memory, and made anew when anything that it shows changes."""

import dataclasses
import datetime

import pytest

from jacobook.answers.records import records
from jacobook.catalogue.model import Catalogue, Chapter, Rule
from jacobook.document.collections import table
from jacobook.document.collections.cheatsheet import CheatSheet, SheetGroup, SheetRule, shapes
from jacobook.publish.pages.remembered_templates import RememberedTemplates
from jacobook.work.cache import Cache

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
    said(make(product="key"), page, boost={1})
    other = dataclasses.replace(page, title="Other")
    assert said(make(product="key"), other, boost={1}).startswith("Other")


def test_what_nobody_asks_for_is_forgotten(make, page, tmp_path):
    said(make(product="key"), page)
    templates = make(product="another")
    said(templates, page)
    templates.close()
    assert len(list((tmp_path / "cache" / "written").iterdir())) == 1


def tables(pages, titles=("Group",)):
    rows = tuple(table.Row(page, page.derivatives[0], page.id, "") for page in pages)
    return table.Table("all", "All", tuple(table.Group(title, rows) for title in titles))


TABLE = """
{%- for group in table.groups %}{{ group.title }}
{%- for row in group.rows %} {{ row.page.title }}{% endfor %}{% endfor %}
"""


@pytest.mark.parametrize(
    ("keys", "heading", "said"),
    [
        ({"product": "key"}, "Group", "Group Product"),
        ({"product": "new key"}, "Group", "Group Other product"),
        ({"product": "key"}, "Heading", "Heading Other product"),
        ({}, "Group", "Group Other product"),
    ],
)
def test_a_table_is_known_by_its_rules_and_its_headings(tmp_path, make, page, keys, heading, said):  # noqa: PLR0917
    (tmp_path / "templates" / "markdown" / "table.jinja").write_text(TABLE)
    make(product="key").render("markdown", "table.jinja", table=tables([page]))
    other = dataclasses.replace(page, title="Other product")
    again = make(**keys).render("markdown", "table.jinja", table=tables([other], [heading]))
    assert again.strip() == said


def test_a_sheet_is_known_by_its_rules_and_by_all_that_is_printed_beside_them(make, page, tmp_path):
    (tmp_path / "templates" / "latex").mkdir()
    (tmp_path / "templates" / "latex" / "sheet.jinja").write_text("<< sheet.title >> << sheet.date >>")
    rules = (SheetRule(page.id, ()),)
    sheet = CheatSheet("Sheet", "", "", "", "both", "a4", (SheetGroup("Forms", rules),), (), shapes(), "1", None)
    dated = dataclasses.replace(sheet, date=datetime.date(2026, 1, 1))

    def printed(sheet, **keys):
        return make(**keys).render("latex", "sheet.jinja", sheet=sheet)

    assert printed(sheet, product="key") == "Sheet None"
    assert printed(dated, product="key") == "Sheet 2026-01-01"
    (tmp_path / "templates" / "latex" / "sheet.jinja").touch()
    assert len(list((tmp_path / "cache" / "written").iterdir())) == 2
    printed(sheet, product="key")
    assert len(list((tmp_path / "cache" / "written").iterdir())) == 2
    printed(sheet, product="another key")
    assert len(list((tmp_path / "cache" / "written").iterdir())) == 3
