"""MkDocs, MkDocs without the hook, and Zensical make the same clean site of the same folder."""

import re

import pytest

from jacobook.publish.site.site_check import check_site

pytestmark = pytest.mark.node


def test_what_mkdocs_builds_is_clean(site):
    assert check_site(site) == ()


def test_without_the_hook_the_pages_are_the_same(by_builder):
    # A few rules are enough to be compared: without the hook, search reads formulas as they are typeset, slowly.
    with_hook, without = (by_builder("mkdocs", "build", hook=hook, rules="s") for hook in (True, False))
    pages = sorted(path.relative_to(without) for path in without.rglob("*.html"))
    assert len(pages) > 100
    # The hook says beside that what a browser may run; pages that lead on say so by themselves.
    policy = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
    differing = [
        page
        for page in pages
        if policy.sub("", (with_hook / page).read_text("utf-8")) != policy.sub("", (without / page).read_text("utf-8"))
    ]
    assert differing == []


def test_zensical_builds_a_clean_site_with_the_same_mathematics(by_builder, site):
    other = by_builder("zensical", "build", "--strict", hook=False)
    assert check_site(other) == ()
    formula = re.compile(r'<annotation encoding="application/x-tex">(.*?)</annotation>')
    pages = sorted(path.relative_to(site) for path in (site / "reference" / "rules").rglob("*.html"))
    assert len(pages) > 250
    compared = 0
    for page in pages:
        ours, theirs = (formula.findall((folder / page).read_text("utf-8")) for folder in (site, other))
        assert ours == theirs, page
        compared += len(ours)
    assert compared > 10_000
    assert "layout-switch__input" in (other / pages[0]).read_text("utf-8")
