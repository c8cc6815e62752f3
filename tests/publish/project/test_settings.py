"""A project chooses its rules, its notation and its layout in one small file, and is told what is wrong in it."""

import pytest

from jacobook.answers.records import attempted_records
from jacobook.catalogue.model import Catalogue, Chapter, Rule
from jacobook.errors import CatalogueError
from jacobook.notation.options import BOOK, Notation
from jacobook.publish.project.project import Project
from jacobook.publish.project.settings import read_settings, rule_files
from jacobook.work.spread import Workers

FORM = Rule("form", "Form", "x @ A @ x + sum(w * x)", ("x",), {"A": "n×n", "x": "n", "w": "n"})
RULES = Catalogue((Chapter("all", "All", 1, "", (FORM,)),))


def write(folder, text):
    (folder / "jacobook.toml").write_text(text, "utf-8")


def test_without_a_file_everything_is_ordinary(tmp_path):
    settings = read_settings(tmp_path)
    assert settings.written == BOOK
    assert settings.layout == "both"
    assert rule_files(tmp_path, settings) is None


def test_what_is_chosen(tmp_path):
    write(tmp_path, 'layout = "denominator"\n[notation]\nvectors = "arrow"\ntranspose = "′"\nhadamard = "∘"\n')
    settings = read_settings(tmp_path)
    assert settings.written == Notation("arrow", "′", "∘")
    assert settings.layout == "denominator"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("layot = 'both'", "jacobook.toml: unknown key layot\n  known keys: catalogue, layout,"),
        ("[notation]\nvector = 'bold'", "jacobook.toml: unknown key notation.vector"),
        ("[notation]\nvectors = 'thick'", "jacobook.toml: notation.vectors: should be 'bold' or 'arrow'"),
        ("catalogue = 3", "jacobook.toml: catalogue: "),
        ("limit = 0", "jacobook.toml: limit: input should be greater than or equal to 0.05"),
        ("limit = true", "jacobook.toml: limit: "),
        ("= 3", "jacobook.toml: not TOML"),
        ("a = " + "[" * 10_000, "jacobook.toml: not TOML"),
    ],
)
def test_what_is_wrong_is_told(tmp_path, text, told):
    write(tmp_path, text)
    with pytest.raises(CatalogueError) as caught:
        read_settings(tmp_path)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize("place", ["..", "/etc", "rules/../../other", "way-out"])
def test_rules_from_outside_of_the_project_are_refused(tmp_path, place):
    home = tmp_path / "home"
    home.mkdir()
    (home / "way-out").symlink_to(tmp_path)
    write(home, f'catalogue = ["{place}"]')
    with pytest.raises(CatalogueError, match="lies outside of the project's folder"):
        Project(home).catalogue()


def test_a_project_has_rules_of_its_own(tmp_path):
    write(tmp_path, 'catalogue = ["rules"]')
    (tmp_path / "rules").mkdir()
    rule = '[[rule]]\nid = "one"\ntitle = "One"\nexpr = "a @ x"\nwrt = ["x"]\n'
    (tmp_path / "rules" / "mine.toml").write_text(f'[chapter]\nid = "mine"\ntitle = "Mine"\n{rule}', "utf-8")
    assert [found.id for found in Project(tmp_path).catalogue()] == ["one"]


@pytest.mark.parametrize("spread", [None, Workers(1)])
def test_the_notation_is_that_of_the_project_and_the_data_that_of_the_book(spread):
    options = {} if spread is None else {"spread": spread}
    (found,) = attempted_records(RULES, notation=Notation("arrow", "′", "∘"), **options).answered.values()
    (ordinary,) = attempted_records(RULES).answered.values()
    answer = found.page.derivatives[0].denominator.formula
    assert answer.text == "(A + A′)x⃗ + w⃗"
    assert r"\vec{x}" in answer.latex
    assert r"\prime" in answer.latex or "'" in answer.latex
    assert found.data == ordinary.data
    assert found.page != ordinary.page
