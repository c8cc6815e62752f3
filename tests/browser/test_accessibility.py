"""axe-core finds nothing serious on any kind of page, light and dark, wide and narrow."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.node]

PAGES = [
    *(
        "./",
        "learn/chain-rules/",
        "reference/",
        "reference/tables/scalar-by-vector/",
        "reference/tables/worked-examples/",
    ),
    *(
        "reference/rules/quadratic-form/",
        "reference/rules/softmax-cross-entropy/",
        "cheatsheets/",
        "layouts/",
        "notation/",
    ),
    *("errata/", "resources/", "use/command-line/"),
    *("use/jacobian-blocks/", "404.html"),
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A scheme changes colors alone: in the other one these are what can change.
OF_COLORS = ["color-contrast", "link-in-text-block"]
# Of what is in order one element a rule is told: to hand over all of a table takes longer than to look at it.
RUN = """(runOnly) => axe.run({ exclude: [[".katex-html"]] }, { resultTypes: ["violations"], runOnly })"""
# The visible half of a formula is hidden from readers, who are given MathML, and has the color of the text around it.
# Half of all elements stand in it: while axe looks, a box of the same size stands in its place.
BOXES = """() => {
  const halves = [...document.querySelectorAll(".katex-html")].map((half) => [half, half.getBoundingClientRect()]);
  window.halves = halves.map(([half, { width, height }]) => {
    const before = [half, half.getAttribute("style"), [...half.childNodes]];
    if (getComputedStyle(half).display === "inline") half.style.display = "inline-block";
    half.style.width = `${width}px`;
    half.style.height = `${height}px`;
    half.replaceChildren();
    return before;
  });
}"""
FORMULAS = """() => {
  for (const [half, style, children] of window.halves) {
    half.replaceChildren(...children);
    if (style === null) half.removeAttribute("style"); else half.setAttribute("style", style);
  }
}"""


def serious(page, rules):
    outcome = page.evaluate(RUN, rules)
    assert outcome["testEngine"]["name"] == "axe-core"
    return outcome["passes"], [
        f"{violation['id']}: {violation['help']}: {[node['html'][:160] for node in violation['nodes'][:4]]}"
        for violation in outcome["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious(visit, root, path):
    page = visit(path, color_scheme="light", reduced_motion="reduce")
    page.wait_for_load_state("networkidle")
    page.evaluate((root / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(BOXES)
        for scheme, background, rules, fewest in (
            ("light", "rgb(255, 254, 252)", TAGS, 15),
            ("dark", "rgb(21, 23, 27)", OF_COLORS, 0),
        ):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(f"getComputedStyle(document.body).backgroundColor === '{background}'")
            passed, violations = serious(page, rules)
            assert violations == [], f"{scheme}, {width} pixels wide"
            assert len(passed) > fewest
        page.evaluate(FORMULAS)


def test_axe_would_find_something(visit, root):
    page = visit("./")
    page.evaluate((root / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"x.png\"><a href=\"#\"></a>')"
    )
    found = {violation["id"] for violation in page.evaluate(RUN, TAGS)["violations"]}
    assert {"image-alt", "link-name"} <= found
