"""Clauses: what one condition says in words with formulas in them, `X is invertible`, or in short `X invertible`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from jacobook.display import Shown, escaped
from jacobook.language.dimension import ONE
from jacobook.language.domain import Predicate
from jacobook.layout.conditions.bounds import variables_of
from jacobook.layout.conditions.condition import Condition
from jacobook.layout.conditions.knowledge import constant
from jacobook.layout.forms.components import index_names
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.notation.latex import to_latex
from jacobook.notation.mathml import to_mathml
from jacobook.notation.options import BOOK, Notation
from jacobook.notation.spoken import to_spoken
from jacobook.notation.text import to_text
from jacobook.notation.typst import to_typst


@dataclass(frozen=True, slots=True)
class Relation:
    """Formulas with signs between them: −1 < x < 1."""

    sides: tuple[f.Formula, ...]
    signs: tuple[str, ...]


Piece = str | f.Formula | Relation

_SIGNS = {
    "latex": {"≠": r"\neq", ">": ">", "≥": r"\geq", "<": "<", "≤": r"\leq"},
    "typst": {"≠": "!=", ">": ">", "≥": ">=", "<": "<", "≤": "<="},
    "text": {sign: sign for sign in "≠>≥<≤"},
    "mathml": {sign: f"<mo>{escaped(sign)}</mo>" for sign in "≠>≥<≤"},
    "spoken": {
        "≠": "is not",
        ">": "is greater than",
        "≥": "is at least",
        "<": "is less than",
        "≤": "is at most",
    },
}
_PRINTERS: dict[str, Callable[[f.Formula, Notation], str]] = {
    "latex": to_latex,
    "typst": to_typst,
    "text": to_text,
    "mathml": to_mathml,
    "spoken": to_spoken,
}


def formula_text(piece: f.Formula | Relation, notation: str, written: Notation = BOOK) -> str:
    """A formula or a relation in a notation, without what marks it as mathematics."""
    show, signs = _PRINTERS[notation], _SIGNS[notation]
    if not isinstance(piece, Relation):
        return show(piece, written)
    first, *others = (show(side, written) for side in piece.sides)
    if notation == "spoken" and len(others) > 1:
        return f"{others[0]} lies between {first} and {others[1]}"
    return " ".join([first, *(f"{signs[sign]} {side}" for sign, side in zip(piece.signs, others, strict=True))])


def printed(pieces: Iterable[Piece], notation: str, written: Notation = BOOK) -> str:
    """Words and formulas in a notation; in LaTeX and Typst formulas stand between dollars."""
    marks = "$" if notation in ("latex", "typst") else ""
    return "".join(
        piece if isinstance(piece, str) else f"{marks}{formula_text(piece, notation, written)}{marks}"
        for piece in pieces
    )


def worded(pieces: Iterable[Piece], written: Notation = BOOK) -> list[str | Shown]:
    """Words and formulas as notebooks show them."""
    return [piece if isinstance(piece, str) else _shown(piece, written) for piece in pieces]


def _shown(piece: f.Formula | Relation, written: Notation) -> Shown:
    latex, mathml, text = (formula_text(piece, notation, written) for notation in ("latex", "mathml", "text"))
    return Shown(latex, mathml, text)


def clause(condition: Condition) -> tuple[Piece, ...]:
    """What a condition says, in words: `every entry of x is positive`."""
    subject, array = condition.subject, not f.is_scalar(condition.subject)
    match condition.predicate:
        case Predicate.POSITIVE if array:
            return _every_entry(subject)
        case Predicate.NOT_NEGATIVE if array:
            return ("no entry of ", subject, " is negative")
        case Predicate.NO_ZERO_ENTRY if array:
            return _no_entry(subject)
        case Predicate.INSIDE_ONE | Predicate.WITHIN_ONE | Predicate.INSIDE_UNIT | Predicate.WITHIN_UNIT if array:
            low, high = _ENDS[condition.predicate]
            ends = "" if condition.predicate in _OPEN else ", both included"
            return ("every entry of ", subject, " lies between ", _number(low), " and ", _number(high), ends)
        case Predicate.NOT_HALF_TURN if array:
            return ("no entry of ", subject, " is ", _HALF_TURN)
        case Predicate.NOT_ALL_EQUAL:
            return ("the entries of ", subject, " are not all equal")
        case Predicate.NOT_ZERO if isinstance(subject, f.Cross):
            return (subject.left, " and ", subject.right, " are not parallel")
        case predicate if predicate in _OF_A_WHOLE:
            if isinstance(subject, f.Transpose) and predicate in _OF_COLUMNS:
                return _around(subject.body, *_OF_COLUMNS[predicate])
            return _around(subject, *_OF_A_WHOLE[predicate])
        case Predicate.POWER_EXISTS if isinstance(subject, f.Power) and array:
            return ("every entry of ", subject.base, " is positive, or none is 0 and ", *_whole(subject.exponent))
        case _:
            return _relation(condition)


def short(condition: Condition) -> tuple[Piece, ...]:
    """What a condition says where there is little room: `xᵢ > 0`."""
    subject = condition.subject
    match condition.predicate:
        case Predicate.NOT_ALL_EQUAL:
            return ("entries of ", subject, " not all equal")
        case Predicate.NOT_ZERO if isinstance(subject, f.Cross):
            return (subject.left, ", ", subject.right, " not parallel")
        case predicate if predicate in _IN_SHORT:
            return _around(subject, *_IN_SHORT[predicate])
        case Predicate.POWER_EXISTS if isinstance(subject, f.Power):
            return (*_either(subject), subject.exponent, " integer")
        case Predicate.NO_NEGATIVE_EIGENVALUE | Predicate.POSITIVE_WHOLE:
            return clause(condition)
        case _:
            return _relation(condition)


def _around(subject: f.Formula, before: str, after: str) -> tuple[Piece, ...]:
    return (*((before,) if before else ()), subject, after)


_OF_A_WHOLE = {
    Predicate.INVERTIBLE: ("", " is invertible"),
    Predicate.FULL_COLUMN_RANK: ("the columns of ", " are linearly independent"),
    Predicate.FULL_ROW_RANK: ("the rows of ", " are linearly independent"),
    Predicate.SYMMETRIC: ("", " is symmetric"),
    Predicate.POSITIVE_DEFINITE: ("", " is symmetric and positive definite"),
    Predicate.FULL_RANK: ("the rows or the columns of ", " are linearly independent"),
    Predicate.DISTINCT_EIGENVALUES: ("the eigenvalues of ", " are distinct"),
    Predicate.DISTINCT_SINGULAR_VALUES: ("the singular values of ", " are distinct, and none is 0"),
    Predicate.REAL_EIGENVALUES: ("the eigenvalues of ", " are real"),
    Predicate.LEADING_MINORS: ("no leading principal minor of ", " is 0"),
    Predicate.LARGEST_ONCE: ("the largest entry of ", " occurs once"),
    Predicate.SMALLEST_ONCE: ("the smallest entry of ", " occurs once"),
    Predicate.LARGEST_ONCE_IN_ROWS: ("the largest entry of each row of ", " occurs once in it"),
    Predicate.SMALLEST_ONCE_IN_ROWS: ("the smallest entry of each row of ", " occurs once in it"),
    Predicate.NO_NEGATIVE_EIGENVALUE: ("no eigenvalue of ", " is negative or 0"),
    Predicate.POSITIVE_WHOLE: ("", " is a positive integer"),
}
_OF_COLUMNS = {
    Predicate.LARGEST_ONCE_IN_ROWS: ("the largest entry of each column of ", " occurs once in it"),
    Predicate.SMALLEST_ONCE_IN_ROWS: ("the smallest entry of each column of ", " occurs once in it"),
}
_IN_SHORT = {
    Predicate.INVERTIBLE: ("", " invertible"),
    Predicate.FULL_COLUMN_RANK: ("columns of ", " independent"),
    Predicate.FULL_ROW_RANK: ("rows of ", " independent"),
    Predicate.SYMMETRIC: ("", " symmetric"),
    Predicate.POSITIVE_DEFINITE: ("", " positive definite"),
    Predicate.FULL_RANK: ("", " of full rank"),
    Predicate.DISTINCT_EIGENVALUES: ("eigenvalues of ", " distinct"),
    Predicate.REAL_EIGENVALUES: ("eigenvalues of ", " real"),
    Predicate.LEADING_MINORS: ("leading principal minors of ", " not 0"),
    Predicate.LARGEST_ONCE: ("one largest entry of ", ""),
    Predicate.SMALLEST_ONCE: ("one smallest entry of ", ""),
    Predicate.LARGEST_ONCE_IN_ROWS: ("one largest entry in each row of ", ""),
    Predicate.SMALLEST_ONCE_IN_ROWS: ("one smallest entry in each row of ", ""),
    Predicate.DISTINCT_SINGULAR_VALUES: ("singular values of ", " distinct, none 0"),
}
_HALF_TURN = f.Constant("pi")
_ENDS = {
    Predicate.INSIDE_ONE: (-1, 1),
    Predicate.WITHIN_ONE: (-1, 1),
    Predicate.INSIDE_UNIT: (0, 1),
    Predicate.WITHIN_UNIT: (0, 1),
}
_OPEN = (Predicate.INSIDE_ONE, Predicate.INSIDE_UNIT)


def _relation(condition: Condition) -> tuple[Piece, ...]:
    """A condition on numbers, or on each entry of an array, as a relation."""
    subject, predicate = condition.subject, condition.predicate
    if predicate is Predicate.NOT_ZERO and not f.is_scalar(subject):
        left, right = _unequal(subject) or (subject, f.Filled(0, subject.rows, subject.columns))
        return (Relation((left, right), ("≠",)),)
    if predicate is Predicate.NOT_HALF_TURN:
        return (Relation((_entry(subject), _HALF_TURN), ("≠",)),)
    if predicate is Predicate.POSITIVE_DETERMINANT:
        return (Relation((f.Determinant(subject), _number(0)), (">",)),)
    if predicate is Predicate.POWER_EXISTS:
        assert isinstance(subject, f.Power)
        return (*_either(subject), *_whole(subject.exponent))
    if predicate in _ENDS:
        low, high = _ENDS[predicate]
        sign = "<" if predicate in _OPEN else "≤"
        return (Relation((_number(low), _entry(subject), _number(high)), (sign, sign)),)
    return (_beside_zero(subject, {Predicate.POSITIVE: ">", Predicate.NOT_NEGATIVE: "≥"}.get(predicate, "≠")),)


def _beside_zero(subject: f.Formula, sign: str) -> Relation:
    """That a number, or any entry of an array, is greater than 0, not less, or other; of 1 − p that p < 1."""
    left, right = _sides(subject, sign)
    if constant(left) is not None:
        left, right, sign = right, left, {">": "<", "≥": "≤", "≠": "≠"}[sign]
    return Relation((left, right), (sign,))


def _either(power: f.Power) -> tuple[Piece, ...]:
    return (_beside_zero(power.base, ">"), ", or ", _beside_zero(power.base, "≠"), " and ")


def _whole(exponent: f.Formula) -> tuple[Piece, ...]:
    if f.is_scalar(exponent):
        return (exponent, " is an integer")
    return ("every entry of ", exponent, " is an integer")


def _no_entry(subject: f.Formula) -> tuple[Piece, ...]:
    """No entry of an array is 0, or the difference of two arrays none."""
    apart = _unequal(subject)
    if apart is None:
        return ("no entry of ", subject, " is 0")
    left, right = apart
    for side, other in ((left, right), (right, left)):
        number = _repeated(side)
        if number is not None:
            return ("no entry of ", other, " is ", number)
    return ("no entry of ", left, " equals that of ", right)


def _repeated(array: f.Formula) -> f.Formula | None:
    """The number that every entry of an array is: 1 of 𝟏, and a of a 𝟏."""
    value = constant(array)
    if value is not None:
        return _number(value)
    if isinstance(array, f.Multiple) and array.body == f.Filled(1, array.rows, array.columns):
        return algebra.multiple(array.coefficient, array.numerators, array.denominators)
    return None


def _every_entry(subject: f.Formula) -> tuple[Piece, ...]:
    """Every entry of an array is positive, or its difference from a number is."""
    left, right = _apart(subject) or (subject, subject)
    for side, other, word in ((left, right, "less"), (right, left, "greater")):
        value = constant(side)
        if value is not None:
            return ("every entry of ", other, f" is {word} than ", _number(value))
    return ("every entry of ", subject, " is positive")


def _sides(subject: f.Formula, sign: str) -> tuple[f.Formula, f.Formula]:
    """What stands left and right of a sign: the two parts of a difference, else the subject and 0."""
    apart = _unequal(subject) if sign == "≠" else _apart(subject)
    # b − Ax > 0 stays as it is: it is a residual, and the logarithm is taken of it.
    if apart is None or (sign != "≠" and not any(isinstance(s, f.Size) or constant(s) is not None for s in apart)):
        return _entry(subject), _number(0)
    return _entry(apart[0]), _entry(apart[1])


def _apart(subject: f.Formula) -> tuple[f.Formula, f.Formula] | None:
    """The two parts of a difference a − b."""
    if not isinstance(subject, f.Sum) or len(subject.terms) != 2:
        return None
    first, second = subject.terms
    if _is_negative(first) == _is_negative(second):
        return None
    plus, minus = (second, first) if _is_negative(first) else (first, second)
    return plus, algebra.negative(minus)


def _unequal(subject: f.Formula) -> tuple[f.Formula, f.Formula] | None:
    """The two parts of a difference a − b, and of a sum x + 1 these of x − (−1)."""
    if isinstance(subject, f.Sum) and len(subject.terms) == 2 and not any(map(_is_negative, subject.terms)):
        numbers = [term for term in subject.terms if constant(term) is not None]
        if len(numbers) == 1:
            other = subject.terms[1] if numbers[0] is subject.terms[0] else subject.terms[0]
            return other, algebra.negative(numbers[0])
    return _apart(subject)


def _is_negative(term: f.Formula) -> bool:
    value = constant(term)
    return value < 0 if value is not None else isinstance(term, f.Multiple) and term.coefficient < 0


def _entry(subject: f.Formula) -> f.Formula:
    """Any entry of an array, with indices that are no names of its variables; a number is itself."""
    number = _repeated(subject)
    if number is not None:
        return number
    if f.is_scalar(subject):
        return subject
    if f.is_row(subject):
        return _entry(algebra.transpose(subject))
    count = 1 if f.is_column(subject) else 2
    return f.Entry(subject, index_names(count, variables_of(subject)))


def _number(value: Fraction | int) -> f.Formula:
    return f.Number(Fraction(value), ONE, ONE)
