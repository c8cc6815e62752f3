"""Answers of arrays with more than two axes, derived for one slice where axes only come along, and entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from jacobook.derivation.backward_pass import gradient_symbol
from jacobook.derivation.conditions import Holding
from jacobook.derivation.forms import LayoutAnswer
from jacobook.derivation.many_axes import ArrayAnswer
from jacobook.derivation.paired import PairedQuestion, paired
from jacobook.derivation.passes import BackwardAnswer, ForwardAnswer
from jacobook.derivation.proof import Proof
from jacobook.derivation.proving import refusing
from jacobook.derivation.pullback import Pullback
from jacobook.derivation.question import Question
from jacobook.derivation.slice_forms import EachBackward, EachForward, EachInLayout
from jacobook.derivation.sliced import SlicedQuestion, sliced
from jacobook.errors import Refused
from jacobook.language.expression import Variable, variables
from jacobook.layout.backpropagation.adjoints import with_symbols_called
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.notation.bound_names import names_in
from jacobook.notation.einsum import to_einsum
from jacobook.notation.notations import NOTATIONS
from jacobook.notation.programs.program import Program
from jacobook.notation.programs.sliced_program import ProgramLevel, SlicedProgram
from jacobook.notation.sliced import Loop, code_of_all
from jacobook.proof.verdict.slices import prove_slices


class Part(Protocol):
    """The derivative of one slice."""

    @property
    def proves(self) -> bool: ...
    @property
    def names(self) -> frozenset[str]: ...
    @property
    def numerator(self) -> LayoutAnswer: ...
    @property
    def denominator(self) -> LayoutAnswer: ...
    @property
    def forward(self) -> ForwardAnswer: ...


def prove_apart(found: SlicedQuestion) -> None:
    """Prove that the slices make the value. Raises what a proof raises."""
    with refusing(found.whole.asked):
        prove_slices(found.whole.expression, found.whole.wrt, found.levels)


def added_up(form: f.MatrixForm, found: SlicedQuestion, loops: tuple[Loop, ...]) -> f.MatrixForm:
    """A form of one slice with a Σ over the places that are added up, and with indices at the names it defines."""
    names = found.renamed(form)
    formula = with_symbols_called(form.formula, names)
    definitions = tuple(
        f.Definition(with_name(each.symbol, names), with_symbols_called(each.meaning, names))
        for each in form.definitions
    )
    met = _indices_in(formula, definitions, found)
    for loop in (loop for loop in loops if loop.axis is None and loop.index not in met):
        # So many times what does not depend on the place.
        formula = algebra.multiple(1, (f.Size(loop.length),), (), formula)
    summed = tuple((loop.index, loop.length) for loop in loops if loop.axis is None and loop.index in met)
    if summed:
        formula = f.IndexSum(summed, formula, formula.rows, formula.columns)
    return f.MatrixForm(formula, definitions, form.names)


def _indices_in(formula: f.Formula, definitions: Sequence[f.Definition], found: SlicedQuestion) -> frozenset[str]:
    """The places on which a form depends: those in the names of slices."""
    names = names_in(formula).union(*(names_in(each.meaning) for each in definitions))
    endings = {ending for name in names for ending in name.split("_")[1:]}
    return frozenset(found.indices) & endings


def with_name(symbol: f.Symbol, names: Mapping[str, str]) -> f.Symbol:
    """A symbol under another name."""
    return replace(symbol, name=names.get(symbol.name, symbol.name))


def _codes(form: f.MatrixForm, names: frozenset[str], loops: tuple[Loop, ...]) -> Callable[[str], str]:
    def code(notation: str) -> str:
        return code_of_all(NOTATIONS[notation].form(form, names), loops, notation, names)

    return code


def backward_of_arrays(question: Question, upstream: str, *, prove: bool) -> BackwardAnswer:
    """The backward pass of a question of arrays with more than two axes, by slices or by entries, proved.

    Raises `LanguageError`, `Refused`, and what a proof raises.
    """
    whole = paired(question, upstream)
    found = sliced(question)
    if found is not None:
        try:
            return _backward_by_slices(found, whole, prove=prove)
        except NoMatrixForm:
            pass
    return _backward_by_entries(whole, prove=prove)


def _backward_by_slices(found: SlicedQuestion, whole: PairedQuestion, *, prove: bool) -> BackwardAnswer:
    given, by = whole.upstream.name, found.whole.wrt[0]
    pullback = Pullback(paired(found.part, "_".join((given, *found.value_indices))))
    asked, form, holding = pullback.question, pullback.denominator, Holding(pullback)
    certificate = None
    if prove:
        prove_apart(found)
        certificate = pullback.prove(holding)
    loops = found.loops(found.axes_of(by.name), found.slices_of(given, found.axes_of_value()))
    names = asked.names | {given}
    shown = added_up(form, found, loops)
    return EachBackward(
        gradient_symbol(asked.wrt[0], shown, asked.names),
        shown,
        names,
        prove,
        upstream=given,
        _conditions=lambda: holding.conditions,
        _certificate=certificate,
        loops=loops,
        lengths=tuple(map(str, by.shape)),
        legend=found.legend,
        codes=_codes(form, names, loops),
    )


def _backward_by_entries(whole: PairedQuestion, *, prove: bool) -> BackwardAnswer:
    answer = ArrayAnswer(whole)
    holding, by = Holding(answer), whole.wrt[0]
    components = answer.entries.components
    proved = Proof(answer, lambda: holding.asked).certificate if prove else None
    form = f.MatrixForm(components.formula, (), whole.avoided)
    indices = tuple(Loop(name, length, (), axis) for axis, (name, length) in enumerate(components.indices))
    left = gradient_symbol(by, form, whole.names)
    assert isinstance(components.left, f.Partial)
    left = replace(left, variables=components.left.variables)

    def code(notation: str) -> str:
        try:
            return to_einsum(answer.entire, answer.reading, whole.names, notation)
        except NoMatrixForm as reason:
            raise Refused(f"{whole.asked} has no {notation} code: {reason}") from None

    return EachBackward(
        left,
        form,
        whole.names,
        prove,
        upstream=whole.upstream.name,
        _conditions=lambda: holding.conditions,
        _certificate=None if proved is None else lambda: replace(proved, given_upstream=True),
        loops=indices,
        lengths=tuple(map(str, by.shape)),
        codes=code,
    )


def forward_of_arrays(part: Part, found: SlicedQuestion, *, prove: bool) -> ForwardAnswer:
    """The forward pass by slices; `part` is the derivative of one slice. Raises `Refused`, and what a proof raises."""
    by = found.whole.wrt[0]
    answer = part.forward
    if prove:
        prove_apart(found)
    ((name, tangent),) = answer.tangents.items()
    base = tangent.removesuffix("".join(f"_{index}" for index in found.indices_of(by.name)))
    loops = found.loops(found.axes_of_value(), found.slices_of(base, found.axes_of(by.name)))
    return EachForward(
        f.Differential(found.value_symbol),
        added_up(answer.form, found, loops),
        answer.names | {base},
        prove,
        tangents={by.name: base, name: tangent},
        loops=loops,
        lengths=tuple(map(str, found.whole.expression.shape)),
        legend=found.legend,
        codes=lambda notation: code_of_all(answer.printed(notation), loops, notation, answer.names),
    )


def sliced_program(found: SlicedQuestion, part: Program, upstream: str) -> SlicedProgram:
    """The program of all slices by that of one."""
    known = variables(found.whole.expression)
    whole = tuple(found.whole.variables[name] for name in known)
    by = tuple(each.name for each in part.wrt)
    names = {found.name_of(name): name for name in known}
    own = {*names, *by}
    arguments = tuple(each for each in part.arguments if each.name in own)
    lengths = {name for each in arguments for dimension in each.shape for name in dimension.names}
    used = {name for line in (*part.forward, *part.backward) for name in names_in(line.meaning)}
    levels, given = [], upstream
    for level, index in zip(found.levels, found.indices, strict=True):
        length = str(level.length) if len(level.length.names) == 1 and str(level.length) in used - lengths else ""
        if length:
            arguments = (*arguments, Variable(length, ()))
        sliced_upstream = given if level.axis is None else f"{given}_{index}"
        gradients = tuple(found.axes_of(names[each]).get(index) for each in by)
        levels.append(ProgramLevel(level.variables, level.axis, gradients, (given, sliced_upstream), length))
        given = sliced_upstream
    return SlicedProgram(
        replace(part, arguments=arguments), whole, tuple(names[each] for each in by), upstream, tuple(levels)
    )


def layouts_of_slices(part: Part, found: SlicedQuestion) -> tuple[EachInLayout, EachInLayout]:
    """The derivative of each slice in both layouts. Raises `Refused` where a slice has no matrix form."""
    of_value, of_variable = found.axes_of_value(), found.axes_of(found.whole.wrt[0].name)
    kept = {index: 0 for index in found.indices if index in of_value or index in of_variable}
    loops = found.loops(kept, {})
    lengths = tuple(str(loop.length) for loop in loops if loop.axis is not None)
    apart = "; between different slices it is 0" if of_value.keys() & of_variable.keys() else ""

    def of(form: f.MatrixForm) -> EachInLayout:
        shown = added_up(form, found, loops)
        return EachInLayout(
            replace(found.part.partial(shown.formula), value=found.value_symbol),
            shown,
            part.names,
            part.proves,
            loops=loops,
            lengths=(*lengths, str(shown.formula.rows), str(shown.formula.columns)),
            legend=f"{found.legend}{apart}",
            codes=_codes(form, part.names, loops),
        )

    return of(part.numerator.form), of(part.denominator.form)


__all__ = ["backward_of_arrays", "forward_of_arrays", "layouts_of_slices", "prove_apart", "sliced"]
