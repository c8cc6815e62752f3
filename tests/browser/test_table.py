"""Tables of rules: plain without scripts, narrowed and ordered with them; and hints about symbols and dimensions."""

import json
import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.node]

RULE = "reference/rules/quadratic-form/"
TABLE = "reference/tables/scalar-by-vector/"
ALL = "reference/all/"


def _rows(page):
    return page.evaluate(
        """() => [...document.querySelectorAll("table.rules tr[data-search]")]
            .filter((row) => row.getClientRects().length).map((row) => row.id)"""
    )


def _groups(page):
    return page.locator("tr.group:visible").count()


@pytest.mark.parametrize(
    ("typed", "kept", "gone"),
    [
        ("quadratic", "quadratic-form-by-x", "linear-form"),
        ("x^T A x", "quadratic-form-by-x", "linear-form"),
        ("xᵀAx", "quadratic-form-by-x", "linear-form"),
        ("form linear", "linear-form", "quadratic-form-by-x"),
        ("softmax", "log-sum-exp", "quadratic-form-by-x"),
    ],
)
def test_typing_narrows_the_table(visit, typed, kept, gone):
    page = visit(TABLE)
    everything, groups = _rows(page), _groups(page)
    assert {kept, gone} <= set(everything)
    page.get_by_role("searchbox", name="Filter").fill(typed)
    left = _rows(page)
    assert kept in left
    assert gone not in left
    assert left == [name for name in everything if name in left]
    expect(page.locator(".table-tools output")).to_have_text(f"{len(left)} of {len(everything)}")
    assert 1 <= _groups(page) <= len(left)
    page.get_by_role("searchbox", name="Filter").press("Escape")
    assert (_rows(page), _groups(page)) == (everything, groups)


def test_what_is_nowhere_leaves_nothing(visit):
    page = visit(TABLE)
    page.get_by_role("searchbox", name="Filter").fill("tensor of seven legs")
    assert _rows(page) == []
    assert _groups(page) == 0


def test_the_order_can_be_chosen_and_given_back(visit):
    page = visit(TABLE)
    everything, groups = _rows(page), _groups(page)
    titles = dict(zip(everything, page.locator("table.rules tr[data-search] th a").all_inner_texts(), strict=True))
    page.get_by_role("combobox", name="Sort").select_option("name")
    by_name = [titles[name] for name in _rows(page)]
    assert by_name == page.evaluate("names => [...names].sort((a, b) => a.localeCompare(b, 'en'))", by_name)
    assert sorted(by_name) == sorted(titles.values())
    assert _groups(page) == 0
    page.get_by_role("combobox", name="Sort").select_option("")
    assert (_rows(page), _groups(page)) == (everything, groups)


def test_without_scripts_the_table_is_whole_and_has_no_tools(visit):
    whole = visit(TABLE).locator("table.rules tr[data-search]").count()
    page = visit(TABLE, java_script_enabled=False)
    assert page.locator("table.rules tr[data-search]").count() == whole > 30
    assert not page.locator(".table-tools").is_visible()


def test_both_layouts_are_in_view_and_only_a_long_formula_is_a_stop(visit):
    page = visit(TABLE)
    box = page.locator(".table-scroll")
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth")
    page.wait_for_timeout(100)
    for formula in page.locator("table.rules td > bdi.math").all():
        wide = formula.evaluate("box => box.scrollWidth > box.clientWidth + 1")
        assert (formula.get_attribute("tabindex") == "0") is wide
        assert (formula.get_attribute("role") == "group") is wide


def _elements(page):
    return page.evaluate("document.querySelectorAll('*').length")


def test_the_page_of_all_rules_holds_the_tables_that_are_near_and_no_others(visit):
    page = visit(ALL)
    tables = page.locator(".chapter-rules table.rules")
    expect(tables.first).to_be_attached()
    counts = [_elements(page)]
    assert page.locator(".chapter-rules").count() > tables.count()
    for _ in range(25):
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(100)
        counts.append(_elements(page))
    assert page.evaluate("scrollY") > 10_000
    assert tables.count() >= 1
    assert max(counts) < 20_000
    assert page.errors == []


