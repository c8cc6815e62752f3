"""Formulas in few bytes look as KaTeX draws them, to the pixel, and take the same room."""

import base64

import pytest

from jacobook.publish.typeset.assets import vendor_assets
from jacobook.publish.typeset.katex import Typesetter, find_package
from kinds_of_formulas import EVERY_KIND, markup_of_katex
from serving import FLAGS, served

pytestmark = [pytest.mark.browser, pytest.mark.node]

PAGE = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="assets/vendor/katex/katex.min.css">
<style>body { margin: 0; width: 1200px; background: BACKGROUND; color: INK }
.formula { padding: 9px; white-space: nowrap; overflow: hidden } .katex-display { margin: 0 }</style>"""

BOXES = """() => [...document.querySelectorAll(".formula")].map((formula) => {
  const pieces = [...formula.querySelector(".katex-html").children]
  return [formula.getBoundingClientRect().height, ...pieces.map((piece) => piece.getBoundingClientRect().width)]
})"""

# The numbers of the formulas in whose boxes two pictures of a page differ, and how many pixels in each.
DIFFERING = """async (pictures) => {
  const [one, other] = await Promise.all(pictures.map(async (picture) => {
    const image = new Image()
    image.src = `data:image/png;base64,${picture}`
    await image.decode()
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height })
    canvas.getContext("2d").drawImage(image, 0, 0)
    return canvas.getContext("2d").getImageData(0, 0, image.width, image.height)
  }))
  if (one.width !== other.width || one.height !== other.height) return [["size", one.height, other.height]]
  const ink = (data, row) => data.data.subarray(row * data.width * 4, (row + 1) * data.width * 4)
  return [...document.querySelectorAll(".formula")].flatMap((formula, number) => {
    const { top, bottom } = formula.getBoundingClientRect()
    let count = 0
    for (let row = Math.floor(top); row < Math.min(Math.ceil(bottom), one.height); row++) {
      const [mine, its] = [ink(one, row), ink(other, row)]
      for (let place = 0; place < mine.length; place++) if (mine[place] !== its[place]) count++
    }
    return count ? [[number, count]] : []
  })
}"""


@pytest.fixture(scope="module")
def formulas(node, root, tmp_path_factory):
    """Two pages in two colors each, of every kind of formula: as KaTeX writes them, and as we do."""
    folder = tmp_path_factory.mktemp("formulas")
    vendor_assets(folder)
    with Typesetter(find_package(root)) as typesetter:
        written = {"katex": markup_of_katex(node, root, EVERY_KIND), "ours": typesetter.render_all(EVERY_KIND)}
    for name, markup in written.items():
        boxes = "".join(f'<div class="formula">{formula}</div>' for formula in markup)
        for scheme, colors in {"light": ("white", "black"), "dark": ("black", "#ddd")}.items():
            style = PAGE.replace("BACKGROUND", colors[0]).replace("INK", colors[1])
            (folder / f"{name}-{scheme}.html").write_text(style + boxes, "utf-8")
    return folder


@pytest.fixture(scope="module")
def place(playwright, chromium, formulas):
    """Opens one of the pages, at a zoom."""
    with served(formulas) as port:
        started = playwright.chromium.launch(executable_path=str(chromium), headless=True, args=FLAGS)

        def open_page(name, scale=1, **options):
            page = started.new_page(viewport={"width": 1200, "height": 800}, device_scale_factor=scale, **options)
            page.goto(f"http://127.0.0.1:{port}/{name}.html")
            page.evaluate("document.fonts.ready")
            return page

        yield open_page
        started.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_formula_looks_as_katex_draws_it(place, scheme):
    pages = [place(f"{name}-{scheme}") for name in ("katex", "ours")]
    pictures = [base64.b64encode(page.screenshot(full_page=True)).decode() for page in pages]
    assert pages[0].locator(".formula").count() == len(EVERY_KIND) > 50
    differing = pages[0].evaluate(DIFFERING, pictures)
    assert [(EVERY_KIND[number] if number != "size" else number, *counts) for number, *counts in differing] == []
    for page in pages:
        page.close()


@pytest.mark.parametrize("medium", ["screen", "print"])
@pytest.mark.parametrize("scale", [1, 2])
def test_and_takes_the_same_room(place, medium, scale):
    boxes = []
    for name in ("katex", "ours"):
        page = place(f"{name}-light", scale)
        page.emulate_media(media=medium)
        boxes.append(page.evaluate(BOXES))
        page.close()
    assert len(boxes[0]) == len(EVERY_KIND)
    assert [formula for formula, one, other in zip(EVERY_KIND, *boxes, strict=True) if one != other] == []


def test_two_pictures_that_differ_are_told_apart(place):
    """The comparison can fail: a formula moved by a pixel is seen."""
    page = place("ours-light")
    before = page.screenshot(full_page=True)
    page.locator(".formula").nth(3).evaluate("box => box.style.paddingLeft = '10px'")
    pictures = [base64.b64encode(picture).decode() for picture in (before, page.screenshot(full_page=True))]
    assert [number for number, _ in page.evaluate(DIFFERING, pictures)] == [3]
    page.close()
