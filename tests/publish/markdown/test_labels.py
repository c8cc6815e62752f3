"""What is labelled is numbered through the site, and a reference leads to it from any page and says its number."""

import os
import re
import subprocess
import sys

import pytest
from markdown import Markdown

from jacobook.errors import JacobookError
from jacobook.publish.markdown.labels import concerns_labels, labels_in, labels_of
from jacobook.publish.markdown.page_errors import PageError

pytestmark = pytest.mark.node

BLOCK = "```jacobian\nx @ A @ x\nwrt: x\nlabel: eq:quadratic\n```\n"
LOSS = "$$\nL = \\lVert x \\rVert^2\n$$ {#eq:loss}\n"


@pytest.fixture
def convert(node):
    def converted(text):
        extensions = ["pymdownx.superfences", "jacobook.publish.mathematics", "jacobook.publish.jacobian_blocks"]
        return Markdown(extensions=extensions).convert(text)

    return converted


def reference(html, name):
    return re.findall(rf'<a href="#{name}">(.*?)</a>', html)


def test_labels_are_numbered_in_the_order_in_which_they_stand():
    found = labels_of([("b.md", f"{LOSS}\n{BLOCK}"), ("a.md", "\n\n$$ y \\label{eq:last} $$\n")])
    assert [(name, str(place), place.number) for name, place in found.places.items()] == [
        ("eq:loss", "b.md:1", 1),
        ("eq:quadratic", "b.md:5", 2),
        ("eq:last", "a.md:3", 3),
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"````markdown\n{BLOCK}````\n",
        f"~~~text\n{LOSS}~~~\n",
        f"<!--\n{LOSS}-->\n",
        "Write `$$ x $$ {#eq:a}` so.\n",
        "$$ x $$\n",
        "# Heading {#eq:a}\n",
        "```jacobian\nx @ x\nwrt: x\n```\n",
    ],
)
def test_what_is_quoted_has_no_label(text):
    assert labels_of([("a.md", text)]).places == {}


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("# Heading {#sect:a}\n\n[words](other.md#a) { .class #id }", False),
        ('$$ x $$ {label="square"}', False),
        ("$$\nx\n$$ {#eq:a}", True),
        ('$$ x $$\t{label="square" #eq:a}', True),
        (r"$$ x \label{eq:a} $$", True),
        (r"See \eqref{eq:a}.", True),
        (r"See \ref{eq:a}.", True),
        ("See [](#eq:a).", True),
        (BLOCK, True),
    ],
)
def test_a_page_with_nothing_but_headings_concerns_no_labels(text, does):
    assert concerns_labels(text) is does


@pytest.mark.parametrize("given", ["$$ x^2 $$ {#eq:a}", r"$$ x^2 \label{eq:a} $$", '$$ x^2 $$ {label="square" #eq:a}'])
def test_a_formula_shows_its_number_and_is_a_place(convert, given):
    html = convert(f"See \\eqref{{eq:a}}, [](#eq:a), \\ref{{eq:a}} and [the square](#eq:a).\n\n{given}\n")
    assert reference(html, "eq:a") == ["(1)", "(1)", "1", "the square"]
    (box,) = re.findall(r'<div class="equation" id="eq:a">.*', html)
    assert box.endswith('<span class="equation-number">(1)</span></div>')
    assert "label{" not in html
    assert ('aria-label="square"' in box) == ("square" in given)


def test_a_block_shows_its_number_in_both_layouts(convert):
    html = convert(f"{LOSS}\nSee \\eqref{{eq:quadratic}}.\n\n{BLOCK}")
    assert reference(html, "eq:quadratic") == ["(2)"]
    assert '<div class="jacobian-block" id="eq:quadratic"' in html
    assert re.findall('<span class="equation-number">(.*?)</span>', html) == ["(1)", "(2a)", "(2b)"]
    assert html.count('id="eq:quadratic"') == 1


def test_code_and_formulas_are_left_alone(convert):
    html = convert(f"{LOSS}\nWrite `\\eqref{{eq:loss}}` or `[](#eq:loss)`.\n\n```text\n\\eqref{{eq:loss}}\n```\n")
    assert reference(html, "eq:loss") == []
    assert html.count(r"\eqref{eq:loss}") == 2


def test_links_to_other_places_are_left_alone(convert):
    assert '<a href="#elsewhere">words</a>' in convert(f"{LOSS}\n[words](#elsewhere)\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{LOSS}\nSee \\eqref{{eq:los}}.\n", r"line 5: no formula has the label 'eq:los'\n  did you mean eq:loss\?"),
        ("\nSee [](#eq:loss).\n", "line 2: no formula has the label 'eq:loss'"),
        (f"{LOSS}\n{LOSS}", "two formulas have the label 'eq:loss': at line 1 and at line 5"),
        (f"{LOSS}\n{BLOCK.replace('eq:quadratic', 'eq:loss')}", "two formulas have the label 'eq:loss'"),
        ("$$ x \\label{a} $$ {#b}\n", "line 1: a formula has one label, not 2: a, b"),
        ("$$ x \\label{2 a} $$\n", "line 1: '2 a' is not a label"),
        (BLOCK.replace("eq:quadratic", "an equation"), "'an equation' is not a label"),
    ],
)
def test_a_mistake_is_one_message(convert, text, message):
    with pytest.raises(PageError, match=message) as raised:
        convert(text)
    assert str(raised.value).count("\n") <= 1


