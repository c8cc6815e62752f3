"""Backward passes by several variables at once: shared parts named once, what is saved, and programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from jacobook.answer_display import Conditions
from jacobook.depth import within_depth
from jacobook.derivation.answer import Answer
from jacobook.derivation.asking import read_question, refuse_solved
from jacobook.derivation.backward_pass import backward_answer
from jacobook.derivation.by_slices import backward_of_arrays, prove_apart, sliced_program
from jacobook.derivation.complex_question import ComplexQuestion
from jacobook.derivation.convention import is_projected
from jacobook.derivation.many_axes import ArrayAnswer
from jacobook.derivation.paired import paired, upstream_variable
from jacobook.derivation.passes import BackwardAnswer
from jacobook.derivation.proving import refusing
from jacobook.derivation.pullback import prove_lines
from jacobook.derivation.question import Question
from jacobook.derivation.slice_forms import EachBackward
from jacobook.derivation.sliced import SlicedQuestion, sliced
from jacobook.derivation.stationarity import with_gradients
from jacobook.errors import JacobookError, LanguageError, Refused
from jacobook.language.asked import Names, Where, names_in, names_of
from jacobook.language.expression import SolvedVariable, Variable, variables, walk
from jacobook.layout.backpropagation.adjoints import Backpropagation, backpropagation
from jacobook.layout.backpropagation.computation import Step, computation
from jacobook.layout.backpropagation.sharing import shared, tidied
from jacobook.layout.forms.derivative_symbols import refuse_one_argument_twice
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.formulas.formula import Formula
from jacobook.notation.condition import PrintableCondition
from jacobook.notation.programs.libraries import WRITERS, written
from jacobook.notation.programs.program import Program
from jacobook.notation.programs.sliced_program import written_by_slices
from jacobook.proof.verdict.certificate import Certificate
from jacobook.running.arguments import arguments_of

MOST_VARIABLES = 400
"""Variables of one backward pass; a network of fifty layers has a hundred weights."""


@dataclass(frozen=True, repr=False)
class Backward:
    """The backward pass of a value by several variables, given the upstream gradient of the value."""

    questions: tuple[Question, ...]
    upstream: str
    proves: bool = True

    def __repr__(self) -> str:
        by = ", ".join(question.wrt[0].name for question in self.questions)
        return f"<backward pass of {self.questions[0].source} with respect to {by}, given {self.upstream}>"

    @cached_property
    def gradients(self) -> Mapping[str, BackwardAnswer]:
        """The gradient by each variable, by its name. Raises `Refused` where one has no matrix form."""
        return _Gradients(self)

    @cached_property
    @within_depth
    def lines(self) -> Backpropagation:
        """The computation in named steps, and the adjoints from the value back, each shared part once.

        Raises `Refused` where an adjoint has no matrix form, where a gradient is projected, and where an equation
        defines a variable.
        """
        question = self.questions[0]
        if any(any(each.structures) for each in self.questions):
            raise Refused(
                "a program of a projected gradient is not supported",
                hint='ask for the gradients alone, or for a program with symmetric="free"',
            )
        if solved := _defined_by_equations(question):
            raise Refused(
                f"a program would have to solve the equation that defines {solved}",
                hint=f"ask for the gradients alone; each has code, which takes {solved}",
            )
        taken = question.avoided | {self.upstream}
        try:
            found = backpropagation(self.steps, self._variables, self._given, taken)
        except NoMatrixForm as reason:
            raise Refused(f"no matrix form of the backward pass of {question.source}: {reason}") from None
        return shared(tidied(found), taken)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The named steps of the computation."""
        question = self.questions[0]
        names = [variable.name for variable in self._variables]
        taken = question.avoided | {self.upstream}
        return computation(question.expression, names, question.value_symbol.name, taken)

    @property
    def value(self) -> Formula:
        """The function as its author wrote it; one entry where an array has more than two axes."""
        return self._answer.value

    @property
    def value_symbol(self) -> Formula:
        """The symbol of the value, or of one entry of it."""
        return self._answer.value_symbol

    @cached_property
    def _answer(self) -> Answer:
        question = self.questions[0]
        return ArrayAnswer(question) if question.has_many_axes else Answer(question)

    @property
    def legend(self) -> str:
        """What the names of slices mean; empty where no array has more than two axes."""
        first = next(iter(self.gradients.values()))
        return first.legend if isinstance(first, EachBackward) else ""

    @property
    def _given(self) -> Variable:
        question = self.questions[0]
        return upstream_variable(self.upstream, question.expression.shape, question.avoided)

    @property
    def _variables(self) -> tuple[Variable, ...]:
        return tuple(question.wrt[0] for question in self.questions)

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks on the answer: the conventions for structured variables, and what does not occur."""
        return tuple(dict.fromkeys(note for question in self.questions for note in question.notes))

    @property
    def conditions(self) -> Conditions:
        """What must hold for all gradients. Raises `Refused` where one has no matrix form."""
        found: list[PrintableCondition] = []
        for gradient in self.gradients.values():
            found += [one for one in gradient.conditions if not one.is_said_by(found)]
        return Conditions(found)

    @property
    def saved(self) -> tuple[str, ...]:
        """What the backward pass needs from the forward pass: arguments and steps by name."""
        if self.questions[0].has_many_axes:
            _ = self._in_slices
            return tuple(variables(self.questions[0].expression))
        return self._program.kept

    @cached_property
    def _program(self) -> Program:
        question, lines = self.questions[0], self.lines
        arguments = arguments_of(question)
        if arguments.functions:
            raise Refused("a program cannot contain functions without a definition")
        return Program(
            question.source,
            arguments.variables,
            self._variables,
            self._given,
            lines.forward,
            lines.backward,
            lines.gradients,
        )

    @within_depth
    def program(self, library: str = "numpy") -> str:
        """The source of a program for "numpy", "torch" or "jax".

        NumPy: two functions, forward(…) -> (value, saved) and backward(saved, G) -> gradients in the order of the
        variables. PyTorch: a `torch.autograd.Function`. JAX: a `jax.custom_vjp`. Raises `Refused` where a part has no
        form there, and `JacobookError` for another library.
        """
        if library not in WRITERS:
            raise JacobookError(f"programs are available for {', '.join(WRITERS)}, not for {library}")
        if self.questions[0].has_many_axes:
            return self._program_by_slices(library)
        _ = self.certificate
        return written(self._program, library)

    def _program_by_slices(self, library: str) -> str:
        found = self._in_slices
        _ = self.certificate
        return written_by_slices(sliced_program(found, self._of_slice._program, self.upstream), library)  # noqa: SLF001

    @cached_property
    def _in_slices(self) -> SlicedQuestion:
        """The question in slices. Raises `Refused`."""
        found = sliced(self.questions[0])
        if found is None:
            raise Refused(
                "a program for arrays of more than two axes is written slice by slice, and here operations tie slices",
                hint="ask for the gradients alone; each has code",
            )
        return found

    @cached_property
    def _of_slice(self) -> Backward:
        """The backward pass of one slice."""
        parts = (replace(self._in_slices, whole=question).part for question in self.questions)
        return Backward(tuple(parts), "_".join((self.upstream, *self._in_slices.value_indices)), self.proves)

    @cached_property
    def certificate(self) -> Certificate | None:
        """What was checked of the lines, of which programs are made; None where nothing is proved. Raises `Refused`."""
        question = self.questions[0]
        if question.has_many_axes:
            if self.proves:
                prove_apart(self._in_slices)
            return self._of_slice.certificate
        with refusing(f"the backward pass of {question.source}"):
            return prove_lines(question, self.lines, self._given) if self.proves else None


class _Gradients(Mapping[str, BackwardAnswer]):
    """Gradients by name, each derived when it is first asked for."""

    def __init__(self, of: Backward) -> None:
        self._of = of
        self._known: dict[str, BackwardAnswer] = {}

    def __getitem__(self, name: str) -> BackwardAnswer:
        if name not in self._known:
            question = next((q for q in self._of.questions if q.wrt[0].name == name), None)
            if question is None:
                raise KeyError(name)
            derived = backward_of_arrays if question.has_many_axes else backward_answer
            self._known[name] = derived(question, self._of.upstream, prove=self._of.proves)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return (question.wrt[0].name for question in self._of.questions)

    def __len__(self) -> int:
        return len(self._of.questions)


@within_depth
def backward(
    expr: str,
    wrt: Names,
    where: Where | None = None,
    upstream: str = "",
    *,
    symmetric: str = "free",
    prove: bool = True,
) -> Backward:
    """The backward pass with respect to several variables at once, proved.

    expr, wrt, where, symmetric: as in `derive`; `wrt` may name any number of variables.
    upstream: a name for the upstream gradient, which has the shape of the value; G or g where it is not given.

    >>> backward("X @ W", wrt="X, W").gradients["W"].text
    'XᵀG'
    """
    names = tuple(dict.fromkeys(names_of(wrt)))
    if len(names) > MOST_VARIABLES:
        raise LanguageError(f"a backward pass may have at most {MOST_VARIABLES} variables, not {len(names)}")
    if stacked := [name for name in names if name.startswith("[")]:
        raise LanguageError(
            f"{stacked[0]} is one stacked variable; a backward pass has a gradient for each",
            hint=f"write wrt={', '.join(each for name in names for each in names_in(name))!r}",
        )
    first = with_gradients(read_question(expr, names[0], where))
    if isinstance(first, ComplexQuestion):
        raise Refused(
            "a backward pass of several variables of a complex expression is not supported",
            hint=f'each variable has one: derive(…, wrt="{first.by.name}").backward',
        )
    by = tuple(_variable(first, name) for name in names)
    if rotations := [variable.name for variable in by if variable.properties & {"rotation", "rigid"}]:
        raise Refused(
            "a backward pass of several variables with respect to the rotation or rigid motion "
            f"{rotations[0]} is not supported",
            hint=f'the derivative has one: derive(…, wrt="{rotations[0]}").backward',
        )
    refuse_solved(first.parsed, names)
    refuse_one_argument_twice(first.expression, names)
    projected = is_projected(symmetric, by)
    questions = tuple(replace(first, wrt=(variable,), projected=projected) for variable in by)
    given = paired(first, upstream).upstream
    return Backward(questions, given.name, prove)


def _defined_by_equations(question: Question) -> str:
    """The names of variables that equations define."""
    found = (node.name for node in walk(question.expression) if isinstance(node, SolvedVariable))
    return " and ".join(dict.fromkeys(found))


def _variable(question: Question, name: str) -> Variable:
    """A variable of a question by its name. Raises `LanguageError`."""
    known = question.variables
    if name not in known:
        raise LanguageError(
            f"{name} is not a variable of the expression", hint=f"its variables are: {', '.join(known)}"
        )
    return known[name]
