"""Pages read as chapters of a book: all that is in them, and nothing that is for screens alone."""

import pytest

from jacobook.document.textbook.pieces import Code, Displayed, Group, Heading, Items, Paragraph, Question, Table
from jacobook.document.textbook.words import Break, Inline, Reference, SmallBox, Stressed, Typed, Words
from jacobook.errors import JacobookError
from jacobook.layout.formulas.layouts import Layout
from jacobook.publish.markdown.chapters import read_chapters

PAGE = """---
title: "1. First"
description: "What is said of it."
---

# 1. First

Some *words* and **more** with $x_1$, `code`, and a "quotation of $x$".

See [the second](second.md), [a table](../reference/tables/all.md#top), and [a site](https://example.org/a/).
<span class="on-screen">Move the point.</span>

Type it.
{: .on-screen }

## A section

$$x^2$$

1. one
2. two

| | a |
|---|---|
| **b** | $y$ <br> z <span class="shape" style="--rows:1;--columns:3"><span class="shape-label">1×k</span></span> |

```python
a = 1
  b  = 2
```

<div class="chapter-steps" markdown="1">

```jacobian
x**2
wrt: x
where: x: scalar
```

```jacobian
sin(x)
wrt: x
where: x: scalar
```

</div>

## Exercises

```exercise
Differentiate $3x$.
expr: 3*x
wrt: x
where: x: scalar
hint: The factor *stays*.
wrong: 3*x
variants: 4*x
explain: It is $3$.
```

```exercise
On paper: why?
explain: Because.
```
"""


@pytest.fixture
def read(tmp_path):
    """Chapters of pages with these texts."""

    def chapters(site="https://example.org/", **texts):
        folder = tmp_path / "docs" / "learn"
        folder.mkdir(parents=True)
        for name, text in texts.items():
            (folder / f"{name}.md").write_text(text, "utf-8")
        return read_chapters(folder, tmp_path / "docs", site)

    return chapters


@pytest.fixture
def first(read):
    return read(first=PAGE, second="# 2. Second\n\nWords.\n")[0]


def test_chapters_come_by_their_numbers_and_what_has_none_is_first(read):
    found = read(a="# 10. Ten\n\nx\n", b="# 2. Two\n\nx\n", index="# Learn\n\nx\n")
    assert [(chapter.number, chapter.title) for chapter in found] == [(0, "Learn"), (2, "Two"), (10, "Ten")]


def test_all_parts_of_a_page_are_read_in_their_order(first):
    kinds = [type(part).__name__ for part in first.parts]
    assert kinds == [
        *("Paragraph", "Paragraph", "Heading", "Displayed", "Items", "Table", "Code", "Group", "Heading"),
        *("Task", "Task"),
    ]


def test_words_keep_what_is_among_them(first):
    pieces = first.parts[0].pieces
    assert [type(piece) for piece in pieces] == [
        *(Words, Stressed, Words, Stressed, Words, Inline, Words, Typed, Words, Inline, Words)
    ]
    assert pieces[1] == Stressed((Words("words"),))
    assert pieces[3] == Stressed((Words("more"),), strong=True)
    assert pieces[7] == Typed("code")
    assert pieces[8].text == ", and a “quotation of "
    assert pieces[10].text == "”."


def test_links_lead_to_a_page_of_the_book_or_to_an_address(first):
    inside, page, outside = (piece for piece in first.parts[1].pieces if isinstance(piece, Reference))
    assert (inside.place, inside.address) == ("second", "")
    assert page.address == "https://example.org/reference/tables/all/#top"
    assert page.printed == "example.org/reference/tables/all/#top"
    assert (outside.address, outside.printed) == ("https://example.org/a/", "example.org/a")


def test_without_an_address_of_the_site_a_link_is_its_words(read):
    (chapter,) = read(site="", one="# 1. One\n\nSee [a table](../all.md).\n")
    assert Reference((Words("a table"),)) in chapter.parts[0].pieces


def test_what_is_for_screens_is_left_out(first):
    assert "Move" not in repr(first)
    assert "Type it" not in repr(first)


def test_tables_lists_and_programs(first):
    items = next(part for part in first.parts if isinstance(part, Items))
    assert (items.numbered, len(items.items)) == (True, 2)
    table = next(part for part in first.parts if isinstance(part, Table))
    assert len(table.rows) == 1
    (cell,) = table.rows[0][1]
    assert [type(piece) for piece in cell.pieces] == [Inline, Words, Break, Words, SmallBox]
    assert cell.pieces[4] == SmallBox(1, 3, "1×k")
    assert [table.share(number) for number in range(2)] == pytest.approx([0.3, 0.7], abs=0.25)
    code = next(part for part in first.parts if isinstance(part, Code))
    assert (code.language, code.lines) == ("python", ("a = 1", "  b  = 2"))


def test_blocks_are_answered(first):
    group = next(part for part in first.parts if isinstance(part, Group))
    one, other = group.parts
    assert (one.derivative.numerator.formula.text, other.derivative.numerator.formula.text) == ("2x", "cos(x)")
    assert group.columns(Layout.NUMERATOR) == 2
    assert len(list(first.questions)) == 2


def test_exercises_are_numbered_by_chapter_with_hint_and_answer(first):
    one, paper = first.tasks
    assert (one.number, paper.number) == ("1.1", "1.2")
    assert isinstance(one.question, Question)
    assert one.question.derivative.numerator.formula.text == "3"
    assert one.hint == (Paragraph((Words("The factor "), Stressed((Words("stays"),)), Words("."))),)
    assert paper.question is None
    assert paper.explanation == (Paragraph((Words("Because."),)),)


def test_headings_and_displays(first):
    assert [part.level for part in first.parts if isinstance(part, Heading)] == [2, 2]
    (shown,) = (part for part in first.parts if isinstance(part, Displayed))
    assert shown.formula.latex == "x^2"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Words without a title.\n", "begins with its title"),
        ("# 1. One\n\n<video></video>\n", "no place for the element video"),
        ("# 1. One\n\n$\\foo$\n", r"\foo is not understood"),
        ("# 1. One\n\n```jacobian\nx @\nwrt: x\n```\n", "x @"),
        ("# 1. One\n\n```exercise\nexpr: x\n```\n", "begins with its question"),
        ('# 1. One\n\n<span class="shape">1×1</span>\n', "how many rows and columns"),
    ],
)
def test_what_cannot_be_printed_is_told_with_its_page(read, text, told):
    with pytest.raises(JacobookError) as caught:
        read(one=text)
    assert told in f"{caught.value}"
    assert "docs/learn/one.md" in " ".join(caught.value.context)


def test_two_chapters_with_one_number_are_told(read):
    with pytest.raises(JacobookError, match=r"one.md and two.md both have the number 1"):
        read(one="# 1. One\n\nx\n", two="# 1. Two\n\nx\n")


def test_a_folder_without_pages_is_told(tmp_path):
    with pytest.raises(JacobookError, match="no chapters to print"):
        read_chapters(tmp_path / "docs" / "learn", tmp_path / "docs")
