"""Claims about derivatives with respect to complex variables: compared at complex points, in both layouts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from jacobook.claims.forms import DENOMINATOR, NUMERATOR
from jacobook.claims.reading import declaration, lies, right_side
from jacobook.claims.verdict import Finding, Kind, Verdict
from jacobook.errors import LanguageError
from jacobook.language.dimension import ONE, Shape, proper_axes
from jacobook.language.expression import Expression, Variable, variables
from jacobook.language.reader import read
from jacobook.layout.formulas.formula import MatrixForm
from jacobook.layout.formulas.layouts import LAYOUTS, Layout
from jacobook.layout.formulas.statement import statement
from jacobook.notation.latex import to_latex
from jacobook.notation.text import to_text
from jacobook.proof.numbers.arithmetic import Entry
from jacobook.proof.oracle.arrays import entries
from jacobook.proof.verdict.certificate import unless_refused
from jacobook.proof.verdict.wirtinger import ComplexCase, at_complex_points, close

_ROAD = "Checked at complex points, along real and imaginary parts."


@dataclass(frozen=True, slots=True, eq=False)
class ComplexAsked:
    """A question in complex variables, as it was asked; `barred` where it is about the conjugate of the variable.

    `answers` are the forms in both layouts.
    """

    expression: Expression
    by: Variable
    variables: Mapping[str, Variable]
    barred: bool
    answers: Mapping[Layout, MatrixForm]

    @property
    def name(self) -> str:
        """What the derivative is taken with respect to, in words."""
        return f"the conjugate of {self.by.name}" if self.barred else self.by.name


def judge_complex(text: str, asked: ComplexAsked) -> Verdict:
    """The verdict on a claim: right, and in which layout, or wrong, and whether it is a multiple or the other one.

    Raises `LanguageError` where it cannot be read, and `Unproved` if no point is found at which it can be tried.
    """
    parsed = read(right_side(text), {name: declaration(variable) for name, variable in asked.variables.items()})
    if parsed.said:
        raise LanguageError("a claim is a formula in which nothing is left to be differentiated")
    if strange := [name for name in variables(parsed.expression) if name not in asked.variables]:
        hint = f"its variables are: {', '.join(asked.variables)}"
        raise LanguageError(f"{strange[0]} is not a name of the question", hint=hint)
    claim = parsed.expression
    findings: tuple[Finding, ...] = ()
    fitting = [layout for layout in LAYOUTS if _fits(claim.shape, asked, layout)]
    found = [layout for layout in fitting if _agrees(claim, asked, layout)]
    if found:
        names = _named(claim, found)
        said = _right_words(names) if proper_axes(claim.shape) else "Right."
        sentences, kind = (said, _ROAD), Kind.RIGHT
    else:
        names = ()
        finding = next(_findings(claim, asked, fitting), None)
        findings = () if finding is None else (finding,)
        kind = Kind.WRONG if finding is None else finding.kind
        sentences = ("Wrong." if finding is None else finding.sentence, f"The derivative is {_answer(claim, asked)}.")
    formula = unless_refused(lambda: statement(claim))
    return Verdict(
        text,
        kind,
        bool(found),
        names[0] if names else None,
        tuple(names[1:]),
        None,
        (),
        sentences,
        findings,
        None,
        parsed.read_as or text,
        to_text(formula) if formula is not None else "",
        to_latex(formula) if formula is not None else "",
        "" if found else _answer(claim, asked),
    )


def _fits(shape: Shape, asked: ComplexAsked, layout: Layout) -> bool:
    form = asked.answers[layout].formula
    wanted = tuple(axis for axis in (form.rows, form.columns) if axis != ONE)
    return proper_axes(shape) == wanted


def _compared(
    claim: Expression, asked: ComplexAsked, layout: Layout, same: Callable[[Entry, Entry], bool], *, barred: bool
) -> bool:
    def look(case: ComplexCase) -> bool:
        wanted = [entry for row in case.expected(layout) for entry in row]
        given = entries(case.value(claim))
        return all(same(one, other) for one, other in zip(given, wanted, strict=True))

    return all(at_complex_points(asked.expression, asked.variables, asked.by, look, barred=barred))


def _agrees(claim: Expression, asked: ComplexAsked, layout: Layout) -> bool:
    return _compared(claim, asked, layout, close, barred=asked.barred)


def _findings(claim: Expression, asked: ComplexAsked, fitting: list[Layout]) -> Iterator[Finding]:
    """What a wrong claim is instead."""
    if not fitting:
        form = asked.answers[Layout.NUMERATOR].formula
        yield Finding(Kind.SHAPE, f"The derivative has another shape: {form.rows}×{form.columns} in numerator layout.")
        return
    other = asked.by.name if asked.barred else f"the conjugate of {asked.by.name}"
    for layout in fitting:
        if _compared(claim, asked, layout, lambda one, wanted: close(one, 2 * wanted), barred=asked.barred):
            gradient = ": the gradient of a real function" if asked.barred else ""
            yield Finding(Kind.FACTOR, f"Twice the derivative with respect to {asked.name}{gradient}.")
        if "complex" not in asked.by.properties:
            continue
        if _compared(claim, asked, layout, close, barred=not asked.barred):
            yield Finding(Kind.OTHER_QUESTION, f"That is the derivative with respect to {other}.")
        if _compared(claim, asked, layout, lambda one, wanted: close(one, 2 * wanted), barred=not asked.barred):
            yield Finding(Kind.OTHER_QUESTION, f"That is twice the derivative with respect to {other}.")


def _named(claim: Expression, found: list[Layout]) -> tuple[str, ...]:
    return tuple(map(str, found)) if len(found) < 2 or len(proper_axes(claim.shape)) != 1 else (_line(claim),)


def _line(claim: Expression) -> str:
    return NUMERATOR if lies(claim) else DENOMINATOR


def _right_words(names: tuple[str, ...]) -> str:
    return "Right, in both layouts, which are the same here." if len(names) > 1 else f"Right, in {names[0]} layout."


def _answer(claim: Expression, asked: ComplexAsked) -> str:
    lies_down = len(proper_axes(claim.shape)) == 1 and lies(claim)
    form = asked.answers[Layout.NUMERATOR if lies_down else Layout.DENOMINATOR]
    return to_text(form.formula)
