"""Rules in memory: found by id and alias, counted, and told apart from what a mixed derivative names."""

from jacobook.catalogue.model import Catalogue, Chapter, Rule, variables_of

FORM = Rule("quadratic-form", "Quadratic form", "x @ A @ x", ("x",), aliases=("xax",))
SUM = Rule("sum", "Sum", "sum(x)", ("x",))
CATALOGUE = Catalogue((Chapter("forms", "Forms", 1, "", (FORM,)), Chapter("sums", "Sums", 2, "", (SUM,))))


def test_rules_come_chapter_by_chapter():
    assert CATALOGUE.rules == (FORM, SUM) == tuple(CATALOGUE)
    assert len(CATALOGUE) == 2


def test_a_rule_is_found_by_id_and_by_alias():
    assert CATALOGUE.find("sum") is SUM
    assert CATALOGUE.find("xax") is FORM
    assert CATALOGUE.find("nothing") is None


def test_an_id_comes_before_an_alias():
    shadow = Rule("other", "Other", "x", ("x",), aliases=("sum",))
    both = Catalogue((Chapter("all", "All", 1, "", (SUM, shadow)),))
    assert both.find("sum") is SUM


def test_an_item_of_wrt_names_one_variable_or_two():
    assert variables_of("x") == ("x",)
    assert variables_of("x, w") == ("x", "w")
