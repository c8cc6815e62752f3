"""Pages as readers meet them: without scripts, on a phone, on paper, with the keyboard, and from no other host."""

import json
import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.node]

RULE = "reference/rules/quadratic-form/"
TABLE = "reference/tables/scalar-by-vector/"
PAGES = [
    "./",
    RULE,
    TABLE,
    "layouts/",
    "notation/",
    "use/command-line/",
    "use/python/",
    "use/language/",
    "cheatsheets/",
    "errata/",
    "learn/chain-rules/",
    "reference/rules/sum-of-a-function-of-a-product/",
    "404.html",
]


def settle(page):
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_comes_from_another_host_and_nothing_fails(visit, address, path):
    page = visit(path)
    settle(page)
    assert len(page.requested) > 5
    assert [url for url in page.requested if not url.startswith((address, "data:", "blob:"))] == []
    assert page.errors == []


def test_the_first_visit_is_light(visit, site):
    """Even of the rule whose page is the heaviest."""
    import gzip

    pages = (site / "reference" / "rules").glob("*/index.html")
    heaviest = max(pages, key=lambda page: len(gzip.compress(page.read_bytes())))
    page = visit(f"reference/rules/{heaviest.parent.name}/")
    settle(page)
    weight = 0
    for url in dict.fromkeys(page.requested):
        path = site / re.sub(r"[?#].*", "", url.split("/", 3)[3])
        data = (path / "index.html" if path.is_dir() else path).read_bytes()
        weight += len(data) if path.suffix == ".woff2" else len(gzip.compress(data))
    assert 100_000 < weight < 300_000


def test_the_site_stays_small(site):
    """What is read of pages, scripts and data a rule, before it is compressed, and the heaviest page of a rule."""
    rules = len(json.loads((site / "reference" / "rules.json").read_text("utf-8"))["rules"])
    assert rules > 400
    weight = sum(path.stat().st_size for ending in ("html", "js", "json") for path in site.rglob(f"*.{ending}"))
    assert 100_000 < weight / rules < 300_000
    pages = [path.stat().st_size for path in (site / "reference" / "rules").glob("*/index.html")]
    assert len(pages) >= rules
    assert 100_000 < max(pages) < 1_000_000


def test_the_index_of_search_is_fetched_when_a_reader_turns_to_search(visit):
    page = visit(RULE)
    settle(page)
    assert not any(re.search(r"search_index|workers/search", url) for url in page.requested)
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("quadratic")
    expect(page.locator(".md-search-result__link").first).to_be_attached(timeout=15_000)
    assert any("search_index" in url for url in page.requested)


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_a_page_arrives(visit, width):
    page = visit("404.html", viewport={"width": width, "height": 844})
    page.add_init_script(
        """window.moved = []
        new PerformanceObserver(list => {
          for (const entry of list.getEntries())
            window.moved.push([entry.value, entry.sources.map(({ node }) => node?.className ?? node?.nodeName)])
        }).observe({ type: "layout-shift", buffered: true })"""
    )
    page.goto(RULE)
    settle(page)
    moved = page.evaluate("window.moved")
    assert sum(share for share, _ in moved) <= 0.01, moved


def test_mathematics_and_both_layouts_are_there_without_scripts(visit):
    page = visit(RULE, java_script_enabled=False)
    assert page.locator(".katex-html").count() > 15
    assert page.locator("section.answer.layout-numerator").first.is_visible()
    assert page.locator("section.answer.layout-denominator").first.is_visible()
    assert page.locator(".layout-switch").is_visible() is False
    box = page.locator("section.statement .katex-html").first.bounding_box()
    assert box["width"] > 60


def test_no_script_for_mathematics_is_shipped(visit):
    page = visit(RULE)
    settle(page)
    assert [url for url in page.requested if re.search(r"katex.*\.m?js|mathjax", url)] == []


@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(visit, path):
    page = visit(path, viewport={"width": 768, "height": 800})
    settle(page)
    for width in (768, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate("document.body.scrollWidth") <= width


def test_at_twice_the_size_the_page_still_fits(visit):
    page = visit(RULE, viewport={"width": 640, "height": 450}, device_scale_factor=2)
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 640


def test_a_wide_formula_scrolls_in_its_own_named_box_which_the_keyboard_reaches(visit):
    page = visit(RULE, viewport={"width": 320, "height": 800})
    box = page.locator(".written-out .layout-numerator div.math")
    box.scroll_into_view_if_needed()
    assert box.get_attribute("role") == "group"
    assert box.get_attribute("aria-label")
    page.wait_for_function("element => element.tabIndex === 0", arg=box.element_handle())
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("element => element.scrollLeft > 0", arg=box.element_handle())


def test_a_formula_that_fits_is_no_stop_on_the_way(visit):
    page = visit(RULE)
    box = page.locator("section.statement > div.math")
    page.wait_for_function("element => element.tabIndex === -1", arg=box.element_handle())


def test_a_copied_formula_is_latex(visit):
    page = visit("learn/jacobians/")
    paragraph = page.locator("article > p:has(.math)").first
    copied = paragraph.evaluate(
        """paragraph => {
          getSelection().selectAllChildren(paragraph)
          const clipboardData = new DataTransfer()
          const event = new ClipboardEvent("copy", { clipboardData, cancelable: true, bubbles: true })
          document.dispatchEvent(event)
          return event.clipboardData.getData("text/plain")
        }"""
    )
    formulas = [f"${formula}$" for formula in paragraph.locator("annotation").all_text_contents()]
    assert formulas
    assert re.findall(r"\$[^$]*\$", copied) == formulas
    assert all(word in copied for word in paragraph.evaluate("p => p.firstChild.textContent").split())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system_and_the_toggle_goes_through_three(visit, scheme):
    page = visit(RULE, color_scheme=scheme)
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background) == "rgb(21, 23, 27)"
    assert dark == (scheme == "dark")
    seen = []
    for _ in range(3):
        page.locator("[data-md-component=palette] label:visible").click()
        seen.append(page.evaluate(background) == "rgb(21, 23, 27)")
    assert seen == [False, True, dark]


