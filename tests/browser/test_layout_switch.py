"""The layout switch: it shows what it says, is remembered, is in the address, and works from the keyboard."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.node]

RULE = "reference/rules/quadratic-form/"
TABLE = "reference/tables/scalar-by-vector/"
SEEN = {"numerator": (True, False), "denominator": (False, True), "both": (True, True)}


def shown(page, selector):
    return [page.locator(f"{selector}.layout-{layout}").first.is_visible() for layout in ("numerator", "denominator")]


def choose(page, layout):
    page.locator(f".layout-switch__input[value={layout}]").check()


def assert_shows(page, layout, selector="section.answer"):
    assert shown(page, selector) == list(SEEN[layout])
    assert page.locator(".layout-switch__input:checked").input_value() == layout


def test_at_first_both_are_shown_and_the_address_is_plain(visit):
    page = visit(RULE)
    assert_shows(page, "both")
    assert "layout" not in page.url


@pytest.mark.parametrize("layout", SEEN)
def test_a_choice_shows_that_layout_and_is_in_the_address(visit, layout):
    page = visit(RULE)
    choose(page, "numerator" if layout != "numerator" else "denominator")
    choose(page, layout)
    assert_shows(page, layout)
    assert page.url.endswith(f"?layout={layout}")


@pytest.mark.parametrize("layout", SEEN)
def test_columns_of_tables_go_with_their_headers(visit, layout):
    page = visit(f"{TABLE}?layout={layout}")
    assert_shows(page, layout, "thead th")
    assert_shows(page, layout, "tbody td")


def test_a_choice_is_remembered_in_the_next_visit(visit):
    page = visit(RULE)
    choose(page, "denominator")
    page.close()
    again = page.context.new_page()
    again.goto(TABLE)
    assert_shows(again, "denominator", "tbody td")


def test_a_choice_follows_to_the_next_page_without_loading_it_anew(visit):
    page = visit(TABLE)
    page.wait_for_function("performance.getEntriesByType('resource').some(entry => entry.name.includes('sitemap'))")
    choose(page, "numerator")
    page.evaluate("window.same = true")
    page.get_by_role("link", name="Quadratic form").first.click()
    page.wait_for_url("**/quadratic-form/**")
    page.wait_for_function("location.search === '?layout=numerator'")
    assert_shows(page, "numerator")
    assert page.evaluate("window.same") is True
    page.go_back()
    page.wait_for_url("**/scalar-by-vector/**")
    page.wait_for_selector("table.rules")
    assert_shows(page, "numerator", "tbody td")


def test_a_link_shows_what_its_sender_saw_and_leaves_the_memory_alone(visit):
    page = visit(RULE)
    choose(page, "numerator")
    page.goto(f"{RULE}?layout=denominator")
    assert_shows(page, "denominator")
    page.close()
    later = page.context.new_page()
    later.goto(RULE)
    assert_shows(later, "numerator")


def test_an_unknown_layout_in_the_address_is_ignored(visit):
    assert_shows(visit(f"{RULE}?layout=%22%3E%3Cscript%3E"), "both")


def test_the_layout_is_set_before_anything_is_painted(visit):
    page = visit()
    page.add_init_script(
        """new MutationObserver((_, observer) => {
             if (!document.body) return
             window.layoutAtBody = document.documentElement.dataset.layout
             observer.disconnect()
           }).observe(document, { childList: true, subtree: true })"""
    )
    page.goto(f"{RULE}?layout=numerator")
    assert page.evaluate("window.layoutAtBody") == "numerator"


def test_the_key_goes_through_the_three_and_says_so(visit):
    page = visit(RULE)
    for layout in ("numerator", "denominator", "both"):
        page.keyboard.press("l")
        assert_shows(page, layout)
        assert page.get_by_role("status").filter(has_text="ayout").first.inner_text().lower().startswith(layout)


def test_the_key_does_nothing_while_one_types(visit):
    page = visit(RULE)
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("l")
    assert_shows(page, "both")


def test_the_key_can_be_switched_off(visit):
    page = visit("layouts/")
    page.get_by_role("checkbox", name="Use the key").uncheck()
    page.keyboard.press("l")
    assert page.evaluate("document.documentElement.dataset.layout") == "both"
    page.reload()
    assert page.get_by_role("checkbox", name="Use the key").is_checked() is False


def test_the_switch_is_reached_and_moved_with_the_keyboard(visit):
    page = visit(RULE)
    for _ in range(15):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.layout-switch__input')"):
            break
    assert page.evaluate("document.activeElement.value") == "both"
    page.keyboard.press("ArrowLeft")
    assert_shows(page, "denominator")
    outline = page.evaluate("getComputedStyle(document.activeElement.nextElementSibling).outlineStyle")
    assert outline == "solid"


def test_the_switch_names_itself_and_its_choices(visit):
    page = visit(RULE, viewport={"width": 390, "height": 800})
    group = page.get_by_role("group", name="Layout")
    names = ["Numerator layout", "Denominator layout", "Both layouts"]
    assert [group.get_by_role("radio", name=name).count() for name in names] == [1, 1, 1]


def test_what_one_reads_stays_in_its_place(visit):
    page = visit(RULE)
    heading = page.locator("#by-x-derivation")
    heading.scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, document.querySelector('#by-x-derivation').getBoundingClientRect().top + scrollY - 145)")
    before = heading.bounding_box()["y"]
    choose(page, "numerator")
    assert abs(heading.bounding_box()["y"] - before) < 2
