"""All generated pages of the site, as text by path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from jacobook.catalogue.model import Catalogue
from jacobook.document.collections import table
from jacobook.document.collections.backward_sheet import BACKWARD_LAYOUTS, backward_sheet_name, has_layers
from jacobook.document.collections.cheatsheet import PAPERS, cheat_sheet_name
from jacobook.document.collections.reference import reference_name
from jacobook.document.collections.textbook import textbook_name
from jacobook.document.pages.page import RulePage
from jacobook.document.setting.environment import Templates
from jacobook.layout.formulas.layouts import Layout

HOME_EXAMPLE = "quadratic-form"
# What search multiplies a page's score by: a rule of the cheat sheet stands before its relatives, a rule before prose.
_LOOKED_UP, _FIRST_ORDER, _OTHER = 8, 2, 1.5


def pages(
    catalogue: Catalogue,
    rule_pages: Mapping[str, RulePage],
    version: str,
    templates: Templates,
    *,
    books: bool = False,
    lessons: bool = False,
) -> Iterator[tuple[str, str]]:
    """Every generated file of the site with its path below the folder of the reference, one after the other.

    A rule without a page (one that was not answered) is left out everywhere. With `books` the printed reference is
    offered beside the cheat sheets, with `lessons` the textbook.
    """
    by_kind = table.kind_tables(catalogue, rule_pages)
    by_theme = table.theme_tables(catalogue, rule_pages)
    by_chapter = table.chapter_tables(catalogue, rule_pages)
    yield (
        "index.md",
        templates.render(
            "markdown",
            "index.md.jinja",
            grid=table.grid(by_kind),
            others=[found for found in by_kind if found.id in ("arrays", "second-derivatives")],
            themes=by_theme,
            chapters=_chapters(catalogue, rule_pages),
            count=sum(found.count for found in by_kind),
            rules=len(rule_pages),
        ),
    )
    yield "all.md", templates.render("markdown", "all.md.jinja", chapters=by_chapter, rules=len(rule_pages))
    for found in by_chapter:
        yield f"chapters/{found.id}.md", templates.render("markdown", "chapter.md.jinja", table=found)
    documents = _documents(layers=has_layers(catalogue, rule_pages), books=books, lessons=lessons)
    downloads = templates.render("markdown", "downloads.md.jinja", documents=documents)
    yield "_includes/downloads.md", downloads
    for found in (*by_kind, *by_theme):
        yield f"tables/{found.id}.md", templates.render("markdown", "table.md.jinja", table=found)
    yield from _rule_files(catalogue, rule_pages, version, templates)
    yield from _redirects(rule_pages.values(), templates)


def home_example(page: RulePage, templates: Templates) -> str:
    """A rule's statement and answers, to be shown on the home page."""
    return templates.render("markdown", "home-example.md.jinja", page=page)


def _rule_files(
    catalogue: Catalogue, rule_pages: Mapping[str, RulePage], version: str, templates: Templates
) -> Iterator[tuple[str, str]]:
    order = [rule_pages[rule.id] for rule in catalogue if rule.id in rule_pages]
    looked_up = {rule.id for rule in catalogue if rule.cheatsheet}
    for place, page in enumerate(order):
        text = templates.render(
            "markdown",
            "rule.md.jinja",
            page=page,
            boost=_LOOKED_UP if page.id in looked_up else _FIRST_ORDER if page.kinds[0].order == 1 else _OTHER,
            related=[rule_pages[other] for other in page.related if other in rule_pages],
            previous=order[place - 1] if place else None,
            next=order[place + 1] if place + 1 < len(order) else None,
            version=version,
        )
        yield f"rules/{page.id}.md", text
    if HOME_EXAMPLE in rule_pages:
        yield "_includes/home-example.md", home_example(rule_pages[HOME_EXAMPLE], templates)


def _redirects(rule_pages: Iterable[RulePage], templates: Templates) -> Iterator[tuple[str, str]]:
    """Small pages at a rule's other addresses, which lead on to it: by its number, and by its earlier names."""
    for page in rule_pages:
        places = [f"rules/{alias}" for alias in page.aliases]
        places += [f"r/{page.number}"] if page.number is not None else []
        for place in places:
            yield f"{place}/index.html", templates.render("markdown", "redirect.html.jinja", page=page)


def _chapters(catalogue: Catalogue, rule_pages: Mapping[str, RulePage]) -> list[dict[str, object]]:
    return [
        {"title": chapter.title, "summary": chapter.summary, "pages": found}
        for chapter in catalogue.chapters
        if (found := [rule_pages[rule.id] for rule in chapter.rules if rule.id in rule_pages])
    ]


def _documents(*, layers: bool, books: bool, lessons: bool) -> list[dict[str, object]]:
    """The printed documents, each with its files: what they are called, for which layout, on which paper."""
    kinds = [
        ("Cheat sheet", cheat_sheet_name, tuple(Layout)),
        *([("Backward passes", backward_sheet_name, BACKWARD_LAYOUTS)] if layers else []),
        *([("Reference", reference_name, tuple(Layout))] if books else []),
        *([("Textbook", textbook_name, tuple(Layout))] if lessons else []),
    ]
    return [
        {
            "title": title,
            "sheets": [
                {"layout": layout, "paper": PAPERS[paper], "name": name(layout, paper)}
                for layout in layouts
                for paper in PAPERS
            ],
        }
        for title, name, layouts in kinds
    ]
