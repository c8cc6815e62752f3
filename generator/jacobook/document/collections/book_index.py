"""The two indexes at the end of the reference: its signs and functions, and its rules under all their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from jacobook.document.pages.conventions import Convention
from jacobook.document.pages.page import RulePage
from jacobook.document.setting.mathematics import Mathematics, mathematics
from jacobook.language.dimension import ONE, Dimension
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS, OPERATOR
from jacobook.layout.formulas.formula import Apply, Symbol

_MOST_PLACES = 6
"""Of a sign that is everywhere, a reader wants the places where it stands most plainly."""
_ARTICLES = ("a ", "an ", "the ")
_X = Symbol("x", Dimension.of("n"), ONE, 1)


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A name of a rule, and the rule's id."""

    words: str
    rule: str


@dataclass(frozen=True, slots=True)
class IndexLetter:
    """The entries under one letter."""

    letter: str
    entries: tuple[IndexEntry, ...]


@dataclass(frozen=True, slots=True)
class SymbolEntry:
    """A sign, or a function by the `name` that is typed and as it is printed; `rules` are ids, in the book's order."""

    meaning: str
    rules: tuple[str, ...]
    formula: Mathematics | None = None
    name: str = ""


def index_of_rules(pages: Iterable[RulePage]) -> tuple[IndexLetter, ...]:
    """Every rule under its title and under its other names, by the letter that it is looked up at."""
    names = {(name, page.id) for page in pages for name in (page.title, *page.aliases)}
    entries = sorted((IndexEntry(*entry) for entry in names), key=lambda entry: (_sorted_at(entry.words), entry.rule))
    return tuple(
        IndexLetter(letter, tuple(found)) for letter, found in groupby(entries, lambda entry: _letter(entry.words))
    )


def index_of_symbols(pages: Sequence[RulePage], conventions: Iterable[Convention]) -> tuple[SymbolEntry, ...]:
    """The signs in the order in which they are explained, then the functions that rules apply, by name."""
    signs = [
        SymbolEntry(each.meaning, _places([page for page in pages if each.sign in page.signs], _longest), each.formula)
        for each in conventions
        if each.sign
    ]
    functions = [
        SymbolEntry(
            function.summary, _places([page for page in pages if name in page.functions], _length), _printed(name), name
        )
        for name, function in sorted(FUNCTIONS.items())
        if function.kind != OPERATOR
    ]
    return tuple(entry for entry in (*signs, *functions) if entry.rules)


def _places(holding: Sequence[RulePage], length: Callable[[RulePage], int]) -> tuple[str, ...]:
    """The rules, where they are many the shortest; in the book's order."""
    shortest = {page.id for page in sorted(holding, key=length)[:_MOST_PLACES]}
    return tuple(page.id for page in holding if page.id in shortest)


def _length(page: RulePage) -> int:
    return len(page.value.text)


def _longest(page: RulePage) -> int:
    return max(len(answer.formula.text) for derivative in page.derivatives for answer in derivative.answers)


def _printed(name: str) -> Mathematics | None:
    """A function of one number as it is printed, of every entry of x."""
    function = FUNCTIONS[name]
    if function.kind != ELEMENTWISE or function.arity != 1:
        return None
    return mathematics(Apply(name, (_X,), _X.rows, ONE))


def _sorted_at(words: str) -> str:
    folded = words.casefold()
    article = next((article for article in _ARTICLES if folded.startswith(article)), "")
    return folded.removeprefix(article)


def _letter(words: str) -> str:
    first = _sorted_at(words)[0].upper()
    return first if first.isalpha() else "#"
