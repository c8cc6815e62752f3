"""Expressions as MATLAB and books write them, put into the language: `x'*A*x` and `xᵀAx` are `x.T @ A @ x`.

Nothing is guessed in silence: whoever reads a foreign expression shows what it was read as.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jacobook.errors import LanguageError, Location
from jacobook.language.declaration import read_declarations, read_functions
from jacobook.language.declared_function import ELEMENTWISE_FUNCTION, MATRIX_FUNCTION, DeclaredFunction
from jacobook.language.definition import read_definitions
from jacobook.language.functions import FUNCTIONS, REDUCTION
from jacobook.language.greek import GREEK, is_greek
from jacobook.language.orientation import SCALAR, of_operand, orientation
from jacobook.language.synonyms import CALLABLE, SYNONYMS, suggestion

_BOOK = re.compile(r"[ᵀ⊤⊙⊘‖²³⁻−·^]|\|\|")
_MATLAB = re.compile(r"(?<=[\w)\]'])'|\.[*/^]")
_QUOTED = re.compile(r"""(?<![\w)\]'ᵀ])'\w|\"""")
# Superscripts are letters and digits to Unicode, and signs here.
_NAME = r"[^\W\dᵀ²³](?:[^\Wᵀ²³])*"
_SIGNS = re.compile(
    rf"\s+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|{_NAME}|\.\*|\./|\.\^|\*\*|\.T\b|⁻¹|⁻ᵀ|(?:‖|\|\|)(?:_[F12](?!\w)|[₁₂])"
    r"|\^[-−]1\b|\^\([-−]1\)|\^[-−]?T(?![0-9_])|\^\([-−]T\)|\^⊤|\|\||[<>]=|.",
    re.DOTALL,
)
# A product of matrices to whoever also writes ^ for powers.
_MATLAB_PRODUCT = re.compile(r"(?<!\*)\*(?!\*)")
_TRANSPOSED = frozenset({"ᵀ", "⊤", "'", ".T"})
_POWERS = {"²": "2", "³": "3"}
_RAISED = frozenset({"^", ".^"})
_NORMS = {"": "norm", "_F": "norm", "_2": "norm", "₂": "norm", "_1": "norm1", "₁": "norm1"}
_SAME = {"^⊤": "ᵀ"}
_INVERSE_OR_TURNED = re.compile(r"\^\(?([-−]?)(1|T)\)?")
_OF_MATRICES = frozenset({"inv", "matrix_power", "expm", "logm", "sinm", "cosm", "kron", "outer", "eye"})
_FILLED = frozenset({"ones", "zeros"})
_ENTRYWISE = frozenset({"⊙", ".*"})
_MULTIPLIED = frozenset({"*", "@", "/", "./", *_ENTRYWISE})
_ALIKE = {"⊘": "/", "−": "-", ".^": "**", "·": "@"}
_SPACED = frozenset({"@", "*", "/", "+", "-", "<", ">", "<=", ">="})
_NAMED = frozenset({"pi", *GREEK})
_SCALARS = frozenset("abcdefg")


@dataclass(frozen=True, slots=True)
class Names:
    """What was declared: the ranks of variables, functions, those that are defined by a formula, and lengths."""

    ranks: Mapping[str, int] = field(default_factory=dict)
    functions: Mapping[str, DeclaredFunction] = field(default_factory=dict)
    definitions: Collection[str] = ()
    lengths: Collection[str] = ()

    @classmethod
    def of(cls, declarations: Mapping[str, str]) -> Names:
        """The names of declarations. Raises `LanguageError` where these cannot be read."""
        variables = read_declarations(declarations)
        ranks = {name: len(declared.shape) for name, declared in variables.items()}
        lengths = {symbol for each in variables.values() for length in each.shape for symbol in length.names}
        return cls(ranks, read_functions(declarations), frozenset(read_definitions(declarations)), lengths)

    def is_scalar(self, name: str) -> bool:
        """Whether the name is that of a number: a declared one, a length, or π."""
        rank = self.ranks.get(name)
        return rank == 0 if rank is not None else name in self.lengths or name in ("pi", "π")

    def rank(self, name: str) -> int | None:
        """The declared rank of a name, or the usual one of such a letter."""
        if name in self.ranks or self.is_function(name):
            return self.ranks.get(name)
        if self.is_scalar(name) or name[0] in _SCALARS or is_greek(name):
            return 0
        return 2 if name[0].isupper() else 1

    def is_function(self, name: str) -> bool:
        """Whether a bracket after the name holds arguments."""
        return name not in self.ranks and (name in CALLABLE or name in self.functions or name in self.definitions)

    def is_known(self, name: str) -> bool:
        """Whether the name is one, and no product of letters."""
        return name in self.ranks or self.is_function(name) or name in _NAMED


@dataclass(frozen=True, slots=True)
class _Piece:
    """An operator, a name, a number, or a bracket with the pieces in it; `after` is what follows its end at once."""

    text: str
    inner: tuple[_Piece, ...] | None = None
    after: str = ""

    @property
    def is_operand(self) -> bool:
        return self.inner is not None or self.text[0].isalnum() or self.text[0] == "_"

    def is_matrix(self, names: Names, *, matlab: bool) -> bool | None:
        """Whether its power is one of a matrix, as far as it can be told without reading; None where it cannot."""
        if of_operand(self, names.rank, matlab=matlab) == SCALAR:
            return False
        if self.inner is None:
            rank = names.ranks.get(self.text)
            return self.text[0].isupper() if rank is None else rank == 2
        inside = [piece.is_matrix(names, matlab=matlab) for piece in self.inner if piece.is_operand]
        if not self.text:
            return False if all(found is False for found in inside) else None
        function = names.functions.get(self.text)
        if function is not None and function.kind != ELEMENTWISE_FUNCTION:
            return function.kind == MATRIX_FUNCTION or len(function.result) == 2
        called = SYNONYMS.get(self.text, self.text)
        if called in _OF_MATRICES:
            return True
        if called in FUNCTIONS and FUNCTIONS[called].kind == REDUCTION:
            return False
        if called in _FILLED:
            return None if any(piece.text == "," for piece in self.inner) else False
        # A function of the entries of a matrix is a matrix; of Ax + b it is a vector.
        return None if inside and all(found is not False for found in inside) else False


NOTHING = Names()


def is_foreign(text: str) -> bool:
    """Whether a text has signs that the language does not; what quotes a string is not MATLAB's transpose."""
    return _QUOTED.search(text) is None and (_BOOK.search(text) or _MATLAB.search(text)) is not None


