"""Julia code, with LinearAlgebra and SpecialFunctions: columns are vectors, rows their adjoints. No test runs it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from jacobook.errors import Refused
from jacobook.language.definition_of import ARGUMENTS, definition_of, is_defined
from jacobook.language.dimension import ONE, Dimension
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS, PRINTED_FUNCTIONS
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.conjugates import holds_complex
from jacobook.layout.formulas.statement import statement
from jacobook.notation.code import Binding, Code, closed, dimension_code, filled_in
from jacobook.notation.function_names import called_in
from jacobook.notation.matrix_code import MatrixCodePrinter
from jacobook.notation.visitor import unknown

_CALLED = called_in("julia")
_PATTERNS = {
    "only": "only({0})",
    "identity": "I({rows})",
    "commutation": "I({rows})[vec(reshape(1:{rows}, {0}, {1})'), :]",
    "kronecker": "kron({0}, {1})",
    "khatri_rao": "reduce(hcat, [kron({0:atom}[:, {j}], {1:atom}[:, {j}]) for {j} in 1:{columns}])",
    "matrix_power": "{0:atom}^{1:atom}",
    "transpose": "{0:atom}'",
    "turned": "transpose({0})",
    "inverse": "inv({0})",
    "diagonal": "Diagonal({0})",
    "diagonal_part": "diag({0})",
    "trace": "tr({0})",
    "determinant": "det({0})",
    "absolute": "abs({0})",
    "norm": "norm({0})",
    "norm1": "norm({0}, 1)",
    "norm2": "opnorm({0})",
    "vec": "vec({0})",
    "unvec": "reshape({0}, {rows}, {columns})",
    "cross": "cross({0}, {1})",
    "cross_matrix": "reduce(hcat, [cross({0}, I(3)[:, {j}]) for {j} in 1:3])",
    "finite_sum": "sum({0} for {1} in 0:{2:term} - 1; init={3})",
}
_WORDS = """abstract baremodule begin break catch const continue do else elseif end export false finally for function
global if import in isa let local macro module mutable primitive quote return struct true try using where while
ones zeros sqrt exp pi LinearAlgebra"""
_WORD = re.compile(r"[A-Za-z]{2,}\w*|I")


class JuliaPrinter(MatrixCodePrinter):
    """Formulas as Julia code."""

    medium: ClassVar[str] = "Julia"
    constants: ClassVar[Mapping[str, str]] = {"pi": "pi", "e": "exp(1)", "1j": "im"}
    patterns: ClassVar[Mapping[str, str]] = _PATTERNS
    reserved: ClassVar[frozenset[str]] = frozenset(
        word for text in (_WORDS, *_PATTERNS.values(), *_CALLED.values()) for word in _WORD.findall(text)
    ) - {"rows", "columns", "atom", "term"}

    def function(self, names: Sequence[str], body: str) -> str:
        return f"{names[0]} -> {body}" if len(names) == 1 else f"({', '.join(names)}) -> {body}"

    def entrywise(self, function: str, formula: f.Formula) -> Code:
        return Code(f"{function}.({self.code(formula)})")

    def is_number(self, product: f.Product) -> bool:
        return isinstance(product.factors[0], f.Transpose | f.Filled)

    def transpose(self, formula: f.Transpose) -> Code:
        # The sign ' also takes conjugates.
        return self.of_matrix("turned" if holds_complex(formula) else "transpose", formula.body)

    def symbol(self, formula: f.Symbol) -> Code:
        if formula.rank < 2 or f.axes(formula) != 1:
            return super().symbol(formula)
        # A column that is declared n×1 is a matrix with one column there.
        if formula.columns != ONE and holds_complex(formula):
            return Code(f"transpose(vec({formula.name}))")
        return Code(f"vec({formula.name})" + ("" if formula.columns == ONE else "'"))

    def filled(self, formula: f.Filled) -> Code:
        sizes = [dimension_code(each) for each in (formula.rows, formula.columns) if each != ONE]
        made = f"{('zeros', 'ones')[formula.value]}({', '.join(sizes)})"
        return Code(made + ("'" if formula.rows == ONE else "")) if sizes else super().filled(formula)

    def cut(self, cut: f.Cut | None, length: Dimension) -> str:  # noqa: ARG002 (others need it)
        if cut is None:
            return ":"
        if cut.index:
            return f"{cut.index} .+ 1"
        first, last = (dimension_code(place + ONE) for place in (cut.start, cut.last))
        if cut.is_place:
            return first
        return f"{first}:{last}" if cut.step == 1 else f"{first}:{cut.step}:{last}"

    def part(self, formula: f.Part) -> Code:
        if f.is_column(formula.body) and formula.row is not None:
            return Code(f"{closed(self.visit(formula.body))}[{self.cut(formula.row, formula.body.rows)}]")
        return super().part(formula)

    def block(self, formula: f.Block) -> Code:
        rows = ("  ".join(closed(self.visit(part)) for part in row) for row in formula.grid)
        return Code(f"[{'; '.join(rows)}]")

    def hadamard(self, formula: f.Hadamard) -> Code:
        return Code(" .* ".join(closed(self.visit(each), Binding.POWER) for each in formula.factors), Binding.TERM)

    def hadamard_quotient(self, formula: f.HadamardQuotient) -> Code:
        return filled_in("{0:term} ./ {1:power}", [self.visit(formula.numerator), self.visit(formula.denominator)])

    def power(self, formula: f.Power) -> Code:
        sign = "^" if f.is_scalar(formula) else " .^ "
        return filled_in(f"{{0:atom}}{sign}{{1:atom}}", [self.visit(formula.base), self.visit(formula.exponent)])

    def matrix_function(self, name: str, body: f.Formula) -> Code | None:
        return filled_in(_CALLED[name], [self.visit(body)]) if name in _CALLED else None

    def apply(self, formula: f.Apply) -> Code:
        name, codes, dot = formula.function, [*map(self.visit, formula.arguments)], "" if f.is_scalar(formula) else "."
        if name in self.relations:
            return Code(filled_in(f"({{0}} {dot}{self.relations[name]} {{1}})", codes).text)
        if name == "where" and dot:
            raise Refused("a choice of arrays has no form in Julia code, which would compute both of its cases")
        if name == "where":
            is_relation = getattr(formula.arguments[0], "function", "") in self.relations
            return filled_in(f"({{0}}{'' if is_relation else ' != 0'} ? {{1}} : {{2}})", codes)
        if name in _CALLED and PRINTED_FUNCTIONS[name].kind != ELEMENTWISE:
            return filled_in(_CALLED[name], codes)
        call = Code(f"{self._function(name)}{dot}({', '.join(code.text for code in codes)})")
        spread = bool(dot) and all(map(f.is_scalar, formula.arguments))
        ones = f.Filled(1, formula.rows, formula.columns)
        return filled_in("{0} .* {1}", [call, self.filled(ones)]) if spread else call

    def _function(self, name: str) -> str:
        """A function of numbers: by its name there, or made of its pattern or of its definition."""
        named = _CALLED.get(name, "")
        if re.fullmatch(r"[\w.]+", named):
            return named
        if not named and not is_defined(name):
            raise unknown("function", name, "Julia code", [*_CALLED, *self.relations, "where"])
        letters = ARGUMENTS[: FUNCTIONS[name].arity]
        if named:
            return f"({self.function(letters, filled_in(named, [*map(Code, letters)]).text)})"
        return f"({self.function(letters, self.code(statement(definition_of(name, expanded=True))))})"