def test_a_row_of_the_page_of_all_rules_can_be_linked_to(visit):
    page = visit(f"{ALL}#quadratic-form-by-A")
    expect(page.locator("#quadratic-form-by-A")).to_be_in_viewport()
    page.locator("#quadratic-form-by-A th a").click()
    page.wait_for_url("**/reference/rules/quadratic-form/#by-A")


def test_all_rules_are_narrowed_by_one_filter(visit):
    page = visit(ALL)
    everything = page.locator(".rule-titles li").count()
    page.get_by_role("searchbox", name="Filter").fill("softmax cross")
    left = page.evaluate(
        """() => [...document.querySelectorAll(".rule-titles li")]
            .filter((title) => !title.hidden).map((title) => title.textContent.trim())"""
    )
    assert "Softmax cross-entropy" in left
    expect(page.locator(".chapter-tools output")).to_have_text(f"{len(left)} of {everything}")
    assert 1 <= page.locator("h2:visible").count() <= len(left)
    expect(page.locator("table.rules tr[data-search]:visible").first).to_contain_text("ross-entropy")
    page.get_by_role("searchbox", name="Filter").fill("tensor of seven legs")
    assert page.locator("h2:visible, .chapter-rules:visible").count() == 0
    page.get_by_role("searchbox", name="Filter").press("Escape")
    assert page.locator("h2:visible").count() > 20


def test_without_scripts_all_rules_are_there_with_links_to_their_tables(visit):
    page = visit(ALL, java_script_enabled=False)
    chapters = page.locator(".chapter-rules").count()
    assert page.locator(".rule-titles li a:visible").count() > 400
    page.get_by_role("link", name="The table of these rules").nth(1).click()
    assert page.locator("table.rules tr[data-search]").count() > 5
    page.get_by_role("link", name="All rules on one page").click()
    assert page.locator(".chapter-rules").count() == chapters


def test_a_symbol_says_what_it_is(visit):
    page = visit(RULE)
    symbol = page.locator(".answer .katex-html b", has_text=re.compile("^A$")).first
    symbol.hover()
    expect(page.get_by_role("tooltip")).to_have_text("A: n×n matrix")
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_have_count(0)


def test_the_keyboard_is_told_the_same(visit):
    page = visit(RULE)
    variable = page.locator(".statement .variable").filter(has=page.locator("annotation", has_text="mathbf{A}"))
    variable.focus()
    expect(page.get_by_role("tooltip")).to_have_text("A: n×n matrix")
    assert page.locator(".dimension.lit").count() >= 2
    lit = page.locator(".symbol-lit")
    assert lit.count() > 5
    assert set(lit.all_text_contents()) == {"A"}
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_have_count(0)


def test_a_dimension_lights_up_wherever_it_stands(visit):
    page = visit(RULE)
    names = page.locator("[data-dimension=n]")
    assert names.count() >= 3
    names.first.hover()
    assert page.locator(".dimension.lit").count() == names.count()
    page.locator("h1").hover()
    assert page.locator(".dimension.lit").count() == 0


def test_a_rule_can_be_cited_by_its_permanent_address(visit, published):
    page = visit(RULE)
    page.get_by_text("Cite this rule").click()
    entry = page.locator(".cite code").inner_text()
    assert entry.startswith("@misc{jacobook-quadratic-form,")
    assert f"url          = {{{published}reference/r/112/}}" in entry
    assert "title        = {Quadratic form}" in entry


def test_a_rule_tells_search_engines_what_it_is(visit, site, published):
    page = visit(RULE)
    data = json.loads(page.locator('script[type="application/ld+json"]').text_content())
    assert data["@type"] == "TechArticle"
    assert data["headline"] == "Quadratic form"
    assert data["url"] == f"{published}{RULE}"
    image = page.locator('meta[property="og:image"]').get_attribute("content")
    assert image.startswith(published)
    assert (site / image.removeprefix(published)).is_file()
    assert visit("layouts/").locator('script[type="application/ld+json"]').count() == 0


def test_machines_find_their_way(visit):
    page = visit()
    fetched = "name => fetch(name).then(async answer => [answer.status, await answer.text()])"
    status, text = page.evaluate(fetched, "llms.txt")
    assert status == 200
    assert text.startswith("# Jacobook")
    assert page.evaluate(fetched, "sitemap.xml")[0] == 200