@pytest.fixture
def site(tmp_path, root):
    (tmp_path / "docs" / "course").mkdir(parents=True)
    (tmp_path / "docs" / "index.md").write_text(f"# Home\n\n{LOSS}\nAnd \\eqref{{eq:quadratic}}.\n", "utf-8")
    (tmp_path / "docs" / "course" / "first.md").write_text(f"# First\n\n{BLOCK}\nFrom [](#eq:loss).\n", "utf-8")
    (tmp_path / "docs" / "zero.md").write_text("# Zero\n\n$$ 0 \\label{eq:zero} $$\n", "utf-8")
    nav = "nav:\n  - Zero: zero.md\n  - index.md\n  - Course:\n      - 'course/first.md'\n"
    theme = "theme: {name: material, font: false}\n"
    page = (root / "docs" / "use" / "jacobian-blocks.md").read_text("utf-8")
    # As the page tells those who use Zensical.
    extensions = re.search(r"```yaml\n(markdown_extensions:.*?)```", page, re.DOTALL)[1]
    (tmp_path / "mkdocs.yml").write_text(f"site_name: Notes\n{theme}{extensions}{nav}", "utf-8")
    (tmp_path / "node_modules").symlink_to(root / "node_modules")
    return tmp_path


def numbers(site):
    return {name: place.number for name, place in labels_in(site).places.items()}


def test_the_order_is_that_of_the_navigation_and_then_that_of_folders(site):
    assert numbers(site) == {"eq:zero": 1, "eq:loss": 2, "eq:quadratic": 3}
    (site / "mkdocs.yml").write_text("site_name: Notes\n", "utf-8")
    assert numbers(site) == {"eq:loss": 1, "eq:zero": 2, "eq:quadratic": 3}


KEY_OF_A_PAGE = """
import sys
from pathlib import Path
from types import SimpleNamespace
from jacobook.publish.mkdocs.page_memory import PageMemory
from jacobook.work.cache import Cache
site = Path(sys.argv[1])
config = SimpleNamespace(config_file_path=str(site / "mkdocs.yml"))
sys.stdout.write(PageMemory(Cache(site / ".cache"), config, "reference", None)._labels("See [](#eq:loss)."))
"""


def test_what_a_page_has_of_the_labels_is_the_same_in_every_process(site):
    def key(seed):
        command = [sys.executable, "-c", KEY_OF_A_PAGE, str(site)]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    first = key("1")
    assert "eq:loss" in first
    assert {key(seed) for seed in ("2", "3")} == {first}
    index = site / "docs" / "index.md"
    # A line more is no other number; a label more on an earlier page is.
    index.write_text("\n" + index.read_text("utf-8"), "utf-8")
    assert key("1") == first
    (site / "docs" / "zero.md").write_text("$$ 0 $$ {#eq:zero}\n\n$$ 1 $$ {#eq:one}\n", "utf-8")
    assert key("1") != first


def test_generated_pages_are_not_read(site):
    folder = site / "docs" / "reference"
    folder.mkdir()
    (folder / "all.md").write_text("$$ y \\label{eq:generated} $$\n", "utf-8")
    assert "eq:generated" in numbers(site)
    (folder / "rules.json").write_text("{}", "utf-8")
    assert "eq:generated" not in numbers(site)


def test_a_label_of_another_page_is_named_with_its_page(site):
    (site / "docs" / "more.md").write_text(f"\n{LOSS}", "utf-8")
    with pytest.raises(JacobookError, match=r"at index.md:3 and at more.md:2"):
        labels_in(site)


@pytest.mark.slow
@pytest.mark.parametrize("builder", ["mkdocs", "zensical"])
def test_references_lead_across_pages(site, builder):
    strict = ["--strict"] if builder == "mkdocs" else []
    outcome = build(site, builder, *strict)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    home, first = ((site / "site" / name / "index.html").read_text("utf-8") for name in ("", "course/first"))
    assert re.search(r'<a href="course/first/#eq:quadratic">\(3\)</a>', home)
    assert re.search(r'<a href="../../#eq:loss">\(2\)</a>', first)
    assert 'id="eq:quadratic"' in first


@pytest.mark.slow
def test_a_mistake_stops_a_build_with_one_line(site):
    (site / "docs" / "zero.md").write_text("# Zero\n\nSee \\eqref{eq:los}.\n", "utf-8")
    outcome = build(site, "mkdocs")
    assert outcome.returncode == 1
    assert "zero.md:3: no formula has the label 'eq:los'\n  did you mean eq:loss?" in outcome.stderr + outcome.stdout
    assert "Traceback" not in outcome.stderr


def build(site, builder, *arguments):
    command = [sys.executable, "-m", builder, "build", *arguments]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=site, env=environment, capture_output=True, text=True, check=False)
