"""The question in complex variables: they and their conjugates stand in it as independent symbols (Wirtinger)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from jacobook.derivation.question import Question
from jacobook.errors import Refused
from jacobook.language.conjugates import COMPLEX, Conjugates, conjugate_name
from jacobook.language.expression import (
    Expression,
    Variable,
    is_implicit,
    variables,
)
from jacobook.layout.formulas.conjugates import Conjugated


@dataclass(frozen=True)
class ComplexQuestion(Question):
    """A question in complex variables: its expression holds them and their conjugates as independent symbols.

    `written` is the expression as it was asked, and `by` the variable of the derivative, with its properties.
    """

    written: Expression = field(kw_only=True)
    by: Variable = field(kw_only=True)
    declared: dict[str, Variable] = field(kw_only=True)
    is_by_conjugate: bool = False

    @cached_property
    def conjugated(self) -> Conjugated:
        """How formulas are shown."""
        of, hermitian = (
            frozenset(v.name for v in self.declared.values() if kind in v.properties)
            for kind in ("complex", "hermitian")
        )
        return Conjugated(of, hermitian)

    @property
    def value_is_real(self) -> bool:
        """Whether the value is surely real, by the form of its expression."""
        return Conjugates(self.source).is_real(self.written)

    @property
    def content(self) -> tuple[object, ...]:
        return (*super().content, self.written, self.is_by_conjugate)

    def by_conjugate(self) -> ComplexQuestion:
        """The derivative with respect to the conjugate of the variable. Raises `Refused` for one without."""
        name = self.by.name
        if "hermitian" in self.by.properties:
            raise Refused(
                f"{name} is hermitian: its conjugate is its transpose, by which the derivative is the transpose"
            )
        if "complex" not in self.by.properties:
            raise refused_conjugate(self.by)
        bar = replace(self.wrt[0], name=conjugate_name(name))
        parsed = replace(self.parsed, variables={**self.parsed.variables, bar.name: bar})
        return replace(self, parsed=parsed, wrt=(bar,), is_by_conjugate=True)

    @property
    def said_of_conjugates(self) -> tuple[str, ...]:
        """Which derivative it is, and that a function is holomorphic."""
        name = self.by.name
        if "hermitian" in self.by.properties:
            return (f"{name} is hermitian: an entry and its mirror image, its conjugate, count as independent.",)
        if "complex" not in self.by.properties:
            return ()
        known = variables(self.expression)
        if conjugate_name(name) not in known and name in known:
            return (f"The expression is holomorphic in {name}: it does not depend on the conjugate of {name}.",)
        return (f"{name} and its conjugate count as independent (Wirtinger).",)

    @property
    def _constant(self) -> tuple[str, ...]:
        return (
            ()
            if self.is_by_conjugate or conjugate_name(self.by.name) in variables(self.expression)
            else super()._constant
        )


def refused_conjugate(variable: Variable) -> Refused:
    """The refusal to differentiate with respect to the conjugate of a real variable."""
    hint = "" if variable.properties else f'a complex one is declared so: {{"{variable.name}": "n complex"}}'
    return Refused(f"{variable.name} is real, and its own conjugate", hint=hint)


def complex_question(asked: Question, *, by_conjugate: bool = False) -> ComplexQuestion:
    """A question in complex variables, in them and their conjugates. Raises `LanguageError`, `Refused`."""
    if asked.has_many_axes or any(asked.structures):
        raise Refused("complex arrays of more than two axes, and projected derivatives, are not supported yet")
    if is_implicit(asked.expression):
        raise Refused("variables that an equation defines are not supported in complex expressions")
    if asked.order != 1:
        raise Refused("second derivatives of complex expressions are not supported yet")
    if asked.is_stacked:
        raise Refused(
            "derivatives of complex expressions with respect to stacked variables are not supported yet",
            hint="ask for each variable by itself",
        )
    written, (by,) = asked.expression, asked.wrt
    rewritten = Conjugates(asked.source).rewritten(written)
    known = {name: replace(v, properties=v.properties - COMPLEX) for name, v in asked.variables.items()}
    known |= variables(rewritten)
    parsed = replace(asked.parsed, expression=rewritten, variables=known)
    question = ComplexQuestion(
        parsed, (known[by.name],), asked.projected, asked.called, written=written, by=by, declared=asked.variables
    )
    return question.by_conjugate() if by_conjugate else question
