"""What a lecturer would say of each slip."""

from __future__ import annotations

from collections.abc import Collection

from jacobook.claims.edits import Edit, Slip, without
from jacobook.claims.reading import Claim
from jacobook.claims.verdict import Finding, Kind
from jacobook.language.expression import Call, Expression, applies, variables, walk
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.measure import pieces
from jacobook.notation.text import to_text

_RULES = {
    Slip.ORDER: "the order of the factors matters",
    Slip.TURNED_PRODUCT: "in the transpose of a product the order of the factors turns round, (AB)ᵀ = BᵀAᵀ",
    Slip.INVERTED_PRODUCT: "in the inverse of a product the order of the factors turns round, (AB)⁻¹ = B⁻¹A⁻¹",
    Slip.INVERTED_SUM: "the inverse of a sum is not the sum of the inverses",
    Slip.ENTRYWISE: "the product is one of matrices, not entry by entry",
    Slip.MATRIX_PRODUCT: "the product is entry by entry, not one of matrices",
    Slip.EXPONENT: "a power is wrong",
    Slip.ARGUMENT: "the outer derivative is taken at the value of the inner function",
    Slip.ONES: "an identity matrix is not a matrix of ones",
    Slip.ENTRYWISE_INVERSE: "the inverse of a matrix is not the reciprocal of its entries",
    Slip.TERM_SIGN: "the sign of a term",
}


_OF_SOFTMAX = ": each entry of a softmax depends on all of them, and not only the diagonal remains"
_LOST = {Slip.TRANSPOSE: "a transpose", Slip.INVERSE: "an inverse", Slip.FUNCTION: "a function"}
"""What is missing where a piece is replaced by what stands in it, and too much the other way round."""


def left_out(edit: Edit, claim: Claim) -> Finding:
    """The sentence about a claim that is the answer with a slip in it."""
    part = to_text(edit.part)
    match edit.slip:
        case Slip.TERM:
            rest = to_text(_rest(edit))
            return Finding(
                Kind.TERM_MISSING, f"{rest} is there, {to_text(edit.part)} is missing{_why_term(edit, claim)}."
            )
        case Slip.DIAGONAL:
            return Finding(Kind.SLIP, f"Only the diagonal of the derivative is there{_why_diagonal(claim)}.")
        case Slip.FACTOR:
            return Finding(Kind.SLIP, f"The factor {part} is missing{_why_factor(edit, claim)}.")
        case Slip.DENOMINATOR:
            return Finding(Kind.SLIP, f"The division by {part} is missing.")
        case Slip.INVERTED:
            return Finding(Kind.SLIP, f"{part} stands on the wrong side of the fraction bar.")
        case _:
            return _exchanged(edit, right=edit.part, wrong=edit.into)


def mended(edit: Edit) -> Finding:
    """The sentence about a claim that is right once a part of it is changed."""
    part = to_text(edit.part)
    match edit.slip:
        case Slip.TERM:
            return Finding(Kind.TERM_EXTRA, f"The term {part} is too much; without it the claim is right.")
        case Slip.DIAGONAL:
            return Finding(Kind.SLIP, f"The entries beside the diagonal are too much: it is that of {part}.")
        case Slip.FACTOR:
            return Finding(Kind.SLIP, f"The factor {part} is too much; without it the claim is right.")
        case Slip.DENOMINATOR:
            return Finding(Kind.SLIP, f"The division by {part} is too much; without it the claim is right.")
        case Slip.INVERTED:
            return Finding(Kind.SLIP, f"{part} stands on the wrong side of the fraction bar.")
        case _:
            return _exchanged(edit, right=edit.into, wrong=edit.part)


def _exchanged(edit: Edit, right: f.Formula | None, wrong: f.Formula | None) -> Finding:
    assert right is not None
    assert wrong is not None
    kind = Kind.TRANSPOSE if edit.slip in (Slip.TRANSPOSE, Slip.TURNED_PRODUCT) else Kind.SLIP
    instead = f"It is {to_text(right)}, not {to_text(wrong)}"
    if edit.slip is Slip.COEFFICIENT:
        return Finding(kind, f"A number is {to_text(right)}, not {to_text(wrong)}.")
    if edit.slip in _LOST:
        amount = "missing" if len(to_text(right)) > len(to_text(wrong)) else "too much"
        return Finding(kind, f"{instead}: {_LOST[edit.slip]} is {amount}.")
    return Finding(kind, f"{instead}: {_RULES[edit.slip]}.")


def _rest(edit: Edit) -> f.Formula:
    assert isinstance(edit.around, f.Sum)
    terms = without(edit.around.terms, (edit.part,))
    if len(terms) == len(edit.around.terms) and isinstance(edit.part, f.Sum):
        terms = without(terms, edit.part.terms)
    return f.Sum(terms) if len(terms) > 1 else terms[0]


def _why_term(edit: Edit, claim: Claim) -> str:
    """Why a term stands in a sum."""
    rest = _rest(edit)
    turned = algebra.transpose(edit.part)
    if turned == rest and isinstance(_bare(edit.part), f.Symbol):
        return f": {to_text(_bare(edit.part))} need not be symmetric"
    if turned == rest:
        return ": what stands there need not be symmetric"
    if _is_outer(edit.part) and any(applies(claim.asked.expression, name) for name in ("softmax", "softmax along")):
        return _OF_SOFTMAX
    names = {variable.name for variable in claim.asked.wrt}
    if _occurs_twice(claim.asked.expression, names, _FACTORS):
        return f": the product rule has a term for each place where {' and '.join(sorted(names))} stands"
    if _occurs_twice(claim.asked.expression, names, _TERMS):
        return ": every term of a sum has its derivative"
    return ""


_TERMS = frozenset({"add", "subtract"})
_FACTORS = frozenset({"multiply", "matmul", "outer", "dot", "kron", "divide", "power", "cross"})


def _occurs_twice(expression: Expression, names: Collection[str], functions: Collection[str]) -> bool:
    """Whether one of some functions has the variable in more than one argument."""
    calls = (node for node in walk(expression) if isinstance(node, Call) and node.function in functions)
    return any(sum(any(name in variables(part) for name in names) for part in call.arguments) > 1 for call in calls)


def _why_diagonal(claim: Claim) -> str:
    softmax = any(applies(claim.asked.expression, name) for name in ("softmax", "softmax along"))
    return _OF_SOFTMAX if softmax else ": an entry of the value depends on other entries too"


def _bare(formula: f.Formula) -> f.Formula:
    return formula.body if isinstance(formula, f.Transpose) else formula


def _is_outer(formula: f.Formula) -> bool:
    body = formula.body if isinstance(formula, f.Multiple) and formula.body is not None else formula
    return isinstance(body, f.Product) and f.is_column(body.factors[0]) and f.is_row(body.factors[-1])


def _why_factor(edit: Edit, claim: Claim) -> str:
    """By the chain rule, where the expression is a function of a function and the factor may be a derivative of one."""
    names = {variable.name for variable in claim.asked.wrt}
    inner = any(
        isinstance(argument, Call) and names & set(variables(argument))
        for node in walk(claim.asked.expression)
        if isinstance(node, Call) and node.function not in ("add", "subtract", "negate")
        for argument in node.arguments
    )
    of_letters = any(isinstance(piece, f.Symbol) for piece in pieces(edit.part))
    return ": by the chain rule the derivative of the inner function is a factor" if inner and of_letters else ""