def is_matlab(text: str) -> bool:
    """Whether a text has MATLAB's signs: a transpose ', an operation entry by entry, or ^ beside *."""
    powers = "^" in text and _MATLAB_PRODUCT.search(text) is not None
    return _QUOTED.search(text) is None and (powers or _MATLAB.search(text) is not None)


def in_the_language(text: str, names: Names = NOTHING, *, matlab: bool = False) -> str:
    """The text in the language; unchanged where nothing in it is foreign, or where its brackets do not match.

    The `names` that were declared are never taken apart into letters. Factors side by side, and `*` in a text with
    MATLAB's signs, are matrix products, except beside a number and a declared scalar; so is a bracket after a declared
    variable or, in a book, after a single letter. With `matlab` the text is MATLAB's, whatever its signs. Raises
    `LanguageError` where another word stands before a bracket.
    """
    if not (matlab or is_foreign(text)):
        return text
    matlab = matlab or is_matlab(text)
    signs = [_sign(found, names) for found in _SIGNS.finditer(text) if found[0].strip()]
    _refuse_unclear_powers(text, signs)
    _refuse_labels(text, signs, names, matlab=matlab)
    pieces = _nested(_told_apart(text, signs, names, matlab=matlab), names, matlab=matlab)
    return text if pieces is None else _written(pieces, names, matlab=matlab)


