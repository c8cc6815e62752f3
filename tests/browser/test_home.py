"""The box of the first page: an expression, a formula to check, or words, by mouse, keyboard and on a phone."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.node]

BOX = "#ask-question"
FOUND = ".ask-found > li"


def ask(page, text):
    page.locator(BOX).fill(text)
    expect(page.locator(".ask [role=status]")).not_to_have_text("")
    return page.locator(FOUND)


def test_a_known_rule_is_answered_at_once_and_without_the_engine(visit):
    page = visit()
    found = ask(page, "x^T A x")
    rule = found.filter(has=page.get_by_role("link", name="Quadratic form", exact=True))
    expect(rule.locator("math").first).to_be_visible()
    assert "𝐀" in rule.locator(".layout-denominator math").first.text_content()
    expect(found.first.get_by_role("link")).to_have_attribute("href", re.compile(r"/differentiate/\?e=x%5ET\+A\+x$"))
    assert [url for url in page.requested if re.search(r"engine|pyodide|/differentiate/", url)] == []
    assert page.errors == []


def test_nothing_is_fetched_before_the_box_is_used(visit):
    page = visit()
    page.wait_for_load_state("networkidle")
    assert [url for url in page.requested if "findings" in url or "finder" in url] == []
    page.locator(BOX).focus()
    page.wait_for_load_state("networkidle")
    assert [url for url in page.requested if "findings" in url] != []


@pytest.mark.parametrize(
    ("typed", "asked", "claim"),
    [
        ("∇ₓ xᵀAx = 2Ax", "∇ₓ xᵀAx", "2Ax"),
        (
            r"\frac{\partial}{\partial X} \log\det X = X^{-\top}",
            r"\frac{\partial}{\partial X} \log\det X",
            r"X^{-\top}",
        ),
        ("tr(AX) = A", "tr(AX)", "A"),
        ("f(x) = xᵀAx", "xᵀAx", ""),
        (r"\mathcal{L}(w) = \|Xw - y\|^2", r"\|Xw - y\|^2", ""),
        ("y = W @ x + b", "W @ x + b", ""),
        ("sum(x, axis=0)", "sum(x, axis=0)", ""),
        ("where(x <= 0, 0, x)", "where(x <= 0, 0, x)", ""),
        ("x == y", "x == y", ""),
        ("xᵀAx =", "xᵀAx", ""),
        (r"\sum_{i=1}^n x_i^2 = 2x", r"\sum_{i=1}^n x_i^2", "2x"),
    ],
)
def test_an_equation_is_a_claim_unless_it_only_names_the_function(visit, typed, asked, claim):
    page = visit()
    script = "async (text) => (await import(new URL('assets/javascripts/ask.js', document.baseURI).href)).parted(text)"
    assert page.evaluate(script, typed) == {"asked": asked, "claim": claim}


def test_enter_leads_to_the_engine_with_a_formula_and_its_claim(visit):
    page = visit()
    page.locator(BOX).fill("∇ₓ xᵀAx = 2Ax")
    page.locator(BOX).press("Enter")
    page.wait_for_url("**/differentiate/?e=*c=2Ax*")
    expect(page.locator(".verdict")).to_contain_text("Right if A is symmetric", timeout=120_000)


def test_enter_leads_to_the_rule_that_words_have_found(visit):
    page = visit()
    found = ask(page, "sofmax")
    expect(found.first.get_by_role("link")).to_have_text("Softmax")
    expect(found.last.get_by_role("link")).to_have_attribute("href", "?q=sofmax")
    page.locator(BOX).press("Enter")
    page.wait_for_url("**/reference/rules/softmax/")


def test_the_list_is_walked_with_the_arrows_and_left_with_escape(visit):
    page = visit()
    ask(page, "xᵀAx")
    page.locator(BOX).press("ArrowDown")
    expect(page.locator(f"{FOUND} a").nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"{FOUND} a").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(BOX)).to_be_focused()
    expect(page.locator(".ask-found")).to_be_hidden()


def test_what_was_found_is_announced(visit):
    page = visit()
    ask(page, "xᵀAx")
    said = page.locator(".ask [role=status]")
    expect(said).to_contain_text(re.compile(r"^3 rules fit: .*Press Enter to differentiate"))
    ask(page, "sum(exp(A @ x)) * norm(x)")
    expect(page.locator(".ask [role=status]")).to_contain_text("No rule of the reference fits")


def test_it_works_without_scripts_as_a_plain_form(visit):
    page = visit(java_script_enabled=False)
    form = page.locator("form.ask")
    assert (form.get_attribute("action"), page.locator(BOX).get_attribute("name")) == ("differentiate/", "e")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_it_fits_its_window_and_has_no_serious_fault_of_accessibility(visit, root, scheme, width):
    page = visit(viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce")
    ask(page, "softmax")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate((root / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("() => axe.run('form.ask', { resultTypes: ['violations'] })")
    serious = [one for one in found["violations"] if one["impact"] in {"serious", "critical"}]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in serious] == []
