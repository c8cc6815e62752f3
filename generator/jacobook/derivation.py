"""Derivations: a question in, and out of it the answer in both layouts, its components, its steps and its proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from unicodedata import normalize

from jacobook.calculus.differentiation import differentiate
from jacobook.calculus.index_form import Array, VariableTensor, applied_functions
from jacobook.calculus.projection import project, structure_of
from jacobook.calculus.steps import component_steps
from jacobook.calculus.structure import at_structure, freed
from jacobook.convention import CONVENTIONS, convention, is_projected
from jacobook.depth import within_depth
from jacobook.errors import LanguageError, Refused
from jacobook.forms import Components, DifferentialAnswer, LayoutAnswer
from jacobook.language.dimension import Dimension, proper_axes
from jacobook.language.expression import Expression, Variable, variables, walk
from jacobook.language.grammar import ParsedExpression
from jacobook.language.reader import declared, read, refuse_other_types, refuse_what_does_not_occur
from jacobook.layout import formula as f
from jacobook.layout.by_differentials import by_differentials
from jacobook.layout.chain_rule import Intermediate, chain_rule, intermediates
from jacobook.layout.components import ComponentReading, index_names, stacked_axes, stacked_names
from jacobook.layout.condition import COMPONENTS, DIFFERENTIAL, FORM, Condition
from jacobook.layout.counting import number_word, ordinal_word
from jacobook.layout.derivative_symbols import in_layout, refuse_one_argument_twice
from jacobook.layout.differential import differential
from jacobook.layout.differential_rules import OF_ENTRIES
from jacobook.layout.layouts import Layout, Orientation, matrix_form, orientation
from jacobook.layout.naming import name_parts
from jacobook.layout.network import NoMatrixForm
from jacobook.layout.reading import Reading
from jacobook.layout.route import Route, Step
from jacobook.layout.stacked_index import Index
from jacobook.layout.statement import named, statement, symbol, value_name
from jacobook.notation import text
from jacobook.notation.clause import printed
from jacobook.notation.condition import PrintableCondition, sentence
from jacobook.notation.einsum import to_einsum
from jacobook.notation.names import printed_alike
from jacobook.proof.arrays import prove_array, prove_vec
from jacobook.proof.certificate import Certificate, Disproved, Printed, ValueComponents, prove
from jacobook.proof.directional import prove_differential
from jacobook.proof.every_size.comparison import Answer, EverySize, for_every_size
from jacobook.proof.kink_conditions import kink_conditions, kinks_of_answer, kinks_told
from jacobook.proof.kinks import FeltKink
from jacobook.proof.necessity import Necessity, needed
from jacobook.proving import refusing, remembered

MOST_ORDER = 4
MOST_FACTORS_SAID = 60

_ROWS = {
    Layout.NUMERATOR: "numerator layout: rows follow the value, columns the variable",
    Layout.DENOMINATOR: "denominator layout: rows follow the variable, columns the value",
}


@dataclass(frozen=True, repr=False)
class Derivation:
    """The derivative of an expression by one variable, or by two in turn.

    Everything but the index form is worked out when it is first asked for.
    """

    parsed: ParsedExpression
    wrt: tuple[Variable, ...]
    projected: bool = False
    proves: bool = True
    """Whether forms are proved before they are handed out; without, `verify` proves them."""

    def __repr__(self) -> str:
        by = ", ".join(variable.name for variable in self.wrt)
        found = self._found_answers()
        said = found[0].text if found else "without a matrix form"
        return f"<derivative of {self.source} by {by}: {said}{'' if self.is_proved else ', not proved'}>"

    @property
    def is_proved(self) -> bool:
        """Whether the answer has been proved."""
        return "_certificate" in self.__dict__

    @property
    def _hands_out_proofs(self) -> bool:
        return self.proves or self.is_proved

    @property
    def read_as(self) -> str | None:
        """What was read, in the language, where the question was written otherwise."""
        return self.parsed.read_as

    @property
    def source(self) -> str:
        return self.parsed.source

    @property
    def expression(self) -> Expression:
        return self.parsed.expression

    @property
    def variables(self) -> dict[str, Variable]:
        return self.parsed.variables

    @property
    def order(self) -> int:
        return len(self.wrt)

    @property
    def content(self) -> tuple[object, ...]:
        """All that the answer depends on, by which equal questions are known."""
        names = (*self.variables.items(), *self.parsed.functions.items())
        return self.source, self.read_as, self.expression, names, self.wrt, self.projected

    @property
    def asked(self) -> str:
        """What was asked, in words."""
        return f"the derivative of {self.source} by {' and '.join(variable.name for variable in self.wrt)}"

    @cached_property
    def _value_array(self) -> Array:
        """The expression in index form, the variables of the derivative free of their structure."""
        return freed(self.expression, {variable.name for variable in self.wrt})

    @cached_property
    def _reading(self) -> Reading:
        return Reading()

    @cached_property
    def _components_reading(self) -> ComponentReading:
        return ComponentReading(self._reading, self._avoided)

    @cached_property
    def _tensors(self) -> tuple[VariableTensor, ...]:
        return tuple(VariableTensor(v.name, v.shape, v.properties) for v in self.wrt)

    @cached_property
    @within_depth
    def derivative(self) -> Array:
        """The derivative in index form: the value's indices first, then each variable's."""
        result = self._value_array
        for tensor in self._tensors:
            result = differentiate(result, tensor)
        ranks = [len(tensor.shape) for tensor in self._tensors]
        result = self._at_point(result)
        return project(result, self._value_array.rank, tuple(zip(ranks, self.structures, strict=True)))

    def _at_point(self, value: Array) -> Array:
        """What was differentiated, at a point at which the variables have their structure."""
        return at_structure(value, self._tensors)

    @property
    def structures(self) -> tuple[str | None, ...]:
        """The structure (symmetric, skew, diagonal) onto which each variable's derivatives are projected, or None."""
        return tuple(structure_of(v.properties) if self.projected else None for v in self.wrt)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know about the answer: the convention for a structured variable, and where kinks are."""
        structured = {v.name: structure for v in self.wrt if (structure := structure_of(v.properties))}
        conventions = [convention(*each, projected=self.projected) for each in structured.items()]
        return (*self._constant, *conventions, *self.kinks)

    @property
    def _constant(self) -> tuple[str, ...]:
        """That the answer is zero because the expression does not hold a variable."""
        known = variables(self.expression)
        absent = dict.fromkeys(variable.name for variable in self.wrt if variable.name not in known)
        return (f"The expression does not hold {' and '.join(absent)}: it is constant.",) if absent else ()

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the question: of variables, dimensions and declared functions."""
        dimensions = (d for node in walk(self.expression) for d in node.shape)
        named = (d for variable in self.variables.values() for d in variable.shape)
        functions = self.parsed.functions
        return frozenset(self.variables) | frozenset(functions) | {s for d in (*dimensions, *named) for s in d.symbols}

    @cached_property
    def _avoided(self) -> frozenset[str]:
        """The names that indices and named parts must not have."""
        return self.names | {self.value_symbol.name}

    @property
    def _has_no_layout(self) -> bool:
        return self.order > 2 and self.derivative.rank > 2

    def _orientation(self, layout: Layout) -> Orientation:
        if self._has_no_layout:
            # Of a number by vectors every derivative of this order has as many; of others this one has.
            one = "a" if self.derivative.rank == self.order else "this"
            rank = number_word(self.derivative.rank)
            raise NoMatrixForm(f"{one} {ordinal_word(self.order)} derivative has {rank} indices")
        return orientation(self.expression.shape, tuple(variable.shape for variable in self.wrt), layout)

    @within_depth
    def _answer(self, layout: Layout) -> LayoutAnswer:
        try:
            where = self._orientation(layout)
            form = matrix_form(self._reading, self.derivative, where, self._avoided)
            form = in_layout(form, layout) if self.parsed.functions else form
        except NoMatrixForm as reason:
            refused = Refused(f"no matrix form: {reason}")
            if self._is_short and self.has_components:
                refused.hint = f"in components, {self.components.text}"
                refused.components = self.components.latex
            raise refused from None
        return LayoutAnswer(layout, form, self.names, self._hands_out_proofs)

    @property
    def _is_short(self) -> bool:
        """Whether the component form is short enough for a message."""
        return sum(len(term.factors) for term in self.derivative.terms) <= MOST_FACTORS_SAID

    @cached_property
    def numerator(self) -> LayoutAnswer:
        """The answer in numerator layout. Raises `Refused` where there is no matrix form."""
        return self._answer(Layout.NUMERATOR)

    @cached_property
    def denominator(self) -> LayoutAnswer:
        """The answer in denominator layout. Raises `Refused` where there is no matrix form."""
        return self._answer(Layout.DENOMINATOR)

    @property
    def answers(self) -> tuple[LayoutAnswer, LayoutAnswer]:
        """Numerator layout, then denominator layout."""
        return self.numerator, self.denominator

    @cached_property
    @within_depth
    def vec(self) -> LayoutAnswer | None:
        """∂vec(value)/∂vec(variable), columns stacked, where the value or the variable is a matrix; else None.

        Of second derivatives the value is the first derivative. Raises `Refused` where there is no such form.
        """
        axes = [self._value_array.rank, *(len(tensor.shape) for tensor in self._tensors)]
        last = axes[-1]
        value = tuple(range(self.derivative.rank - last))
        if max(axes) < 2 or len(value) > 2 or self._has_no_layout:
            return None
        where = Orientation(value[::-1], tuple(range(len(value), self.derivative.rank))[::-1])
        try:
            form = matrix_form(self._reading, self.derivative, where, self._avoided)
        except NoMatrixForm as reason:
            raise Refused(f"{self.asked} has no vec form here: {reason}") from None
        form = in_layout(form, Layout.NUMERATOR)
        if self._hands_out_proofs and form not in [answer.form for answer in self._found_answers()[:1]]:
            with refusing(self.asked):
                prove_vec(self.expression, self.wrt, form, structures=self.structures)
        return LayoutAnswer(Layout.NUMERATOR, form, self.names, self._hands_out_proofs)

    @cached_property
    @within_depth
    def array(self) -> str:
        """The derivative as NumPy code with all its axes, the value's first: a sum of Einstein sums.

        Raises `Refused` where a factor cannot be written so.
        """
        try:
            if self._hands_out_proofs:
                self._prove_array()
            return to_einsum(self.derivative, self._reading, self.names)
        except NoMatrixForm as reason:
            raise Refused(f"{self.asked} has no array form here: {reason}") from None

    def _prove_array(self) -> Certificate:
        with refusing(self.asked):
            return prove_array(self.expression, self.wrt, self.derivative, self._reading, structures=self.structures)

    @cached_property
    @within_depth
    def value(self) -> f.Formula:
        """The expression as its author wrote it, vectors as columns."""
        return statement(self.expression)

    @cached_property
    def value_symbol(self) -> f.Symbol:
        """A name for the value, none that the expression uses: y, or 𝐲, or Y."""
        rank = len(proper_axes(self.expression.shape))
        return named(value_name(rank, self.names), self.expression.shape)

    @property
    def _total(self) -> bool:
        return len(self.variables) == 1 and not proper_axes(self.wrt[0].shape)

    def _partial(self, answer: LayoutAnswer) -> f.Partial:
        return f.Partial(self.value_symbol, tuple(map(symbol, self.wrt)), answer.rows, answer.columns, self._total)

    @property
    def partial_numerator(self) -> f.Partial:
        """The symbol ∂y/∂x, with the shape of the answer in numerator layout."""
        return self._partial(self.numerator)

    @property
    def partial_denominator(self) -> f.Partial:
        """The symbol ∂y/∂x, with the shape of the answer in denominator layout."""
        return self._partial(self.denominator)

    @cached_property
    def _named_axes(self) -> tuple[tuple[tuple[tuple[str, Dimension], ...], Index], ...]:
        """For each axis of the derivative its names, with what they run to, and the index that they make."""
        stacked = stacked_axes(self._value_array) | stacked_axes(self.derivative)
        letters = iter(index_names(4 * self.derivative.rank, self._avoided))
        named = (stacked_names(stacked.get(axis, length), letters) for axis, length in enumerate(self.derivative.shape))
        return tuple((tuple(names), index) for names, index in named)

    @cached_property
    def _names(self) -> tuple[Index, ...]:
        return tuple(index for _, index in self._named_axes)

    def _entry(self, of: f.Symbol, start: int) -> f.Formula:
        return f.Entry(of, self._names[start : start + f.axes(of)]) if f.axes(of) else of

    def _partial_entry(self, order: int) -> f.Formula:
        value = self._entry(self.value_symbol, 0)
        if order == 0:
            return value
        position, entries = f.axes(self.value_symbol), []
        for variable in self.wrt[:order]:
            entries.append(self._entry(symbol(variable), position))
            position += len(proper_axes(variable.shape))
        return f.Partial(value, tuple(entries), total=self._total)

    @property
    def has_components(self) -> bool:
        """Whether the entries can be written in indices; so it is with all but some parts without a notation."""
        try:
            return bool(self.components)
        except Refused:
            return False

    @cached_property
    @within_depth
    def components(self) -> Components:
        """One entry of the derivative. Raises `Refused` only where a part of it has no notation at all."""
        try:
            formula = self._components_reading.array(self.derivative, self._names)
        except NoMatrixForm as reason:
            raise Refused(f"the entries of the derivative of {self.source} have no notation here: {reason}") from None
        axes = [axis for axis, _ in self._named_axes]
        return Components(self._partial_entry(self.order), formula, sum(axes, start=()), tuple(map(len, axes)))

    @cached_property
    @within_depth
    def differential(self) -> DifferentialAnswer:
        """The first differential, in all the variables differentiated by at once. Raises `Refused` without a form."""
        tensors = tuple(dict.fromkeys(self._tensors))
        try:
            formula = differential(self._reading, self._value_array, tensors, shape=self.expression.shape)
            form = name_parts(formula, self._avoided)
        except NoMatrixForm as reason:
            raise Refused(f"no matrix form of the differential of {self.source}: {reason}") from None
        return DifferentialAnswer(f.Differential(self.value_symbol), in_layout(form, Layout.NUMERATOR))

    @property
    def has_differential(self) -> bool:
        """Whether the differential can be written without indices."""
        try:
            return bool(self.differential)
        except Refused:
            return False

    @cached_property
    @within_depth
    def steps(self) -> tuple[Route, ...]:
        """In components, then back to each layout; by the chain rule where it nests; by differentials."""
        routes = self._component_route()
        answers = self._found_answers()
        if self.derivative.rank:
            routes += [
                Route("matrix form", "Back to matrices", (self._last_line(answer),), answer.layout)
                for answer in answers
            ]
        if self.order == 1 and answers:
            forms = {answer.layout: answer.form for answer in answers}
            routes += chain_rule(self.expression, self.wrt[0], self.value_symbol, forms, self.names)
            if self.has_differential and not any(self.structures):
                whole = self.differential.form
                routes += by_differentials(
                    self.expression, self.wrt[0], self.value_symbol, whole, forms, say=text.to_text
                )
        return tuple(routes)

    @property
    def computation(self) -> tuple[Intermediate, ...]:
        """The steps of one operator by which the value is computed from the first variable, innermost first."""
        return intermediates(self.expression, self.wrt[0].name, self.value_symbol.name, self.names)

    def _found_answers(self) -> tuple[LayoutAnswer, ...]:
        """The answers in both layouts, or none where they are refused."""
        try:
            return self.answers
        except Refused:
            return ()

    def _component_route(self) -> list[Route]:
        if not self.has_components:
            return []
        try:
            return [Route("components", "In components", self._component_lines())]
        except NoMatrixForm:
            return []

    def _component_lines(self) -> tuple[Step, ...]:
        lines: list[Step] = []
        last = -1
        rules = {name: identity.reason(text.to_text) for name, identity in OF_ENTRIES.items()}
        for step in component_steps(self._value_array, self._tensors, rules):
            right = self._components_reading.array(self._at_point(step.array), self._names[: step.array.rank])
            if step.order == last and lines and lines[-1].right == right:
                continue
            lines.append(Step(None if step.order == last else self._partial_entry(step.order), right, step.reason))
            last = step.order
        if any(self.structures):
            names = " and ".join(dict.fromkeys(filter(None, self.structures)))
            lines.append(Step(None, self.components.formula, f"projected onto the {names} matrices"))
        return tuple(lines)

    def _last_line(self, answer: LayoutAnswer) -> Step:
        return Step(self._partial(answer), answer.formula, _ROWS[answer.layout], answer.definitions)

    @cached_property
    @within_depth
    def _felt_kinks(self) -> tuple[FeltKink, ...]:
        met, printed = applied_functions(self._value_array), self._printed_components
        return kinks_of_answer(self.expression, self.wrt, met, lambda: self._asked, printed)

    @property
    def _printed_components(self) -> Printed | None:
        found = self.components if self.has_components and not any(self.structures) else None
        return None if found is None else Printed(found.formula, found.indices, found.stacked)

    @property
    def kinks(self) -> tuple[str, ...]:
        """The kinks of functions at which the answer jumps, or may do so, in sentences."""
        return kinks_told(self.expression, self._felt_kinks)

    @cached_property
    @within_depth
    def value_components(self) -> ValueComponents | None:
        """One entry of the value that is differentiated, with its indices; None where no component form shows it."""
        rank = self._value_array.rank
        try:
            formula = self._components_reading.array(self._value_array, self._names[:rank])
        except NoMatrixForm:
            return None
        axes = [axis for axis, _ in self._named_axes[:rank]]
        return formula, sum(axes, start=()), tuple(map(len, axes))

    @cached_property
    def conditions(self) -> tuple[PrintableCondition, ...]:
        """What must hold for the function, for the derivative, and for every form in which the answer is printed.

        Some say that they are needed by one printed form alone, or by a kink: on it the value is a convention.
        """
        return tuple(map(PrintableCondition.of, (*self._asked, *kink_conditions(self.wrt, self._felt_kinks))))

    @cached_property
    @within_depth
    def _asked(self) -> tuple[Condition, ...]:
        # Not of kinks: on these the answer is proved too.
        forms = [(FORM, answer.form) for answer in self._found_answers()]
        if self.has_components:
            forms.append((COMPONENTS if forms else FORM, f.MatrixForm(self.components.formula)))
        if self.has_differential:
            forms.append((DIFFERENTIAL, self.differential.form))
        return needed(self.expression, self._at_point(self._value_array), self.wrt, forms)

    def holds_where(self, notation: str = "text") -> str:
        """The conditions as one sentence in text, latex, typst or spoken words; empty where there are none."""
        return printed(sentence(self.conditions, reasons=True), notation)

    @within_depth
    def verify_conditions(self) -> None:
        """Check that each condition is needed, if it is not only sufficient, and none missing. Raises `Disproved`."""
        forms = [answer.form for answer in self._found_answers()]
        finding = Necessity(self.expression, self.wrt, self.conditions, forms, self._printed_components).finding()
        if finding is not None:
            said = self.holds_where() or "no condition"
            raise Disproved(f"its conditions are wrong ({said}): {finding.what}", hint=finding.place)

    def verify(self) -> Certificate:
        """The independent proof of both layouts, of the components and of the differential, worked out once.

        Where there is no matrix form it is that of the components, or of the array. Raises `Disproved`.
        """
        certificate = self._certificate
        if not self.proves:
            # What was handed out before says that it is not proved.
            for form in ("numerator", "denominator", "vec", "array"):
                self.__dict__.pop(form, None)
        return certificate

    @cached_property
    @within_depth
    def _certificate(self) -> Certificate:
        answers = {str(answer.layout): answer.form for answer in self._found_answers()}
        entries = self.components if self.has_components else None
        components = (entries.formula, entries.indices) if entries else None
        if not answers and components is None:
            return self._proof_of_array()
        with refusing(self.asked):
            if self.has_differential:
                variables = tuple(dict.fromkeys(self.wrt))
                differential, needed = self.differential, lambda: self._asked
                prove_differential(
                    self.expression, variables, differential.form, conditions=needed, printed=differential.text
                )
            proved = prove(
                self.expression,
                self.wrt,
                answers,
                components,
                value=self.value_components,
                conditions=lambda: self._asked,
                structures=self.structures,
                stacked=entries.stacked if entries else (),
            )
        return replace(proved, every_size=self.every_size.proved)

    def _proof_of_array(self) -> Certificate:
        """The proof of the only form there is; raises the refusal of the others where there is none."""
        try:
            return self._prove_array()
        except NoMatrixForm:
            _ = self.answers
            raise

    @cached_property
    @within_depth
    def every_size(self) -> EverySize:
        """Which printed forms are proved for every size: the matrix forms, the components and the differential."""
        forms = {str(answer.layout): answer.form for answer in self._found_answers()}
        vec = self._found_vec()
        forms |= {} if vec is None else {"vec": vec.form}
        entries = self.components if self.has_components else None
        components = (entries.formula, entries.indices) if entries else None
        stacked = entries.stacked if entries else ()
        alone = self.order == 1 and self.has_differential and not any(self.structures)
        differential = (self.differential.form, self.wrt[0].name) if alone else None
        shapes = (self.expression.shape, *(variable.shape for variable in self.wrt))
        return for_every_size(Answer(self.derivative, shapes, self.variables, forms, components, stacked, differential))

    def _found_vec(self) -> LayoutAnswer | None:
        """The vec form, or None where it is refused. Raises `Disproved`."""
        try:
            return self.vec
        except Disproved:
            raise
        except Refused:
            return None


