"""What the page of a rule contains: everything printed, nothing left to compute.

All of it is text, numbers and tuples of these, so that a page can be compared, kept and sent elsewhere; tables, sheets
and exports are made from pages alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from jacobook.catalogue.model import Description
from jacobook.document.figures.figure import DataFlow
from jacobook.document.pages.condition import NO_CONDITIONS, PageConditions
from jacobook.document.pages.gradient import LONGEST_BESIDE, PageBackward
from jacobook.document.pages.kind import Kind
from jacobook.document.pages.shape import ShapeBox
from jacobook.document.setting.mathematics import Mathematics, equation
from jacobook.language.asked import in_words, names_in, separated
from jacobook.language.conjugates import is_conjugate
from jacobook.layout.forms.counting import number_word
from jacobook.layout.formulas.layouts import Layout

_SHORTEST_DESCRIPTION, _LONGEST_DESCRIPTION = 50, 160


@dataclass(frozen=True, slots=True)
class PageVariable:
    """A variable of the statement with its shape; `word` is scalar, vector or matrix."""

    name: str
    formula: Mathematics
    shape: ShapeBox
    word: str
    properties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """The answer in one layout: its symbol ∂y/∂x, its formula with the names used there, its shape, its code."""

    layout: Layout
    symbol: Mathematics
    formula: Mathematics
    definitions: tuple[Mathematics, ...]
    shape: ShapeBox
    numpy: str
    written_out: Mathematics | None

    @property
    def equation(self) -> Mathematics:
        """The answer as an equation: ∂y/∂x and what it is."""
        return equation(self.symbol, self.formula)

    @property
    def written_equation(self) -> Mathematics | None:
        """The answer written out as an equation, where it is more than one entry."""
        return equation(self.symbol, self.written_out) if self.written_out else None


@dataclass(frozen=True, slots=True)
class PageStep:
    """One line of a derivation; without a left side it goes on from the line above, with a layout it is of that one."""

    left: Mathematics | None
    right: Mathematics
    definitions: tuple[Mathematics, ...]
    reason: str
    layout: Layout | None

    @property
    def line(self) -> Mathematics:
        """The whole line, in a document without columns; one that goes on from the line above stands a little in."""
        right = self.continued
        if self.left is None:
            return Mathematics(f"\\quad {right.latex}", f"quad {right.typst}", f"  {right.text}", right.spoken)
        left = self.left
        return Mathematics(*(f"{getattr(left, n)} {getattr(right, n)}" for n in ("latex", "typst", "text", "spoken")))

    @property
    def continued(self) -> Mathematics:
        """The line from its equals sign on, to stand in a column of its own."""
        right = self.right
        return Mathematics(f"{{}} = {right.latex}", f"= {right.typst}", f"= {right.text}", f"equals {right.spoken}")


@dataclass(frozen=True, slots=True)
class PageRoute:
    """One way to the answer, by its name; `layout` is None where it serves both."""

    title: str
    steps: tuple[PageStep, ...]
    layout: Layout | None = None
    name: str = ""

    @property
    def heading(self) -> str:
        """What a folded derivation shows of itself."""
        title = f"{self.title}, {self.layout.words}" if self.layout else self.title
        # The lines that each layout has of its own are one step.
        count = len({None if step.layout else number for number, step in enumerate(self.steps)})
        return f"{title}: {number_word(count)} {'step' if count == 1 else 'steps'}"


@dataclass(frozen=True, slots=True)
class PageExample:
    """The rule in small numbers: an equation for each input, for the value, and for the derivative in each layout."""

    inputs: tuple[Mathematics, ...]
    value: Mathematics
    numerator: Mathematics
    denominator: Mathematics
    exact: bool

    def answer(self, layout: Layout) -> Mathematics:
        """The derivative in a layout."""
        return self.numerator if layout == Layout.NUMERATOR else self.denominator


@dataclass(frozen=True, slots=True)
class PageProgram:
    """Code that runs as it stands, in the words of one library, which `title` names."""

    title: str
    code: str


@dataclass(frozen=True, slots=True)
class PageDerivative:
    """The derivative of a rule's function by one of its variables, or by two in turn (which may be the same).

    `conditions` are those that not all derivatives of the rule have in common; `checked` is what was checked, in
    sentences, and `verdict` the same in a few words.
    """

    wrt: str
    variables: tuple[Mathematics, ...]
    kind: Kind
    numerator: PageAnswer
    denominator: PageAnswer
    components: Mathematics
    routes: tuple[PageRoute, ...]
    notes: tuple[str, ...]
    example: PageExample | None
    programs: tuple[PageProgram, ...]
    checked: str
    flow: DataFlow | None = None
    reach: str = ""
    verdict: str = ""
    conditions: PageConditions = NO_CONDITIONS
    backward: PageBackward | None = None

    @property
    def heading(self) -> str:
        """What the section about it is called."""
        return f"{'Second derivative' if self.kind.order > 1 else 'Derivative'} with respect to {self.by}"

    @property
    def by(self) -> str:
        """The variables in words: x, w and x, the conjugate of z."""
        return " and ".join(map(in_words, dict.fromkeys(separated(self.wrt))))

    @property
    def anchor(self) -> str:
        """The id of its section: by-x."""
        parts = (part for name in separated(self.wrt) for part in names_in(name))
        return ("by-conjugate-of-" if is_conjugate(self.wrt) else "by-") + "-".join(parts)

    def source(self, notation: str) -> str:
        """Both answers in a notation, to be copied; Markdown is for readers that set $$…$$ as mathematics."""
        comment = {"latex": "% ", "typst": "// ", "text": "", "markdown": ""}[notation]
        lines = []
        for answer in self.shown():
            lines.append(f"{comment}{(Layout.BOTH if self.same else answer.layout).words}")
            formulas = (answer.equation, *answer.definitions)
            if notation == "markdown":
                lines += ["", "$$", r" \quad ".join(formula.latex for formula in formulas), "$$", ""]
            else:
                lines += [getattr(formula, notation) for formula in formulas]
        return "\n".join(lines).rstrip("\n")

    @property
    def answers(self) -> tuple[PageAnswer, PageAnswer]:
        """Numerator layout first."""
        return (self.numerator, self.denominator)

    @property
    def same(self) -> bool:
        """Whether the layouts make no difference: the same formula, of the same shape."""
        one, other = self.answers
        return (one.formula, one.shape) == (other.formula, other.shape)

    def shown(self, layout: Layout = Layout.BOTH) -> tuple[PageAnswer, ...]:
        """The answers in a layout, or in both; one where they are the same."""
        if layout != Layout.BOTH:
            return (self.answer(layout),)
        return self.answers[:1] if self.same else self.answers

    @property
    def wide(self) -> bool:
        """Whether the two answers are too long to stand side by side."""
        return not self.same and any(len(answer.equation.text) > LONGEST_BESIDE for answer in self.answers)

    def answer(self, layout: Layout) -> PageAnswer:
        """The answer in a layout."""
        return self.numerator if layout == Layout.NUMERATOR else self.denominator


@dataclass(frozen=True, slots=True)
class PageSource:
    """Where the rule can also be found."""

    author: str
    title: str
    year: str
    place: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePage(Description):
    """A rule with all that its page says about it, apart from what depends on other rules (`related` are their ids).

    `examples` hold what the page says about each example, which have no pages of their own. `functions` of the language
    are applied in the statement, `signs` (by `conventions.sign_of`) stand in the answers. `conditions` are those of all
    its derivatives, `condition` what the rule itself adds to them, in words. `read_as` is what was read, in the
    language, where the expression is written otherwise. `checks` are the sentences about what was checked, one for all
    derivatives of which the same is said, each with their names; without names where it is about all.
    """

    expression: str
    name: Mathematics
    value: Mathematics
    variables: tuple[PageVariable, ...]
    derivatives: tuple[PageDerivative, ...]
    themes: tuple[str, ...]
    sources: tuple[PageSource, ...]
    condition: str = ""
    examples: tuple[RulePage, ...] = ()
    question: str = ""
    functions: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    read_as: str = ""
    conditions: PageConditions = NO_CONDITIONS
    checks: tuple[tuple[str, str], ...] = ()

    @property
    def equation(self) -> Mathematics:
        """The function with its name: y = xᵀAx."""
        return equation(self.name, self.value)

    @property
    def of_numbers(self) -> bool:
        """Whether its variables and its value are scalars, whose shapes say nothing."""
        scalars = all(variable.word == "scalar" for variable in self.variables)
        return scalars and all(kind.value_rank == 0 for kind in self.kinds)

    @property
    def assumed(self) -> tuple[PageVariable, ...]:
        """The variables of which something is assumed; without them the statement would be another."""
        return tuple(variable for variable in self.variables if variable.properties)

    @property
    def description(self) -> str:
        """One plain sentence for search engines and previews."""
        stated = f"The derivative of {self.value.text} in both layouts, derived step by step and checked."
        sentence = self.summary if len(self.summary) >= _SHORTEST_DESCRIPTION else f"{self.summary} {stated}".strip()
        return (
            sentence if len(sentence) <= _LONGEST_DESCRIPTION else sentence[: _LONGEST_DESCRIPTION - 1].rstrip() + "…"
        )

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of its derivatives, each once."""
        return tuple(dict.fromkeys(derivative.kind for derivative in self.derivatives))