def _sign(found: re.Match[str], names: Names) -> tuple[str, int]:
    """A sign as the others of its meaning are written, with its place. Raises `LanguageError` where it has two."""
    text, start = found[0], found.start()
    special = _INVERSE_OR_TURNED.fullmatch(text)
    # As in LaTeX, only the first letter stands above: a^Tx is aᵀx.
    word = re.compile(r"\w*").match(found.string, found.end())
    longer = "T" if word is None or text.endswith(")") else f"T{word[0]}"
    if special is not None and special[2] == "T" and not {"T", longer}.isdisjoint(names.ranks):
        place = Location(found.string, start, len(text))
        raise LanguageError(f"{text} may be a transpose or a power", location=place, hint="write ᵀ, or **T")
    if special is not None:
        return ("⁻" if special[1] else "") + {"1": "¹", "T": "ᵀ"}[special[2]], start
    return _SAME.get(text, text).replace("||", "‖"), start


def _refuse_labels(text: str, signs: Sequence[tuple[str, int]], names: Names, *, matlab: bool) -> None:
    """Raise `LanguageError` for ‖A‖₂, which is no Frobenius norm, and for ‖A‖₁ of what may be a matrix."""
    opened: list[int] = []
    for place, (sign, start) in enumerate(signs):
        if sign[0] != "‖":
            continue
        if len(sign) == 1 and not (opened and _closes(signs, place)):
            opened.append(place)
            continue
        inside = signs[opened.pop() + 1 : place] if opened else ()
        if sign[1:] in ("", "_F") or not inside:
            continue
        pieces = _nested(_told_apart(text, inside, names, matlab=matlab), names, matlab=matlab)
        if pieces is None or orientation(pieces, names.rank, matlab=matlab) not in ("column", "row", SCALAR):
            hint = "write ‖A‖_F for the Frobenius norm; of a vector, declare it, as in 'x: n'"
            at = Location(text, start, len(sign))
            raise LanguageError("the language does not have this matrix norm", location=at, hint=hint)


def _closes(signs: Sequence[tuple[str, int]], place: int) -> bool:
    """Whether a bar stands after what it may close."""
    before = signs[place - 1][0] if place else ""
    return before[:1].isalnum() or before in (")", "]", *_TRANSPOSED, *_POWERS, "⁻¹", "⁻ᵀ")


def _refuse_unclear_powers(text: str, signs: Sequence[tuple[str, int]]) -> None:
    """Raise `LanguageError` for a power of a power, and for the transpose of an exponent, read in different ways."""
    raised = False
    for place, (sign, start) in enumerate(signs):
        exponent = place > 0 and signs[place - 1][0] in _RAISED
        if (sign in _RAISED or sign in _POWERS) and (raised or (place > 0 and signs[place - 1][0] in _POWERS)):
            hint = "write brackets, (x^2)^3 or x^(2^3), or the number: x**23"
            raise LanguageError("a power of a power is ambiguous", location=Location(text, start), hint=hint)
        if raised and sign in _TRANSPOSED:
            hint = "write brackets, (A.^B)' or A.^(B')"
            raise LanguageError("this transposes the exponent or the power", location=Location(text, start), hint=hint)
        # A bracket after the sign is a whole exponent, and what stands in it is another matter.
        raised = exponent and sign not in "([-−"


def _told_apart(text: str, signs: Sequence[tuple[str, int]], names: Names, *, matlab: bool) -> list[str]:
    """The signs with runs of letters taken for the products that they are in a book: Ax is A times x, exp is exp.

    Raises `LanguageError` for a word before a bracket that is no function, and for a function without a bracket.
    """
    found: list[str] = []
    for (sign, start), (following, _) in zip(signs, [*signs[1:], ("", 0)], strict=True):
        is_word = sign[0].isalpha() or sign[0] == "_"
        called = following == "("
        place = Location(text, start, len(sign))
        if not is_word or sign in names.ranks or (called and names.is_function(sign)):
            found.append(sign)
        elif sign[0] == "_":
            raise LanguageError(f"{sign} is not a name", location=place, hint="norm(x) is ‖x‖, norm1(x) is ‖x‖₁")
        elif names.is_function(sign) and not called:
            hint = f"write {sign}(…)" + ("" if sign in FUNCTIONS else f", or declare {sign}")
            raise LanguageError(f"{sign} is a function", location=place, hint=hint)
        elif called and (matlab or len(sign) > 1):
            declared = [*names.functions, *names.definitions]
            raise LanguageError(f"unknown function {sign}", location=place, hint=suggestion(sign, declared))
        elif matlab or not sign.isalpha() or names.is_known(sign):
            found.append(sign)
        else:
            _refuse_run_together(sign, place)
            found += sign
    return found


