"""The page that differentiates: the engine in the reader's browser, and nothing of it anywhere else."""

import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from jacobook import backward, derive

pytestmark = [pytest.mark.browser, pytest.mark.node, pytest.mark.usefixtures("pyodide")]

PAGE = "differentiate/"
FIRST = 60_000
GREEDY = """from jacobook.question import backpropagate, judge, read
def ask(*_):
    return [bytes(1 << 28) for _ in range(8)]
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def answer(page, layout="numerator"):
    return page.locator(f"#differentiate-answer .answer.layout-{layout} annotation").first


def ask(page, expression):
    page.get_by_label("Expression").fill(expression)
    page.get_by_role("button", name="Differentiate", exact=True).click()


def test_an_answer_is_shown_announced_and_edited(visit, address):
    page = visit(PAGE)
    ask(page, "x @ A @ x")
    found = derive("x @ A @ x", "x")
    expect(answer(page)).to_contain_text(found.numerator.latex, timeout=FIRST)
    expect(answer(page, "denominator")).to_contain_text(found.denominator.latex)
    expect(page.locator("#differentiate-status")).to_contain_text(found.numerator.spoken)
    expect(page.locator(".certificate")).to_contain_text("agree symbolically")
    expect(page.locator(".certificate")).not_to_contain_text("largest error")
    assert page.locator("#differentiate-answer details.derivation").count() >= 3
    assert page.locator("#differentiate-answer .flow svg").count() == 1
    expect(page.locator(".code-row", has_text="NumPy, numerator")).to_contain_text(found.numerator.numpy)
    page.locator(".layout-switch__input[value=denominator]").check(force=True)
    assert not page.locator("#differentiate-answer .answer.layout-numerator").is_visible()
    page.locator(".layout-switch__input[value=both]").check(force=True)

    page.get_by_label("Property of A").select_option("symmetric")
    expect(page.locator("#differentiate-answer .answer.layout-denominator annotation").first).to_contain_text(
        r"2\mathbf{A}\mathbf{x}"
    )
    page.get_by_label("Shape of x").fill("p")
    page.get_by_label("Shape of x").press("Tab")
    expect(page.locator(".mistake")).to_be_visible()
    page.get_by_label("Shape of A").fill("p×p")
    page.get_by_label("Shape of A").press("Tab")
    expect(page.locator("#differentiate-answer .answer-shape").last).to_contain_text("p")

    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_label("Shape of x")).to_have_value("p", timeout=FIRST)
    expect(answer(other, "denominator")).to_contain_text(r"2\mathbf{A}\mathbf{x}")
    assert other.get_by_label("Expression").input_value() == "x @ A @ x"
    other.close()

    ask(page, "A @ x + sinn(x)")
    expect(page.locator(".mistake")).to_contain_text("unknown function sinn")
    expect(page.locator(".mistake pre")).to_have_text("A @ x + sinn(x)\n        ^^^^")
    for width in (768, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    assert [url for url in page.requested if not url.startswith((address, "data:", "blob:"))] == []
    assert page.errors == []


def test_the_shapes_in_the_table_are_those_of_the_answer(visit):
    page = visit(PAGE)
    ask(page, "A @ X @ B")
    expect(answer(page)).to_contain_text(r"\mathbf{B}^\top \otimes \mathbf{A}", timeout=FIRST)
    found = derive("A @ X @ B", "X")
    for name, variable in found.variables.items():
        shape = "×".join(str(dimension) for dimension in variable.shape)
        expect(page.get_by_label(f"Shape of {name}")).to_have_value(shape)
    value = "×".join(str(dimension) for dimension in found.expression.shape)
    expect(page.locator(".reading")).to_contain_text(value)
    expect(page.locator("#differentiate-answer .statement")).to_contain_text(value)


def test_shapes_that_cannot_be_inferred_are_asked_for_and_then_kept_in_the_table(visit):
    page = visit(PAGE)
    expect(page.get_by_label("Shapes")).not_to_be_visible()
    ask(page, "kron(A, B) @ kron(C, D) @ y")
    expect(page.locator(".mistake")).to_contain_text("do not fit", timeout=FIRST)
    where = "A: m×n, B: p×q, C: n×r, D: q×s, y: r*s"
    page.get_by_label("Shapes").fill(where)
    page.get_by_label("Shapes").press("Enter")
    found = derive("kron(A, B) @ kron(C, D) @ y", "y", where)
    expect(page.get_by_label("Shape of C")).to_have_value("n×r", timeout=FIRST)
    page.get_by_label("Differentiate with respect to y").check()
    expect(answer(page)).to_contain_text(found.numerator.latex, timeout=FIRST)
    other = page.context.new_page()
    other.goto(page.url)
    expect(answer(other)).to_contain_text(found.numerator.latex, timeout=FIRST)
    expect(other.get_by_label("Shapes")).not_to_be_visible()
    other.close()
    ask(page, "x @ A @")
    expect(page.locator(".mistake")).to_be_visible()
    assert page.errors == []


def test_a_formula_of_the_reader_s_own_is_judged_and_kept_in_the_address(visit):
    page = visit(PAGE)
    ask(page, "x @ A @ x")
    field = page.get_by_label("Your formula")
    expect(field).to_be_visible(timeout=FIRST)
    verdict = page.locator(".verdict")
    for claim, kind in (("(A + A.T) @ x", "✓Right"), ("2 * A @ x", "✗Right under a condition")):
        field.fill(claim)
        field.press("Enter")
        expect(verdict.locator(".verdict-kind")).to_have_text(kind, timeout=FIRST)
        for sentence in derive("x @ A @ x", "x").matches(claim).sentences:
            expect(verdict).to_contain_text(sentence)
    expect(verdict.locator("annotation")).to_contain_text(r"2\mathbf{A}\mathbf{x}")
    field.fill("2 * q")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(verdict.locator(".mistake")).to_contain_text("q is not a name of the question")
    field.fill("A @ x")
    field.press("Enter")
    expect(verdict).to_contain_text("Aᵀ is missing")
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(".verdict")).to_contain_text("Aᵀ is missing", timeout=FIRST)
    other.close()
    assert page.errors == []


def test_a_backward_pass_by_several_variables_is_shown_with_its_programs_and_kept_in_the_address(visit):
    page = visit(PAGE)
    ask(page, "tanh(X @ W)")
    expect(answer(page)).to_be_attached(timeout=FIRST)
    page.get_by_label("Backward", exact=True).check()
    page.get_by_label("Differentiate with respect to W").check()
    expect(page.get_by_label("Differentiate with respect to X")).to_be_checked()
    found = backward("tanh(X @ W)", "X, W")
    shown = page.locator("#differentiate-answer")
    for name, gradient in found.gradients.items():
        panel = shown.locator(".answer.layout-denominator", has_text=name).filter(has_text=gradient.latex)
        expect(panel).to_have_count(1, timeout=FIRST)
        expect(shown.locator(".answer.layout-numerator").filter(has_text=gradient.numerator.latex)).to_have_count(1)
    expect(shown.locator(".backward-given")).to_contain_text("Given the upstream gradient")
    expect(shown.locator(".certificate").first).to_contain_text("agree symbolically")
    expect(shown).to_contain_text("Saved from the forward pass: X, W, Y.")
    assert shown.locator("pre.program").first.inner_text().rstrip() == found.program("numpy").rstrip()
    assert shown.locator("a[download='backward_torch.py']").count() == 1
    assert page.get_by_label("Order").is_disabled()
    expect(page.locator("#differentiate-status")).to_contain_text(found.gradients["W"].spoken)

    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#differentiate-answer .answer.layout-denominator")).to_have_count(2, timeout=FIRST)
    expect(other.get_by_label("Backward", exact=True)).to_be_checked()
    other.close()

    page.get_by_label("Differentiate with respect to X").uncheck()
    expect(shown.locator(".answer.layout-denominator")).to_have_count(1, timeout=FIRST)
    # The last variable stays.
    page.get_by_label("Differentiate with respect to W").click()
    expect(page.get_by_label("Differentiate with respect to W")).to_be_checked()
    page.get_by_label("Backward", exact=True).uncheck()
    expect(page.locator("#differentiate-answer details.derivation").first).to_be_visible(timeout=FIRST)
    assert page.get_by_label("Order").is_enabled()
    page.get_by_label("Backward", exact=True).check()
    ask(page, "A @ x + sinn(x)")
    expect(page.locator(".mistake")).to_contain_text("unknown function sinn")
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.errors == []


def test_it_works_with_the_server_stopped_after_the_first_visit(site, browser):
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{listening.server_port}/{PAGE}?e=x+%40+x&wrt=x")
        expect(page.locator("#differentiate-answer annotation").first).to_be_attached(timeout=FIRST)
        page.wait_for_function("document.documentElement.dataset.engineKept === 'true'", timeout=FIRST)
        listening.shutdown()
        thread.join()
    page.goto(page.url)
    ask(page, "a @ x")
    expect(page.locator("#differentiate-answer annotation").nth(1)).to_contain_text(r"\mathbf{a}", timeout=FIRST)
    context.close()


def test_an_answer_has_no_serious_fault_of_accessibility_light_and_dark(visit, root):
    page = visit(PAGE, reduced_motion="reduce")
    ask(page, "norm(A @ x - b)**2")
    expect(answer(page)).to_be_attached(timeout=FIRST)
    page.evaluate((root / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(300)
        found = page.evaluate("() => axe.run({ exclude: [['.katex-html']] }, { resultTypes: ['violations'] })")
        assert len(found["passes"]) > 15
        assert [
            (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"}
        ] == []


def test_other_pages_load_nothing_of_it(visit):
    page = visit("reference/rules/quadratic-form/")
    page.wait_for_load_state("networkidle")
    assert [url for url in page.requested if re.search(r"engine|pyodide|/differentiate/", url)] == []


def test_the_page_itself_loads_the_engine_only_when_it_is_used(visit):
    page = visit(PAGE)
    page.wait_for_load_state("networkidle")
    assert [url for url in page.requested if "assets/engine" in url] == []


def test_it_is_reached_by_instant_navigation(visit):
    page = visit("notation/")
    page.get_by_role("link", name="Differentiate", exact=True).first.click()
    page.wait_for_url("**/differentiate/")
    page.get_by_role("button", name="x @ A @ x", exact=True).click()
    expect(answer(page)).to_be_attached(timeout=FIRST)


def test_a_rule_is_opened_here_and_foreign_notation_is_shown_as_it_was_read(visit):
    page = visit("reference/rules/quadratic-form/")
    page.get_by_role("link", name=re.compile("Try this")).click()
    page.wait_for_url("**/differentiate/?e=*")
    expect(answer(page)).to_contain_text(derive("x @ A @ x", "x").numerator.latex, timeout=FIRST)
    ask(page, "‖Ax − b‖²")
    expect(page.locator(".translated")).to_contain_text("norm(A @ x - b)**2")
    expect(answer(page)).to_contain_text(derive("norm(A @ x - b)**2", "x").numerator.latex)
    page.get_by_label("Functions").fill("f(t) = t*exp(-t)")
    ask(page, "sum(f(x))")
    expect(answer(page)).to_contain_text("exp")


def changed(page, site, name, old, new):
    """The page as it would be with another line in one of its scripts."""
    text = (site / "differentiate" / name).read_text("utf-8")
    assert old in text
    page.route(
        f"**/differentiate/{name}",
        lambda route: route.fulfill(body=text.replace(old, new), content_type="text/javascript"),
    )
    page.goto(PAGE)


def test_what_takes_too_long_is_stopped_and_the_next_question_is_answered(visit, site):
    page = visit("notation/")
    changed(page, site, "engine.js", "LIMIT = 30_000", "LIMIT = 2_000")
    ask(page, "@".join(["A"] * 40))
    expect(page.locator(".mistake")).to_contain_text("No answer after 2 seconds", timeout=FIRST)
    ask(page, "a @ x")
    expect(answer(page)).to_contain_text(r"\mathbf{a}", timeout=FIRST)


def test_memory_is_bounded_and_the_page_says_so(visit, site):
    page = visit("notation/")
    changed(page, site, "worker.js", "from jacobook.question import ask, backpropagate, judge, read", GREEDY)
    ask(page, "a @ x")
    expect(page.locator(".mistake")).to_contain_text("more memory than the page allows", timeout=FIRST)


def test_a_block_of_a_page_is_opened_here(visit):
    page = visit("learn/chain-rules/")
    link = page.locator(".jacobian-block .try-this a").first
    link.click()
    page.wait_for_url("**/differentiate/?e=*")
    shown = page.locator("#differentiate-answer .answer annotation").first
    expect(shown).to_contain_text(derive("sin(x**2)", "x", "x: scalar").numerator.latex, timeout=FIRST)


def test_a_formula_is_checked_from_the_page_of_a_rule(visit):
    page = visit("reference/rules/quadratic-form/")
    page.get_by_label("Check yours").fill("2 * A @ x")
    page.get_by_label("Check yours").press("Enter")
    page.wait_for_url("**/differentiate/?e=*c=*")
    expect(page.locator(".verdict")).to_contain_text("Right if A is symmetric", timeout=FIRST)


def test_it_can_be_used_by_keyboard_alone(visit):
    page = visit(PAGE)
    page.get_by_label("Expression").focus()
    page.keyboard.type("x @ A @ x")
    page.keyboard.press("Enter")
    expect(answer(page)).to_be_attached(timeout=FIRST)
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.localName")
        )
    assert {"Shape of A", "Property of A", "summary", "Data-flow graph", "button"} <= set(reached)
    page.get_by_label("Differentiate with respect to x").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#differentiate-status")).to_contain_text("x times x transpose")
    expect(page.get_by_label("Differentiate with respect to A")).to_be_focused()


@pytest.mark.parametrize("order", ["99", "0", "-1", "__proto__", "two"])
def test_an_order_that_is_none_is_told_and_no_other_takes_its_place(visit, order):
    page = visit(f"differentiate/?e=x+%40+x&wrt=x&o={order}")
    page.wait_for_selector("#question .mistake:not([hidden])")
    assert f"The order in the address, “{order}”, is not valid." in page.inner_text("#question .mistake")
    assert page.inner_text("#differentiate-answer") == ""
    assert page.errors == []


@pytest.mark.parametrize("expression", ["__proto__ @ x", "constructor @ x"])
def test_names_that_objects_of_the_browser_have_are_names_here(visit, expression):
    page = visit(f"differentiate/?e={expression.replace(' ', '+').replace('@', '%40')}&wrt=x")
    page.wait_for_selector("#question .mistake:not([hidden]), #differentiate-answer .katex", timeout=120_000)
    told = page.inner_text("#question .mistake") if expression.startswith("__proto__") else ""
    assert ("cannot be typeset" in told) == expression.startswith("__proto__")
    assert page.errors == []