@within_depth
def derive(
    expr: str,
    wrt: str,
    where: Mapping[str, str] | str | None = None,
    order: int = 1,
    *,
    symmetric: str = "free",
    prove: bool = True,
) -> Derivation:
    """The derivative of an expression, in the language or as MATLAB and books write it, proved.

    `wrt` is a variable's name, or several names for a mixed derivative; `order=2` with one name differentiates twice,
    and so on up to 4. From order 3 on, more than two indices have no matrix layout: `components` and `array` hold them.
    `where` declares shapes, as a mapping or as text. By a variable declared symmetric, skew or diagonal, the
    derivatives are those by independent entries (`symmetric="free"`), or these projected onto such matrices
    (`"projected"`). Raises `LanguageError` for a bad question and `Refused` for one without an answer that was proved.
    Answers are remembered, so that a question asked again is not proved again. With `prove=False` nothing is proved,
    and the answer says so.

    >>> derive("x @ A @ x", wrt="x").numerator.text
    'xᵀ(A + Aᵀ)'
    """
    refuse_other_types(expr, wrt, where, order)
    names = [normalize("NFKC", name.strip()) for name in wrt.split(",") if name.strip()]
    if not names:
        raise LanguageError("name the variable to differentiate by", hint='for example wrt="x"')
    if len(names) == 1:
        names *= order
    if order < 1 or len(names) > MOST_ORDER:
        raise LanguageError(f"derivatives of order 1 to {MOST_ORDER} are derived, not {max(order, len(names))}")
    declarations = declared(where)
    parsed = read(expr, declarations, names)
    refuse_what_does_not_occur(parsed, declarations, names)
    wanted = tuple(parsed.variables[name] for name in names)
    refuse_one_argument_twice(parsed.expression, names)
    derivation = Derivation(parsed, wanted, is_projected(symmetric, wanted), prove)
    if alike := printed_alike(derivation.names):
        first, second = alike
        raise LanguageError(f"{first} and {second} would be printed alike", hint="give one of them another name")
    return remembered(derivation.content, derivation) if prove else derivation


__all__ = ["CONVENTIONS", "Components", "Derivation", "DifferentialAnswer", "LayoutAnswer", "Route", "Step", "derive"]
