"""What a notebook shows of a derivative: its forms, and what was said about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Protocol

from jacobook.block import Block
from jacobook.display import Displayed, Line, Several, Shown, View, Words
from jacobook.errors import Refused
from jacobook.language.dimension import Dimension, shape_text
from jacobook.language.expression import Expression, Variable
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.layouts import LAYOUTS, Layout
from jacobook.layout.formulas.statement import named
from jacobook.layout.steps.route import Route, Step
from jacobook.notation import latex, mathml, text
from jacobook.notation.clause import worded
from jacobook.notation.condition import PrintableCondition, sentence
from jacobook.notation.options import BOOK, Notation
from jacobook.proof.verdict.certificate import Certificate, Disproved, unless_refused


class Laid(Protocol):
    """A derivative in one layout."""

    @property
    def layout(self) -> Layout: ...
    @property
    def form(self) -> f.MatrixForm: ...
    def code(self, notation: str) -> str | None: ...


class Entries(Protocol):
    """One entry of a derivative."""

    @property
    def left(self) -> f.Formula: ...
    @property
    def formula(self) -> f.Formula: ...
    @property
    def indices(self) -> tuple[tuple[str, Dimension], ...]: ...


class Each(Protocol):
    """A form that holds for each slice of arrays with more than two axes."""

    @property
    def called(self) -> str: ...
    @property
    def left(self) -> f.Formula: ...
    @property
    def form(self) -> f.MatrixForm: ...
    @property
    def each(self) -> Words: ...


class Passed(Protocol):
    """A backward pass."""

    @property
    def each(self) -> Words: ...

    @property
    def left(self) -> f.Partial: ...
    @property
    def form(self) -> f.MatrixForm: ...
    @property
    def upstream(self) -> str: ...
    @property
    def numerator(self) -> Passed: ...
    @property
    def conditions(self) -> Sequence[PrintableCondition]: ...
    @property
    def certificate(self) -> Certificate | None: ...


class Judged(Protocol):
    """The verdict on a claim."""

    @property
    def claim(self) -> str: ...
    @property
    def explanation(self) -> str: ...
    @property
    def accepted(self) -> Judged: ...


class Derived(Protocol):
    """A derivative with its question."""

    @property
    def source(self) -> str: ...
    @property
    def read_as(self) -> str | None: ...
    @property
    def variables(self) -> dict[str, Variable]: ...
    @property
    def expression(self) -> Expression: ...
    @property
    def value(self) -> f.Formula: ...
    @property
    def value_symbol(self) -> f.Formula: ...
    @property
    def answers(self) -> Sequence[Laid]: ...
    @property
    def partial_numerator(self) -> f.Partial: ...
    @property
    def components(self) -> Entries: ...
    @property
    def slices(self) -> Sequence[Each]: ...
    @property
    def conditions(self) -> Sequence[PrintableCondition]: ...
    @property
    def steps(self) -> Iterable[Route]: ...
    @property
    def notes(self) -> tuple[str, ...]: ...
    def backward_given(self, upstream: str = "") -> Passed: ...
    def matches(self, claim: str) -> Judged: ...
    @property
    def is_proved(self) -> bool: ...
    def verify(self) -> Certificate: ...


def shown(formula: f.Formula, written: Notation = BOOK) -> Shown:
    """A formula in the notations of front ends."""
    return Shown(latex.to_latex(formula, written), mathml.to_mathml(formula, written), text.to_text(formula, written))


def shown_form(form: f.MatrixForm, written: Notation = BOOK) -> Shown:
    """A form with the definitions of its names."""
    return Shown(latex.form(form, written), mathml.form(form, written), text.form(form, written))


def equation(left: Shown, right: Shown) -> Shown:
    """left = right."""
    return Shown(
        f"{left.latex} = {right.latex}", f"{left.mathml}<mo>=</mo>{right.mathml}", f"{left.text} = {right.text}"
    )


# ------------------------------------------------------------------------------------------------------------ the forms


def view_of_layout(answer: Laid, plain: str) -> View:
    """A derivative in one layout, with its shape."""
    return View((Line(shown_form(answer.form), _named(f"{answer.layout} layout", answer.form)),), plain)


def _named(title: str, form: f.MatrixForm) -> Words:
    """What a form is, with its shape."""
    rows, columns = shown(f.Size(form.formula.rows)), shown(f.Size(form.formula.columns))
    shape = Shown(
        rf"{rows.latex} \times {columns.latex}",
        f"{rows.mathml}<mo>×</mo>{columns.mathml}",
        f"{rows.text}×{columns.text}",
    )
    return (f"{title}, ", shape)


def view_of_pass(title: str, left: f.Formula, form: f.MatrixForm, plain: str) -> View:
    """A backward or forward pass, with its shape."""
    return View((Line(equation(shown(left), shown_form(form)), _named(title, form)),), plain)


def view_of_slices(answer: Each, title: str, plain: str) -> View:
    """A form that holds for each slice, with words that say for which; the title names it with its shape."""
    return View((Line(equation(shown(answer.left), shown_form(answer.form)), (title,), answer.each),), plain)


def view_of_components(entries: Entries, plain: str) -> View:
    """One entry of a derivative, with what its indices run to."""
    return View((_entry(entries),), plain)


def _entry(entries: Entries, written: Notation = BOOK) -> Line:
    ranges = ", ".join(f"{name} = 1…{dimension.label}" for name, dimension in entries.indices)
    left, right = shown(entries.left, written), shown(entries.formula, written)
    return Line(equation(left, right), ("one entry",), (ranges,) if ranges else ())


def view_of_differential(left: f.Formula, form: f.MatrixForm, plain: str) -> View:
    """The differential of a value."""
    return View((Line(equation(shown(left), shown_form(form)), ("differential",)),), plain)


# ------------------------------------------------------------------------------------------------------ the derivative


class DisplayedDerivative(Displayed):
    """A derivative that notebooks show: the question, the answers, where they hold, and what was proved."""

    def _view(self: Derived) -> View:
        return View(tuple(_lines(self, Layout.BOTH, ())), repr(self))


def view_of_block(derived: Derived, block: Block, plain: str, flow: str, written: Notation = BOOK) -> View:
    """The same with what a block asks for beside it, and in the layout that it names; `flow` is the graph in words.

    Formulas are written in the notation of whoever asks. Raises `Disproved` for a claim that is not right.
    """
    block.require_words()
    beside: list[Line] = []
    if "components" in block.show and _laid(derived):
        beside.append(_entry(derived.components, written))
    if "backward" in block.show:
        beside += _backward(derived, block, written)
    if block.claim:
        beside.append(Line(words=(f"{block.claim}: ✓ {derived.matches(block.claim).accepted.explanation}",)))
    if "flow" in block.show:
        beside.append(Line(words=(flow,)))
    if "steps" in block.show:
        routes = [route for route in derived.steps if block.layout.shows(route.layout)]
        beside += [line for route in routes for line in _route(route, written)]
    if "code" in block.show:
        laid = [each for each in _laid(derived) if block.layout.shows(each.layout)]
        beside += [Line(words=(f"{each.layout} = ",), code=code) for each in laid if (code := each.code("numpy"))]
    return View(tuple(_lines(derived, block.layout, beside, written)), plain)


def _backward(derived: Derived, block: Block, written: Notation) -> Iterator[Line]:
    """The gradient given the upstream gradient in the layout of a block, what else it needs, and its proof."""
    passed = derived.backward_given(block.upstream)
    if passed.each:
        stated = equation(shown(passed.left, written), shown_form(passed.form, written))
        yield Line(stated, (f"given {passed.upstream}",), passed.each)
        return
    left, turned = shown(passed.left, written), passed.numerator
    upstream = named(passed.upstream, derived.expression.shape)
    partial = f.Partial(passed.left.value, (derived.value_symbol,), upstream.rows, upstream.columns)
    given = equation(shown(upstream, written), shown(partial, written))
    for layout, form in ((Layout.NUMERATOR, turned.form), (Layout.DENOMINATOR, passed.form)):
        if not block.layout.shows(layout) or (
            layout is Layout.DENOMINATOR and block.layout is Layout.BOTH and form == turned.form
        ):
            continue
        transposed = layout is Layout.NUMERATOR and form != passed.form
        words = f"{layout} layout, both gradients transposed, given " if transposed else "given "
        yield Line(equation(left, shown_form(form, written)), (words, given))
    more = [one for one in passed.conditions if not one.is_said_by(derived.conditions)]
    if more:
        yield Line(words=worded(sentence(more, reasons=True), written))
    if passed.certificate is not None:
        verdict = passed.certificate.verdict
        yield Line(words=(f"✓ Backward pass: {verdict[0].lower()}{verdict[1:]}",), title=passed.certificate.sentence)


def _laid(derived: Derived) -> Sequence[Laid]:
    """The answers in both layouts; none where they are refused."""
    return unless_refused(lambda: derived.answers) or ()


def _lines(derived: Derived, layout: Layout, beside: Iterable[Line], written: Notation = BOOK) -> Iterator[Line]:
    declared = ", ".join(
        " ".join([f"{each.name}: {shape_text(each.shape)}", *sorted(each.properties)])
        for each in derived.variables.values()
    )
    value = equation(shown(derived.value_symbol, written), shown(derived.value, written))
    yield Line(value, ("function",), (declared,))
    if derived.read_as is not None:
        yield Line(words=(f"Read as {derived.read_as}",))
    yield from _answers(derived, layout, written)
    holds = worded(sentence(derived.conditions, reasons=True), written)
    if holds:
        yield Line(words=holds)
    yield from (Line(words=(note,)) for note in derived.notes)
    yield from beside
    yield _verdict(derived)


def _answers(derived: Derived, layout: Layout, written: Notation) -> Iterator[Line]:
    try:
        answers = derived.answers
    except Disproved:
        raise
    except Refused as refused:
        yield Line(words=(f"{refused.message[0].upper()}{refused.message[1:].rstrip('.')}.",))
        with suppress(Refused):
            yield _entry(derived.components, written)
        for title, found in zip(LAYOUTS, derived.slices, strict=False):
            if layout.shows(title):
                stated = equation(shown(found.left, written), shown_form(found.form, written))
                yield Line(stated, (f"{title} layout, slice by slice",), found.each, is_answer=True)
        return
    partial = shown(derived.partial_numerator, written)
    if len({answer.form for answer in answers}) == 1:
        form = answers[0].form
        yield Line(equation(partial, shown_form(form, written)), _named("both layouts", form), is_answer=True)
        return
    for answer in (each for each in answers if layout.shows(each.layout)):
        label = _named(f"{answer.layout} layout", answer.form)
        yield Line(equation(partial, shown_form(answer.form, written)), label, is_answer=True)


def _verdict(derived: Derived) -> Line:
    if not derived.is_proved:
        return Line(words=("not proved",), sign="✗")
    certificate = derived.verify()
    return Line(words=(certificate.verdict,), sign="✓", title=certificate.sentence)


# ------------------------------------------------------------------------------------------- what is said about it


class Conditions(Several[PrintableCondition]):
    """What must hold, one condition on a line."""

    __slots__ = ()

    def _view(self) -> View:
        said = "; ".join(condition.text for condition in self) or "no conditions"
        lines = tuple(Line(words=one.words) for one in self)
        return View(lines or (Line(words=(said,)),), f"<{said}>")


class Steps(Several[Route]):
    """The routes of a derivation, each line with its reason."""

    __slots__ = ()

    def _view(self) -> View:
        lines = [line for route in self for line in _route(route)]
        return View(tuple(lines), f"<steps: {', '.join(dict.fromkeys(route.title for route in self))}>")


def _route(route: Route, written: Notation = BOOK) -> Iterator[Line]:
    title = route.title + (f", {route.layout} layout" if route.layout is not None else "")
    yield Line(words=(title,), heading=True)
    yield from (_step(step, written) for step in route.steps)


def _step(step: Step, written: Notation) -> Line:
    right = shown_form(f.MatrixForm(step.right, step.definitions), written)
    continued = Shown(f"= {right.latex}", f"<mo>=</mo>{right.mathml}", f"= {right.text}")
    formula = continued if step.left is None else equation(shown(step.left, written), right)
    return Line(formula, words=(step.reason,))


__all__ = [
    "Conditions",
    "DisplayedDerivative",
    "Steps",
    "equation",
    "shown",
    "view_of_block",
    "view_of_components",
    "view_of_differential",
    "view_of_layout",
    "view_of_pass",
    "view_of_slices",
]
