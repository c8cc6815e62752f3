"""Templates: where they are found, what they escape, and what they say when they are wrong."""

import pytest

from jacobook.document.setting.environment import TARGETS, Templates
from jacobook.errors import JacobookError

BRACKETS = {"markdown": ("{{ ", " }}"), "latex": ("<< ", " >>"), "typst": ("<< ", " >>")}


def write(folder, target, name, text):
    path = folder / "templates" / target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


@pytest.mark.parametrize("target", TARGETS)
def test_the_templates_of_the_program_are_found(target):
    folder = Templates().folders[0] / target
    found = sorted(path.name for path in folder.iterdir())
    assert found
    for name in found:
        Templates()._environments[target].get_template(name)


@pytest.mark.parametrize("target", TARGETS)
def test_a_projects_own_template_comes_first(tmp_path, target):
    mine = "rule.md.jinja" if target == "markdown" else f"cheatsheet.{target[:3]}.jinja"
    write(tmp_path, target, mine, "mine")
    assert Templates(tmp_path).render(target, mine) == "mine"


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("markdown", "&lt;b&gt; &#36;x&#36; &#123;&#123; y &#125;&#125;"),
        ("latex", r"\textless{}b\textgreater{} \$x\$ \{\{ y \}\}"),
        ("typst", r"\<b\> \$x\$ {{ y }}"),
    ],
)
def test_a_value_is_escaped_for_the_target_once(tmp_path, target, shown):
    opening, closing = BRACKETS[target]
    block = "{% macro m(v) %}{{ v }}{% endmacro %}" if target == "markdown" else "<% macro m(v) %><< v >><% endmacro %>"
    write(tmp_path, target, "t.jinja", f"{block}{opening}value{closing}|{opening}m(value){closing}")
    rendered = Templates(tmp_path).render(target, "t.jinja", value="<b> $x$ {{ y }}")
    assert rendered == f"{shown}|{shown}"


@pytest.mark.parametrize("target", TARGETS)
def test_source_is_not_escaped(tmp_path, target):
    opening, closing = BRACKETS[target]
    write(tmp_path, target, "t.jinja", f"{opening}value | safe{closing}")
    assert Templates(tmp_path).render(target, "t.jinja", value=r"\frac{1}{2} $ <") == r"\frac{1}{2} $ <"


def test_something_missing_is_an_error_with_its_line(tmp_path):
    write(tmp_path, "markdown", "t.jinja", "one\ntwo {{ page.titel }}\n")
    with pytest.raises(JacobookError, match=r"markdown/t\.jinja:2: .*'titel'"):
        Templates(tmp_path).render("markdown", "t.jinja", page=Templates)


def test_a_broken_template_is_an_error_with_its_line(tmp_path):
    write(tmp_path, "latex", "t.jinja", "one\n<% if %>\n")
    with pytest.raises(JacobookError, match=r"latex/t\.jinja:2: "):
        Templates(tmp_path).render("latex", "t.jinja")


def test_a_missing_template_is_an_error_with_the_places_looked_at(tmp_path):
    with pytest.raises(JacobookError, match=r"gone\.jinja is missing") as caught:
        Templates(tmp_path).render("typst", "gone.jinja")
    assert str(tmp_path / "templates" / "typst") in str(caught.value)
