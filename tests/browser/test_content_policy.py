"""What a page says that a browser may run holds in a browser: everything of ours runs, and nothing else does."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KINDS = [
    "./",
    "layouts/",
    "reference/",
    "reference/all/",
    "reference/rules/quadratic-form/",
    "differentiate/",
    "404.html",
]


def opened(visit, path):
    """A page whose policy holds for the browser too; to wait for a condition, Playwright would evaluate text in it."""
    page = visit(path, wait=False, bypass_csp=False)
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize("path", KINDS)
def test_a_page_of_every_kind_runs_what_is_its_own_and_nothing_else(visit, path):
    page = opened(visit, path)
    assert page.locator('meta[http-equiv="Content-Security-Policy"]').count() == 1
    assert page.evaluate("document.documentElement.classList.contains('js') && typeof __md_get === 'function'")
    assert [error for error in page.errors if "Content Security Policy" in error] == []
    added = "{const s = document.createElement('script'); s.textContent = 'window.evil = 1'; document.head.append(s)}"
    page.evaluate(f"() => {added}")
    assert page.evaluate("window.evil") is None


def test_it_holds_where_pages_change_without_being_loaded(visit):
    page = opened(visit, "./")
    page.evaluate("window.kept = 1")
    page.evaluate("document.querySelector('a[href$=\"reference/\"]').click()")
    page.wait_for_url("**/reference/")
    assert page.evaluate("window.kept") == 1
    assert [error for error in page.errors if "Content Security Policy" in error] == []


def test_it_is_the_same_on_every_page_and_no_handler_stands_in_one(site):
    policies = set()
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        found = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
        assert len(found) == 1, path
        if path.name != "404.html" and "script-src" in found[0]:
            policies.add(found[0])
    assert len(policies) == 1
