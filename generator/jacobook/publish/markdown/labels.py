r"""Labels of formulas and blocks: what is labelled is numbered through a whole site, and referred to from any page.

A formula has its label in braces, `$$ … $$ {#eq:loss}`, or as in LaTeX, `\label{eq:loss}` within it; a block has an
option, `label: eq:loss`. Numbers follow the order of the pages: first those that mkdocs.yml names, as it names them,
then the others, folder by folder with the index of each first. Both builders number alike, since both read this.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from jacobook.errors import JacobookError
from jacobook.publish.markdown.page_grammar import DISPLAYED, FENCED, QUOTED, reader
from jacobook.work.files import files_below

NAME = r"[A-Za-z][\w.:-]*"
"""What a label may be: the beginning of an address on a page."""
_CONFIGURATIONS = ("mkdocs.yml", "zensical.toml")
# Generated, and without labels; there are thousands of them.
_GENERATED = "reference"
_FORMULA = reader(QUOTED, DISPLAYED)
_IN_FORMULA = re.compile(r"\\label\s*\{([^{}]*)\}")
_IN_BRACES = re.compile(r'(?<=[{\s])#([^\s"{}]+)')
_IN_BLOCK = re.compile(r"^[ \t]*label[ \t]*:[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)
_CONCERNED = re.compile(r"\\(?:eq)?ref\{|\\label\s*\{|\]\(#|\$\$[ \t]*\{[^\n{}]*#|^\s*label\s*:", re.MULTILINE)
_DOCUMENTS = re.compile(r"""^docs_dir\s*[:=]\s*["']?([^"'#\n]+?)["']?\s*(?:#.*)?$""", re.MULTILINE)
_NAVIGATED = re.compile(r"""([^\s:"'\[\],{}#][^:"'\[\],{}#\n]*\.md)\b""")


def label_of_formula(tex: str, braces: str) -> tuple[str, str]:
    """A displayed formula without its label, and the label; empty where it has none.

    Raises `JacobookError` for one with several.
    """
    names = [*_IN_FORMULA.findall(tex), *_IN_BRACES.findall(braces)]
    if len(names) > 1:
        raise JacobookError(f"a formula has one label, not {len(names)}: {', '.join(names)}")
    return _IN_FORMULA.sub("", tex), _checked(names[0].strip()) if names else ""


def concerns_labels(text: str) -> bool:
    """Whether a page may have labels or refer to some."""
    return _CONCERNED.search(text) is not None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a label stands: the page, by its path below the documents, the line there, and its number."""

    page: str
    line: int
    number: int

    def __str__(self) -> str:
        return f"{self.page}:{self.line}" if self.page else f"line {self.line}"


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of pages, numbered in the order in which they stand."""

    places: Mapping[str, Place]
    pages: frozenset[str]

    def place(self, name: str) -> Place:
        """Where a label stands. Raises `JacobookError`, with the label that may have been meant."""
        found = self.places.get(name)
        if found is not None:
            return found
        meant = get_close_matches(name, self.places, 1)
        known = (
            f"did you mean {meant[0]}?" if meant else f"known labels: {', '.join(self.places) or 'given as {#eq:name}'}"
        )
        raise JacobookError(f"no formula has the label {name!r}", hint=known)

    @property
    def key(self) -> str:
        """What pages show of the labels, the same in every process: which there are, where, and with which numbers."""
        return json.dumps([(name, place.page, place.number) for name, place in self.places.items()])

    def of_page(self, page: str) -> list[str]:
        """The labels of a page."""
        return [name for name, place in self.places.items() if place.page == page]

    def and_page(self, page: str, text: str) -> Labels:
        """These labels with those of one more page, which is numbered last."""
        known = [(name, place.page, place.line) for name, place in self.places.items()]
        return _numbered([*known, *_labelled(page, text)], {page} | self.pages)


NOTHING = Labels({}, frozenset())


def labels_of(pages: Iterable[tuple[str, str]]) -> Labels:
    """The labels of pages, given as paths with their texts. Raises `JacobookError` for a label that is given twice."""
    found = list(pages)
    return _numbered([entry for page, text in found for entry in _labelled(page, text)], {page for page, _ in found})


def labels_in(root: Path) -> Labels:
    """The labels of the site in a folder, with the pages as they are now. Raises `JacobookError`."""
    configuration = _configuration(root)
    documents = _documents(root, configuration)
    status = [(name, path.stat()) for name in _pages(documents) if (path := documents / name).is_file()]
    state = tuple((name, found.st_size, found.st_mtime_ns) for name, found in status)
    return _read_again(documents, state, _order(configuration))


@lru_cache(maxsize=4)
def _read_again(documents: Path, state: tuple[tuple[str, int, int], ...], order: tuple[str, ...]) -> Labels:
    told = {name: place for place, name in reversed(list(enumerate(order)))}
    names = sorted((name for name, _, _ in state), key=lambda name: (told.get(name, len(told)), _as_listed(name)))
    return labels_of((name, (documents / name).read_text("utf-8", errors="replace")) for name in names)


def _as_listed(name: str) -> list[tuple[bool, bool, str]]:
    """The key of a path in the order of builders: files of a folder before folders in it, and its index first."""
    *folders, file = name.split("/")
    is_index = file.lower() in ("index.md", "readme.md")
    return [(True, False, folder) for folder in folders] + [(False, not is_index, file)]


def _pages(documents: Path) -> Iterator[str]:
    """The pages that people wrote, by their paths below the documents."""
    generated = f"{_GENERATED}/" if (documents / _GENERATED / "rules.json").is_file() else "\0"
    return (name for name in files_below(documents) if name.endswith(".md") and not name.startswith(generated))


def _configuration(root: Path) -> tuple[str, ...]:
    """The texts of a site's configurations."""
    paths = [root / name for name in _CONFIGURATIONS]
    return tuple(path.read_text("utf-8", errors="replace") for path in paths if path.is_file())


def _order(configuration: Iterable[str]) -> tuple[str, ...]:
    """The pages that a configuration names, in its order."""
    named = (name for text in configuration for name in _NAVIGATED.findall(text))
    return tuple(dict.fromkeys(name.strip().lstrip("- ") for name in named))


def documents_in(root: Path) -> Path:
    """The folder of the pages of the site in a folder."""
    return _documents(root, _configuration(root))


def _documents(root: Path, configuration: Iterable[str]) -> Path:
    named = (_DOCUMENTS.search(text) for text in configuration)
    return root / next((found[1] for found in named if found), "docs")


def _labelled(page: str, text: str) -> Iterator[tuple[str, str, int]]:
    """The labels in the text of a page, each with the page and its line, in their order."""
    found: list[tuple[int, str, str]] = []
    for fence in FENCED.finditer(text):
        if fence["kind"].strip() == "jacobian":
            found += [(fence.start(), f"\\label{{{label[1]}}}", "") for label in _IN_BLOCK.finditer(fence["body"])]
    blanked = FENCED.sub(lambda fence: re.sub(r"[^\n]", " ", fence[0]), text)
    for formula in _FORMULA.finditer(blanked):
        if formula["displayed"] is not None:
            found.append((formula.start("displayed"), formula["displayed"], formula["options"] or ""))
    for start, tex, braces in sorted(found):
        line = text.count("\n", 0, start) + 1
        try:
            name = label_of_formula(tex, braces)[1]
        except JacobookError as error:
            raise error.within(f"{page}:{line}" if page else f"line {line}") from None
        if name:
            yield name, page, line


def _checked(name: str) -> str:
    if re.fullmatch(NAME, name) is None:
        raise JacobookError(
            f"{name!r} is not a label", hint="a label begins with a letter: letters, digits and any of . : _ -"
        )
    return name


def _numbered(entries: Iterable[tuple[str, str, int]], pages: Iterable[str]) -> Labels:
    places: dict[str, Place] = {}
    for number, (name, page, line) in enumerate(entries, start=1):
        place = Place(page, line, number)
        if name in places:
            raise JacobookError(f"two formulas have the label {name!r}: at {places[name]} and at {place}")
        places[name] = place
    return Labels(places, frozenset(pages))