def _refuse_run_together(word: str, place: Location) -> None:
    """Raise `LanguageError` for a word that begins with a function's name: trA is not t times r times A."""
    begun = next((word[:end] for end in range(len(word), 1, -1) if word[:end] in CALLABLE), None)
    if begun is not None:
        rest = word[len(begun) :]
        hint = f"write {begun}({rest}), or {'*'.join(word)} for a product of letters"
        raise LanguageError(f"{word} may be {begun} of {rest} or a product of letters", location=place, hint=hint)


def _nested(signs: Sequence[str], names: Names, *, matlab: bool) -> tuple[_Piece, ...] | None:
    """The signs with what stands in brackets inside them.

    None where a bracket is left open or was never opened, and where a power may be that of a matrix or not.
    """
    levels: list[tuple[str, list[_Piece]]] = [("", [])]
    for sign in signs:
        pieces = levels[-1][1]
        last = pieces[-1] if pieces and pieces[-1].is_operand else None
        if last is not None and sign in _TRANSPOSED:
            pieces[-1] = replace(last, after=last.after + ".T")
        elif last is not None and sign in _POWERS:
            of_matrix = last.is_matrix(names, matlab=matlab)
            if of_matrix is None:
                return None
            pieces[-1] = _matrix_power(last, _POWERS[sign]) if of_matrix else _power(last, _POWERS[sign])
        elif sign == "^":
            of_matrix = None if last is None else last.is_matrix(names, matlab=matlab)
            if of_matrix is None:
                return None
            pieces.append(_Piece("^" if of_matrix else "**"))
        elif pieces and pieces[-1].text == "^":
            if not sign.isdigit():
                return None
            pieces[-2:] = [_matrix_power(pieces[-2], sign)]
        elif last is not None and sign in ("⁻¹", "⁻ᵀ"):
            number = sign == "⁻¹" and of_operand(last, names.rank, matlab=matlab) == SCALAR
            pieces[-1] = _power(last, "-1") if number else _Piece("inv", (last,), "" if sign == "⁻¹" else ".T")
        elif sign == "(":
            is_call = last is not None and last.inner is None and not last.after and names.is_function(last.text)
            levels.append((pieces.pop().text if is_call else "", []))
        elif sign == "‖" and levels[-1][0] != "‖":
            levels.append(("‖", []))
        elif sign == ")" or sign[0] == "‖":
            opened, inner = levels.pop()
            if not levels or (opened == "‖") != (sign[0] == "‖"):
                return None
            levels[-1][1].append(_Piece(_NORMS[sign[1:]] if opened == "‖" else opened, tuple(inner)))
        else:
            pieces.append(_Piece(_ALIKE.get(sign, sign)))
    return tuple(levels[0][1]) if len(levels) == 1 else None


def _power(base: _Piece, exponent: str) -> _Piece:
    return replace(base, after=f"{base.after}**{exponent}")


def _matrix_power(base: _Piece, exponent: str) -> _Piece:
    return _Piece("matrix_power", (base, _Piece(","), _Piece(exponent)))


def _written(pieces: Sequence[_Piece], names: Names, *, matlab: bool) -> str:
    """The pieces with the products between them, and with spaces as the language is usually set."""
    text, place = "", 0
    while place < len(pieces):
        piece, earlier = pieces[place], pieces[:place]
        if piece.is_operand:
            end = next((at for at in range(place, len(pieces)) if not pieces[at].is_operand), len(pieces))
            text += _side_by_side(pieces[place:end], earlier, names, matlab=matlab)
            place = end
            continue
        sign = piece.text
        if sign == "*" and matlab and earlier and place + 1 < len(pieces):
            sign = _product(earlier, pieces[place + 1], names)
        elif sign in _ENTRYWISE:
            sign = "*"
        elif sign == "./":
            sign = "/"
        elif sign == "/" and matlab and place + 1 < len(pieces):
            _refuse_division(pieces[place + 1], names)
        follows = bool(earlier) and earlier[-1].is_operand
        text += f" {sign} " if sign in _SPACED and follows else sign + (" " if sign == "," else "")
        place += 1
    return text


