"""axe-core finds nothing serious on any kind of page, light and dark, wide and narrow."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.node]

PAGES = ["./", "reference/rules/quadratic-form/", "reference/tables/scalar-by-vector/", "layouts/", "use/command-line/"]
RUN = """() => axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"],
})"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious(visit, root, path, scheme, width):
    page = visit(path, color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page.wait_for_load_state("networkidle")
    page.add_script_tag(path=str(root / "node_modules" / "axe-core" / "axe.min.js"))
    outcome = page.evaluate(RUN)
    assert outcome["testEngine"]["name"] == "axe-core"
    serious = [
        f"{violation['id']}: {violation['help']}: {[node['html'][:160] for node in violation['nodes'][:4]]}"
        for violation in outcome["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]
    assert serious == []


def test_axe_would_find_something(visit, root):
    page = visit("./")
    page.add_script_tag(path=str(root / "node_modules" / "axe-core" / "axe.min.js"))
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"x.png\"><a href=\"#\"></a>')"
    )
    found = {violation["id"] for violation in page.evaluate(RUN)["violations"]}
    assert {"image-alt", "link-name"} <= found
