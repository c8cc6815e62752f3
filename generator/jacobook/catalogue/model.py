"""The catalogue in memory: chapters of rules, each rule a question whose answer nobody has typed."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, fields, replace
from typing import Annotated, Any

from pydantic import StrictBool

from jacobook.catalogue.written import (
    Address,
    Items,
    Line,
    Number,
    Order,
    Prose,
    Slug,
    Source,
    Summary,
    Texts,
    Title,
)
from jacobook.language.asked import separated
from jacobook.language.conjugates import conjugate_name


@dataclass(frozen=True, slots=True)
class Written:
    """How a field is written in a file of rules: the type that checks it there, and whether examples have it too."""

    type: object
    in_examples: bool = False


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a rule wherever it is shown: its names, where it stands, and its prose.

    `id` is its name in addresses; `number` another that says nothing and so never needs to change. `note` is what is
    worth knowing beside the formula.
    """

    id: Annotated[str, Written(Address)]
    title: Annotated[str, Written(Title, in_examples=True)]
    _: KW_ONLY
    number: Annotated[int | None, Written(Number | None)] = None
    chapter: str = ""
    section: Annotated[str, Written(Prose)] = ""
    tags: Annotated[tuple[str, ...], Written(tuple[Slug, ...])] = ()
    summary: Annotated[str, Written(Summary)] = ""
    note: Annotated[str, Written(Prose)] = ""
    aliases: Annotated[tuple[str, ...], Written(tuple[Address, ...])] = ()
    related: Annotated[tuple[str, ...], Written(tuple[Slug, ...])] = ()
    since: Annotated[str, Written(Prose)] = ""

    def described(self) -> dict[str, Any]:
        """These fields by name, for another view of the rule."""
        return {field.name: getattr(self, field.name) for field in fields(Description)}


@dataclass(frozen=True, slots=True)
class Rule(Description):
    """One entry: a function and the variables it is differentiated by.

    `where` declares shapes as in a book (`A`: "n×n symmetric"); names left out follow the convention of the language.
    Each item of `wrt` is a variable, or two with a comma between them for a mixed second derivative.
    `textbook` holds, for items of `wrt`, what a book prints in numerator layout; the answer must agree with it.
    `order` is 2 for a Hessian. `condition` says, in words, when the rule holds. `cheatsheet` is false for what is too
    long or too special for one page. `file` and `line` say where the rule is written. `examples` are functions to which
    it applies, each a question like it; their ids are the rule's with a number.
    """

    expr: Annotated[str, Written(Line, in_examples=True)]
    wrt: Annotated[tuple[str, ...], Written(Items, in_examples=True)]
    where: Annotated[Mapping[str, str], Written(Texts, in_examples=True)] = field(default_factory=dict)
    order: Annotated[int, Written(Order, in_examples=True)] = 1
    _: KW_ONLY
    textbook: Annotated[Mapping[str, str], Written(Texts, in_examples=True)] = field(default_factory=dict)
    sources: Annotated[tuple[str, ...], Written(tuple[Source, ...], in_examples=True)] = ()
    condition: Annotated[str, Written(Prose, in_examples=True)] = ""
    cheatsheet: Annotated[bool, Written(StrictBool)] = True
    examples: tuple[Rule, ...] = ()
    file: str = ""
    line: int = 0

    @property
    def questions(self) -> tuple[Rule, ...]:
        """The rule itself, and its examples."""
        return (self, *self.examples)


@dataclass(frozen=True, slots=True)
class Chapter:
    """The rules of one file, in the order in which they are read."""

    id: str
    title: str
    order: int
    summary: str
    rules: tuple[Rule, ...]
    file: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All chapters, in order; ids are unique throughout."""

    chapters: tuple[Chapter, ...]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return sum(len(chapter.rules) for chapter in self.chapters)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, chapter by chapter."""
        return tuple(rule for chapter in self.chapters for rule in chapter.rules)

    def only(self, names: Container[str]) -> Catalogue:
        """The rules of these ids, in their chapters."""
        return Catalogue(
            tuple(
                replace(chapter, rules=tuple(rule for rule in chapter.rules if rule.id in names))
                for chapter in self.chapters
            )
        )

    def find(self, name: str) -> Rule | None:
        """The rule with that id, or else with that alias."""
        by_name = {alias: rule for rule in self.rules for alias in rule.aliases} | {
            rule.id: rule for rule in self.rules
        }
        return by_name.get(name)


def with_conjugates(wrt: Sequence[str], where: Mapping[str, str]) -> tuple[str, ...]:
    """The items of a rule; after that of a complex variable, the one of its conjugate."""
    found: list[str] = []
    for item in wrt:
        found.append(item)
        if "complex" in where.get(item, "").split() and conjugate_name(item) not in wrt:
            found.append(conjugate_name(item))
    return tuple(found)


def variables_of(item: str) -> tuple[str, ...]:
    """The variables that an item of `wrt` names: "x" is one, "x, w" are two; "[x, w]" is one that is stacked."""
    return tuple(separated(item))