def _refuse_division(divisor: _Piece, names: Names) -> None:
    """Raise `LanguageError` for a division by an array in MATLAB, where A/B is A times the inverse of B."""
    if of_operand(divisor, names.rank, matlab=True) not in (SCALAR, None):
        raise LanguageError(
            "/ by an array is A B⁻¹ in MATLAB", hint="write A./B for element-wise division, or A*inv(B)"
        )


def _side_by_side(run: Sequence[_Piece], earlier: Sequence[_Piece], names: Names, *, matlab: bool) -> str:
    """Operands without a sign between them, which a book takes for one: x ⊙ Ay is x ⊙ (Ay)."""
    text = _operand(run[0], names, matlab=matlab)
    for place, right in enumerate(run[1:], start=1):
        times = _product([*earlier, *run[:place]], right, names)
        text += f" {times} {_operand(right, names, matlab=matlab)}"
    if len(run) == 1 or matlab or len(earlier) < 2:
        return text
    left, sign = earlier[-2:]
    fraction = sign.text == "/" and _is_number(left) and _is_number(run[0])
    grouped = sign.text in _ENTRYWISE or (sign.text == "/" and not fraction)
    return f"({text})" if grouped or (sign.text == "*" and not _is_scalar(left, names)) else text


def _operand(piece: _Piece, names: Names, *, matlab: bool) -> str:
    if piece.inner is None:
        return piece.text + piece.after
    inner = piece.inner
    if piece.text == "inv" and len(inner) == 1 and inner[0].text == "" and inner[0].inner is not None:
        inner = inner[0].inner if not inner[0].after else inner
    return f"{piece.text}({_written(inner, names, matlab=matlab)}){piece.after}"


def _product(before: Sequence[_Piece], right: _Piece, names: Names) -> str:
    """The product of what stands before an operand with it: * with a number or a scalar, else the matrix product.

    What stands before is all that is multiplied up to here: in xᵀ 2 x it is a vector, though 2 stands beside x.
    """
    chain: list[_Piece] = []
    for piece in reversed(before):
        if not piece.is_operand and piece.text not in _MULTIPLIED:
            break
        if piece.is_operand:
            chain.append(piece)
    number = all(_is_scalar(piece, names) or _is_greek_number(piece, names) for piece in chain)
    return "*" if number or _is_scalar(right, names) or _scales(chain[0], right, names) else "@"


def _is_number(piece: _Piece) -> bool:
    return piece.inner is None and piece.text[0].isdigit()


def _is_scalar(piece: _Piece, names: Names) -> bool:
    if piece.inner is None:
        return _is_number(piece) or names.is_scalar(piece.text)
    called = SYNONYMS.get(piece.text, piece.text)
    if not called:
        alone = all(_is_scalar(each, names) for each in piece.inner if each.is_operand)
        return alone or orientation(piece.inner, names.rank, matlab=True) == SCALAR
    return called not in names.ranks and called in FUNCTIONS and FUNCTIONS[called].kind == REDUCTION


def _is_greek_number(piece: _Piece, names: Names) -> bool:
    """Whether a factor in front is a Greek letter that nobody declared or transposed: the λ of λ xᵀx."""
    return piece.inner is None and is_greek(piece.text) and piece.text not in names.ranks and ".T" not in piece.after


def _scales(left: _Piece, right: _Piece, names: Names) -> bool:
    """Whether a letter that is usually a scalar stands before a bracket: a(x − y)."""
    letter = left.inner is None and not left.after and left.text in _SCALARS and left.text not in names.ranks
    return letter and right.inner is not None and not right.text
