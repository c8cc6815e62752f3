"""Living figures and exercises in a browser: moved by keyboard, judged by the engine, whole without scripts."""

import gzip
import re

import pytest
from playwright.sync_api import expect

from jacobook import derive

pytestmark = [pytest.mark.browser, pytest.mark.node, pytest.mark.usefixtures("pyodide")]

PAGE = "use/jacobian-blocks/"
FIRST = 60_000


@pytest.fixture
def figure(visit):
    """The figure of a kind on the page, with its script at work."""

    def found(kind, **options):
        page = visit(PAGE, **options)
        one = page.locator(f"figure.living-{kind}")
        expect(one).to_have_class(re.compile("moving"))
        return page, one

    return found


def test_a_curve_is_moved_by_keyboard_and_says_where_it_is(figure):
    page, one = figure("slope")
    slider = one.get_by_role("slider", name="x")
    expect(slider).to_have_attribute("aria-valuetext", "x = 1: y = 1, slope 2")
    before = one.locator(".point").get_attribute("cx")
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "x = 4: y = 16, slope 8")
    expect(one.locator(".living-readout")).to_have_text("x = 4: y = 16, slope 8")
    assert float(one.locator(".point").get_attribute("cx")) > float(before)
    # The tangent has the slope that is told, in units of the axes.
    across, up = page.evaluate(
        "() => { const { across, up } = JSON.parse(document.querySelector('.living-slope').dataset.figure);"
        " return [across, up] }"
    )
    (x, y), (to_x, to_y) = [
        tuple(map(float, pair.split(","))) for pair in one.locator(".tangent").get_attribute("points").split()
    ]
    rate = ((to_y - y) * (up[1] - up[0]) / (up[3] - up[2])) / (
        (to_x - x) * (across[1] - across[0]) / (across[3] - across[2])
    )
    assert rate == pytest.approx(8, rel=1e-3)
    assert page.errors == []


def test_a_grid_lights_what_belongs_together_and_nudges_it(figure):
    page, one = figure("grid")
    table = one.locator("table[data-layout=numerator]")
    cells = table.locator("td[data-output]")
    expect(cells.first).to_have_attribute("aria-current", "true")
    cells.first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(cells.last).to_be_focused()
    expect(cells.last).to_have_attribute("aria-current", "true")
    expect(table.locator("thead th.chosen")).to_contain_text("y")
    # In the other layout the same entry is lit, and it stands in the row of its input.
    other = one.locator("table[data-layout=denominator]")
    expect(other.locator("tbody th.chosen")).to_contain_text("y")
    expect(one.locator(".living-readout")).to_contain_text("how fast z₂ moves with y")
    slider = one.get_by_role("slider", name="nudge y")
    slider.press("End")
    change = (1 + 1) ** 8 - 1
    expect(slider).to_have_attribute("aria-valuetext", f"y moves by 1: z₂ moves by {change}, predicted 8")
    page.locator(".layout-switch__input[value=denominator]").check(force=True)
    expect(table).not_to_be_visible()
    expect(other).to_be_visible()
    assert page.errors == []


def test_steps_downhill_run_and_a_computation_runs_forward_and_back(figure):
    page, one = figure("contour")
    slider = one.get_by_role("slider", name="step")
    expect(slider).to_have_attribute("aria-valuetext", "step 0: x₁ = 1.5, x₂ = 1, y = 5.25")
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("step 1: x₁ = 0.75, x₂ = −0.5"))
    flow = page.locator("figure.living-flow")
    slider = flow.get_by_role("slider", name="step")
    slider.press("Home")
    assert flow.locator(".hidden-yet").count() == 2 * flow.locator(".box").count()
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "forward: w = (1, 2)")
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "back: the derivative of f with respect to w is (4, 4)")
    assert flow.locator(".hidden-yet").count() == 0
    fold = page.locator("figure.living-vec").get_by_role("slider", name="fold")
    fold.press("Home")
    expect(fold).to_have_attribute("aria-valuetext", "0 of 6 entries folded")
    assert page.errors == []


def test_an_answer_is_judged_kept_and_found_again(visit):
    page = visit(PAGE)
    page.wait_for_load_state("networkidle")
    assert [url for url in page.requested if "assets/engine" in url] == []
    exercise = page.locator(".exercise").first
    field = exercise.get_by_label("Your answer").first
    verdict = exercise.locator(".verdict").first
    for claim, right in (("A", False), ("eye(m)", True)):
        field.fill(claim)
        field.press("Enter")
        found = derive("A @ x + b", "b", "A: m×n, x: n, b: m").matches(claim)
        assert found.right is right
        expect(verdict.locator(".verdict-kind")).to_contain_text("✓" if right else "✗", timeout=FIRST)
        for sentence in found.sentences:
            expect(verdict).to_contain_text(sentence)
    expect(exercise.locator(".exercise-solved")).to_have_text("✓ solved")
    field.fill("A @")
    exercise.get_by_role("button", name="Check").first.click()
    expect(verdict.locator(".mistake")).to_be_visible()
    field.fill(r"\mathbf{I}")
    field.press("Enter")
    expect(verdict.locator(".verdict-kind")).to_contain_text("✓", timeout=FIRST)
    page.reload()
    expect(page.locator(".exercise").first.get_by_label("Your answer").first).to_have_value(r"\mathbf{I}")
    expect(page.locator(".exercise-solved")).to_have_count(1)
    assert page.errors == []


def test_hints_answers_and_others_like_it_unfold_by_keyboard(visit):
    page = visit(PAGE)
    exercise = page.locator(".exercise").first
    for words in ("Hint", "Answer", "Another one like this"):
        summary = exercise.get_by_text(words, exact=True).first
        summary.focus()
        page.keyboard.press("Enter")
        assert summary.evaluate("one => one.parentElement.open")
    expect(exercise.get_by_label("Your answer").nth(1)).to_be_visible()


def test_figures_and_exercises_are_whole_without_scripts(visit):
    page = visit(PAGE, java_script_enabled=False)
    for kind in ("slope", "grid", "contour", "flow", "vec"):
        one = page.locator(f"figure.living-{kind}")
        expect(one.locator("svg, table.living-grid").first).to_be_visible()
        one.locator("summary").click()
        assert one.locator(".living-numbers tbody tr").count() >= 4
    assert page.get_by_role("slider").count() == 0
    exercise = page.locator(".exercise").first
    assert exercise.locator("input").count() == 0
    exercise.get_by_text("Answer", exact=True).first.click()
    expect(exercise.locator(".jacobian-block").first).to_be_visible()
    expect(exercise.locator(".exercise-mistakes")).to_be_visible()


def test_a_phone_has_room_for_all_of_them_and_nobody_is_shut_out(visit, root):
    page = visit(PAGE, reduced_motion="reduce")
    page.evaluate((root / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        found = page.evaluate(
            "() => axe.run({ include: [['figure.living'], ['.exercise']], exclude: [['.katex-html']] },"
            " { resultTypes: ['violations'] })"
        )
        assert len(found["passes"]) > 10
        assert [
            (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"}
        ] == []


def test_the_script_is_small(root):
    scripts = root / "docs" / "assets" / "javascripts"
    assert len(gzip.compress((scripts / "figures.js").read_bytes())) < 12_000
