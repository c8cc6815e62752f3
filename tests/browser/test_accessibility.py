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
# Of what is in order one element a rule is told: to hand over all of a table takes longer than to look at it.
# The visible half of a formula is hidden from readers, who are given MathML, and has the colour of the text around it.
RUN = """() => axe.run({ exclude: [[".katex-html"]] }, {
  resultTypes: ["violations"],
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
})"""


def serious(page):
    outcome = page.evaluate(RUN)
    assert outcome["testEngine"]["name"] == "axe-core"
    assert len(outcome["passes"]) > 15
    return [
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
        for scheme, background in (("light", "rgb(255, 254, 252)"), ("dark", "rgb(21, 23, 27)")):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(f"getComputedStyle(document.body).backgroundColor === '{background}'")
            assert serious(page) == [], f"{scheme}, {width} pixels wide"


def test_axe_would_find_something(visit, root):
    page = visit("./")
    page.evaluate((root / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"x.png\"><a href=\"#\"></a>')"
    )
    found = {violation["id"] for violation in page.evaluate(RUN)["violations"]}
    assert {"image-alt", "link-name"} <= found