def test_search_finds_a_rule_by_title_by_id_and_by_formula(visit):
    page = visit()
    for query in ("quadratic form", "quadratic-form", "x^T A x", "xᵀAx", "d/dx x^T A x", "x^T A x gradient"):
        page.goto("./")
        page.get_by_role("textbox", name="Search").click()
        page.keyboard.type(query)
        # While the query is typed, answers to its beginning come and go: the last one counts.
        first = page.locator(".md-search-result__link").first
        expect(first, query).to_have_attribute("href", re.compile("quadratic-form"), timeout=15_000)


@pytest.mark.parametrize(
    ("query", "rule"),
    [
        ("relu", "relu-scalar"),
        ("gradient of x^T x", "self-product"),
        ("x'x", "self-product"),
        ("tr(X^T A X)", "trace-quadratic-form"),
        ("trace(AXB)", "trace-of-sandwich"),
        ("Ax", "linear-map"),
        ("hessian of quadratic form", "quadratic-form-hessian"),
        ("inverse of A", "inverse"),
        ("logdet", "log-determinant"),
        ("softmax gradient", "softmax"),
    ],
)
def test_what_readers_type_finds_its_rule_first(visit, query, rule):
    page = visit()
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type(query)
    first = page.locator(".md-search-result__link").first
    expect(first).to_have_attribute("href", re.compile(f"/rules/{rule}/"), timeout=15_000)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("softmax", ["softmax", "softmax-of-affine", "log-softmax"]),
        ("softmax gradient", ["softmax", "softmax-of-affine", "log-softmax"]),
        ("Softmax of an affine map", ["softmax-of-affine", "log-softmax", "softmax"]),
        ("logsoftmax", ["log-softmax", "softmax-of-affine", "softmax"]),
        ("entropy", ["log-softmax", "softmax-of-affine", "softmax"]),
    ],
)
def test_a_rule_that_is_called_what_was_typed_stands_first(visit, query, first):
    page = visit()
    # The order of the index alone: what is known of the rules themselves does not come.
    page.route("**/findings.json", lambda route: route.abort())
    found = page.evaluate(
        """query => {
          const rules = {
            "log-softmax": "Log-softmax", "softmax-of-affine": "Softmax of an affine map", softmax: "Softmax"
          }
          const items = Object.entries(rules).map(
            ([id, title]) => [{ location: `reference/rules/${id}/`, title: `<mark>${title}</mark>` }]
          )
          items.push([{ location: "learn/", title: query }])
          const code = `onmessage = () => postMessage({ type: 3, data: { items: ${JSON.stringify(items)} } })`
          const worker = new Worker(`data:text/javascript,${encodeURIComponent(code)}//search.x.js`)
          return new Promise(resolve => {
            worker.addEventListener("message", ({ data }) => resolve(data.data.items.map(([page]) => page.location)))
            worker.postMessage({ type: 2, data: query })
          })
        }""",
        query,
    )
    assert found == [*(f"reference/rules/{name}/" for name in first), "learn/"]


def test_a_rule_prints_without_what_surrounds_it(visit):
    page = visit(RULE)
    page.get_by_role("radio", name="Numerator layout").check(force=True)
    page.emulate_media(media="print")
    for selector in (".md-header", ".md-tabs", ".md-footer", ".layout-switch", ".md-sidebar--primary", ".breadcrumb"):
        assert page.locator(selector).first.is_visible() is False, selector
    assert page.locator("section.statement").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('div.math')).overflowX") == "visible"
    assert not page.locator(".tabbed-set, details.folded").locator("visible=true").count()
    assert sheets(page) == 3  # by two variables


def sheets(page):
    pdf = page.pdf(format="A4")
    assert pdf.startswith(b"%PDF")
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))


def test_a_rule_by_one_variable_prints_on_both_sides_of_one_sheet(visit):
    for rule in ("softmax", "log-sum-exp", "determinant"):
        assert 1 <= sheets(visit(f"reference/rules/{rule}/")) <= 2, rule
