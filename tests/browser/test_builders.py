"""MkDocs, MkDocs without the hook, and Zensical make the same clean site of the same folder."""

import re

import pytest

from jacobook.publish.site_check import check_site

pytestmark = pytest.mark.node

RULE = "reference/rules/quadratic-form/index.html"


def test_what_mkdocs_builds_is_clean(site):
    assert check_site(site) == ()


def test_without_the_hook_the_pages_are_the_same(build, site):
    other = build("mkdocs", "build", "--strict", hook=False)
    pages = sorted(path.relative_to(site) for path in site.rglob("*.html"))
    assert pages
    assert [page for page in pages if (site / page).read_text("utf-8") != (other / page).read_text("utf-8")] == []


def test_zensical_builds_a_clean_site_with_the_same_mathematics(build, site):
    other = build("zensical", "build", "--strict", hook=False)
    assert check_site(other) == ()
    formula = re.compile(r'<annotation encoding="application/x-tex">(.*?)</annotation>')
    ours, theirs = (formula.findall((folder / RULE).read_text("utf-8")) for folder in (site, other))
    assert ours
    assert ours == theirs
    assert "layout-switch__input" in (other / RULE).read_text("utf-8")
