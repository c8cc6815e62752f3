"""What is printed for people has one reading: random formulas are printed, read back, and their values compared.

The reader knows the rules that a careful human uses (juxtaposition before ⊙ and /, both before + and −) and refuses
what they do not settle: products whose value depends on where one begins, ⊙ beside ⊗ without parentheses, a(x) for a
scalar a.
"""

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas.formula import Hadamard, HadamardQuotient, Multiple, Product, Sum, Symbol, Transpose
from jacobook.notation.latex import to_latex
from jacobook.notation.spoken import to_spoken
from jacobook.notation.text import to_text

pytestmark = pytest.mark.thorough

SIZES = {"n": 3, "m": 2, "k": 4}
SCALARS = set("abc") | set(SIZES)
INFIX = "⊙⊘⊗∗"
RELATIONS = {">": "greater", "≥": "greater_equal", "<": "less", "≤": "less_equal"}


class Unreadable(Exception):
    pass


# --- text to tokens: (kind, value) pairs, the same for all media
FUNCTION_NAMES = {
    "σ": "sigmoid", "tr": "trace", "max": "maximum", "min": "minimum",
    **{name: name for name in (
        "exp", "sin", "tanh", "arctan", "relu", "softplus", "erf", "sign", "softmax", "logsumexp", "diag", "det", "vec",
    )},
}  # fmt: skip
DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
TEXT_TOKEN = re.compile(
    r"(?P<space> +)|(?P<number>\d+)|(?P<mark>⁻¹|⁻ᵀ|ᵀ)|(?P<power>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)|(?P<raise>\^⊙?)"
    rf"|(?P<function>{'|'.join(sorted(FUNCTION_NAMES, key=len, reverse=True))})(?=\(| [A-Z])"
    r"|(?P<name>[A-Za-zπ])|(?P<bar>‖|\|)|(?P<label>_F|₁)|(?P<sign>[-−+/⊙⊘⊗∗()\[\],>≥<≤√·])"
)


def text_tokens(text):
    tokens, bars, place = [], [], 0
    while place < len(text):
        match = TEXT_TOKEN.match(text, place)
        if match is None:
            raise Unreadable(f"{text[place:]!r}")
        place = match.end()
        kind, value = match.lastgroup, match.group()
        if kind == "bar":
            before = text[match.start() - 1] if match.start() else "("
            closes = (value in bars and before not in " (‖|[/√" + INFIX) or (value in bars[-1:] and before in "‖|")
            tokens.append(("close" if closes else "open", value))
            bars.remove(value) if closes else bars.append(value)
        elif kind == "label":
            tokens.append(("label", value))
        elif kind != "space" and value != "·":
            if value == "(" and tokens and tokens[-1][1] in SCALARS and text[match.start() - 1] != " ":
                raise Unreadable("a scalar before a parenthesis looks like a function")
            tokens.append(_plain_token(kind, value))
    return tokens


def _plain_token(kind, value):
    if kind == "function":
        return "function", FUNCTION_NAMES[value]
    if kind == "power":
        return "power", float(value.translate(DIGITS))
    if kind == "sign":
        return {
            "(": ("open", "("),
            ")": ("close", "("),
            "[": ("open", "["),
            "]": ("close", "["),
            "√": ("function", "sqrt"),
        }.get(value, ("sign", value.replace("-", "−")))
    return kind, float(value) if kind == "number" else value


LATEX_TOKEN = re.compile(
    r"(?P<space> +|\\,|\\cdot)|(?P<number>\d+)|\\mathbf\{(?P<bold>[A-Za-z])\}|\\operatorname\{(?P<operator>\w+)\}"
    r"|(?P<frac>\\frac)|(?P<sqrt>\\sqrt)|(?P<grow>\\left|\\right)|(?P<pi>\\pi)"
    r"|(?P<fence>\\[lr](?:Vert|vert|brack))|(?P<script>[\^_])|(?P<command>\\[a-z]+)|(?P<name>[a-z])|(?P<sign>[-+(),<>])"
)
LATEX_SIGNS = {"odot": "⊙", "oslash": "⊘", "otimes": "⊗", "ast": "∗", "ge": "≥", "le": "≤"}
FENCES = {"Vert": "‖", "vert": "|", "brack": "["}


def latex_tokens(text):
    tokens, place = [], 0
    while place < len(text):
        match = LATEX_TOKEN.match(text, place)
        if match is None:
            raise Unreadable(f"{text[place:]!r}")
        place = match.end()
        kind = match.lastgroup
        value = match.group(kind)
        if kind == "frac":
            above, place = _braced(text, place)
            below, place = _braced(text, place)
            tokens += [("open", "("), *_group(above), ("sign", "/"), *_group(below), ("close", "(")]
        elif kind == "sqrt":
            inside, place = _braced(text, place)
            tokens += [("function", "sqrt"), *_group(inside)]
        elif kind == "fence":
            tokens.append(("open" if value[1] == "l" else "close", FENCES[value[2:]]))
        elif kind == "script":
            script, place = _braced(text, place)
            tokens += _script(value, script)
        elif kind in ("bold", "name"):
            if re.match(r"(\\left)?\(", text[place:]) and value in SCALARS:
                raise Unreadable("a scalar before a parenthesis looks like a function")
            tokens.append(("name", value))
        elif kind in ("operator", "command"):
            name = value.removeprefix("\\")
            tokens.append(("sign", LATEX_SIGNS[name]) if name in LATEX_SIGNS else ("function", _function(name)))
        elif kind not in ("space", "grow"):
            tokens.append(("name", "π") if kind == "pi" else _plain_token(kind, value))
    return tokens


def _function(name):
    return "sigmoid" if name == "sigma" else FUNCTION_NAMES[name]


def _group(text):
    return [("open", "("), *latex_tokens(text), ("close", "(")]


def _braced(text, place):
    """What is inside the braces that begin here, or one sign, and the place behind."""
    if text[place] != "{":
        one = re.compile(r"\\[A-Za-z]+|.").match(text, place)
        return one.group(), one.end()
    depth = 0
    for end in range(place, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return text[place + 1 : end], end + 1
    raise Unreadable("an open brace")


def _script(kind, text):
    if kind == "_":
        return [("label", text)]
    marks = {r"\top": "ᵀ", "-1": "⁻¹", r"-\top": "⁻ᵀ"}
    if text in marks:
        return [("mark", marks[text])]
    if text.startswith(r"\odot "):
        return [("raise", "^⊙"), *_group(text.removeprefix(r"\odot "))]
    return [("raise", "^"), *_group(text)]


SPOKEN = {
    "the quantity": ("open", "("),
    "end quantity": ("close", "("),
    "the bracket": ("open", "["),
    "end bracket": ("close", "["),
    "plus": ("sign", "+"),
    "minus": ("sign", "−"),
    "Hadamard times": ("sign", "⊙"),
    "Hadamard over": ("sign", "⊘"),
    "Kronecker times": ("sign", "⊗"),
    "Khatri-Rao times": ("sign", "∗"),
    "times": None,
    "transpose": ("mark", "ᵀ"),
    "inverse": ("mark", "⁻¹"),
    "squared": ("power", 2.0),
    "cubed": ("power", 3.0),
    "to the power": ("raise", "^"),
    "element-wise squared": ("epower", 2.0),
    "element-wise cubed": ("epower", 3.0),
    "element-wise to the power": ("raise", "^⊙"),
    "is greater than": ("sign", ">"),
    "is at least": ("sign", "≥"),
    "is less than": ("sign", "<"),
    "is at most": ("sign", "≤"),
    "and": ("sign", ","),
    "pi": ("name", "π"),
    **{
        f"{words} of": ("function", name)
        for words, name in {
            "exp": "exp", "sine": "sin", "hyperbolic tangent": "tanh", "arc tangent": "arctan", "relu": "relu",
            "softplus": "softplus", "error function": "erf", "sign": "sign", "softmax": "softmax", "diag": "diag",
            "log-sum-exp": "logsumexp", "the determinant": "det", "vec": "vec", "sigma": "sigmoid",
            "the trace": "trace", "the maximum": "maximum", "the minimum": "minimum",
            "the absolute value": "abs", "the norm": "norm",
            "the Frobenius norm": "norm", "the 1-norm": "norm1",
        }.items()
    },
}  # fmt: skip
PHRASES = sorted(SPOKEN, key=len, reverse=True)


def spoken_tokens(text):
    tokens, ends, rest = [], [], text
    while rest:
        phrase = next((each for each in PHRASES if re.match(rf"{re.escape(each)}(?= |$)", rest)), rest.split(" ")[0])
        if rest.startswith(("the fraction", "end fraction")):
            phrase = rest[:12]
        rest = rest[len(phrase) :].lstrip(" ")
        if phrase == "the fraction":
            tokens += [("open", "("), ("open", "(")]
            ends.append("fraction")
        elif phrase == "over" and ends[-1:] == ["fraction"]:
            tokens += [("close", "("), ("sign", "/"), ("open", "(")]
            ends[-1] = "below"
        elif phrase == "end fraction":
            tokens += _ended(ends.pop())
        elif phrase == "over":
            tokens.append(("sign", "/"))
        elif phrase in SPOKEN:
            token = SPOKEN[phrase]
            tokens += [token] if token else []
            if token and token[0] == "open":
                ends.append(token[1])
            if token and token[0] == "close" and ends.pop() != token[1]:
                raise Unreadable("an end of what did not begin")
        else:
            tokens.append(("number", float(phrase)) if phrase.isdigit() else ("name", phrase))
    for end in reversed(ends):
        tokens += _ended(end)
    return tokens


def _ended(end):
    if end == "fraction":
        raise Unreadable("a fraction without a denominator")
    return [("close", "("), ("close", "(")] if end == "below" else [("close", end)]


# --- tokens to values
class Reader:
    """Values of tokens, with two axes; `bare` functions (as in speech) take one atom, and nothing may follow it."""

    def __init__(self, tokens, values, meanings, *, bare):
        self.tokens, self.values, self.meanings, self.bare = [*tokens, ("end", "")], values, meanings, bare
        self.place = 0

    def whole(self):
        value = self.sum()
        self.take("end")
        return value

    @property
    def kind(self):
        return self.tokens[self.place][0]

    @property
    def value(self):
        return self.tokens[self.place][1]

    def take(self, kind, value=None):
        if self.kind != kind or (value is not None and self.value != value):
            raise Unreadable(f"{self.tokens[self.place]} where {kind} {value} should be")
        self.place += 1
        return self.tokens[self.place - 1][1]

    def at(self, kind, values):
        return self.kind == kind and self.value in values

    def sum(self):
        total = self.signed() if self.at("sign", "−") else self.term()
        while self.at("sign", "+−"):
            sign = self.take("sign")
            term = self.term()
            if term.shape != total.shape:
                raise Unreadable("a sum of different shapes")
            total = total + term if sign == "+" else total - term
        return total

    def signed(self):
        self.take("sign", "−")
        return -self.term()

    def term(self):
        factors = [self.postfix()]
        while self.kind in ("number", "name", "function", "open"):
            factors.append(self.postfix())
        if self.at("sign", INFIX):
            return self.infix(factors)
        value = self.chain(factors)
        if self.at("sign", "/"):
            self.take("sign")
            value = value / self.single(self.postfix())
            if self.kind in ("number", "name", "function", "open") or self.at("sign", "/" + INFIX):
                raise Unreadable("something behind a quotient")
        return value

    @staticmethod
    def single(value):
        if value.shape != (1, 1):
            raise Unreadable("an array where a scalar should be")
        return value.item()

    def chain(self, factors):
        """The product, which must be the same whether one begins at the left or at the right."""
        left, right = factors[0], factors[-1]
        for factor in factors[1:]:
            left = self.times(left, factor)
        for factor in reversed(factors[:-1]):
            right = self.times(factor, right)
        if left.shape != right.shape or not np.allclose(left, right, rtol=1e-6, atol=1e-9, equal_nan=True):
            raise Unreadable("a product that depends on where one begins")
        return left

    @staticmethod
    def times(left, right):
        if (1, 1) in (left.shape, right.shape):
            return left * right
        if left.shape[1] != right.shape[0]:
            raise Unreadable("a product of what does not fit")
        return left @ right

    def infix(self, factors):
        *scalars, first = factors
        for scalar in scalars:
            first = first * self.single(scalar)
        sign = self.value
        operands = [first]
        while self.at("sign", INFIX):
            if self.take("sign") != sign:
                raise Unreadable("different signs side by side")
            operands.append(self.postfix())
        if self.kind in ("number", "name", "function", "open") or self.at("sign", "/"):
            raise Unreadable("something behind an operand")
        if sign in "⊘∗" and len(operands) != 2:
            raise Unreadable("a quotient of quotients")
        result = operands[0]
        for operand in operands[1:]:
            if sign in "⊙⊘" and result.shape != operand.shape:
                raise Unreadable("operands of different shapes")
            result = _INFIX[sign](result, operand)
        return result

    def postfix(self):
        closed = not (self.bare and self.kind == "function")
        value = self.atom()
        if not closed and self.kind in ("mark", "power", "epower", "raise"):
            raise Unreadable("something attached to a function's argument")
        while self.kind in ("mark", "power", "epower", "raise"):
            value = self.attached(value)
        return value

    def attached(self, value):
        kind, sign = self.kind, self.value
        self.place += 1
        if kind == "mark":
            value = np.linalg.inv(value) if "⁻" in sign else value
            return value.T if "ᵀ" in sign else value
        exponent = sign if kind in ("power", "epower") else self.single(self.atom())
        if value.shape == (1, 1) or kind == "epower" or sign == "^⊙":
            return value**exponent
        return np.linalg.matrix_power(value, int(exponent))

    def atom(self):
        kind, value = self.kind, self.value
        self.place += 1
        if kind == "number":
            return np.array([[value]])
        if kind == "name":
            return self.named(value)
        if kind == "function":
            return self.call(value)
        if kind == "open":
            return self.inside(value)
        raise Unreadable(f"{value!r} where an operand should be")

    def named(self, name):
        if name not in self.values:
            raise Unreadable(f"the name {name!r}")
        return self.values[name]

    def inside(self, fence):
        value = self.sum()
        if fence == "[":
            relation = self.take("sign")
            value = self.meanings[RELATIONS[relation]](value, self.sum())
        self.take("close", fence)
        if fence == "|":
            return np.abs(value)
        if fence == "‖":
            label = self.take("label") if self.kind == "label" else ""
            return self.function("norm1" if label in ("1", "₁") else "norm", [value])
        return value

    def call(self, name):
        if self.bare or name == "sqrt" or self.kind == "name":
            arguments = [self.atom()]
            if name in ("maximum", "minimum"):
                self.take("sign", ",")
                arguments.append(self.atom())
            return self.function(name, arguments)
        self.take("open", "(")
        arguments = [self.sum()]
        while self.at("sign", ","):
            self.take("sign")
            arguments.append(self.sum())
        self.take("close", "(")
        return self.function(name, arguments)

    def function(self, name, arguments):
        return _STRUCTURE[name](arguments[0]) if name in _STRUCTURE else self.meanings[name](*arguments)


def _khatri_rao(left, right):
    return np.column_stack([np.kron(left[:, j], right[:, j]) for j in range(left.shape[1])])


_INFIX = {"⊙": np.multiply, "⊘": np.divide, "⊗": np.kron, "∗": _khatri_rao}
_STRUCTURE = {
    "diag": lambda e: np.diag(e.ravel()) if e.shape[1] == 1 else np.diag(e).reshape(-1, 1),
    "trace": lambda e: np.trace(e).reshape(1, 1),
    "det": lambda e: np.array([[np.linalg.det(e)]]),
    "vec": lambda e: e.T.reshape(-1, 1),
    "norm": lambda e: np.sqrt((e**2).sum()).reshape(1, 1),
    "norm1": lambda e: np.abs(e).sum().reshape(1, 1),
    "sqrt": np.sqrt,
}

MEDIA = {"text": (to_text, text_tokens), "latex": (to_latex, latex_tokens), "spoken": (to_spoken, spoken_tokens)}


def read(medium, text, point, meanings):
    values = {
        name: np.asarray(value, float).reshape(-1, 1) if np.ndim(value) < 2 else value
        for name, value in point.values.items()
    }
    values |= {name: np.array([[float(size)]]) for name, size in SIZES.items()} | {"π": np.array([[np.pi]])}
    with np.errstate(all="ignore"):
        return Reader(MEDIA[medium][1](text), values, meanings, bare=medium == "spoken").whole()


@pytest.mark.parametrize("medium", MEDIA)
@given(data=st.data())
@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_what_is_printed_reads_as_the_formula_it_was(medium, data, named_formulas, at, meanings):
    formula = data.draw(named_formulas)
    point = at(0)
    value = point.settled(formula)
    printed = MEDIA[medium][0](formula)
    got = read(medium, printed, point, meanings)
    assert got.shape == value.shape, printed
    assert np.allclose(got, value, rtol=1e-5, atol=1e-6), printed


# --- the reader itself: what it must refuse, or the test above would prove nothing
n = Dimension.of("n")
x, y = (Symbol(name, n, ONE, 1) for name in "xy")
A = Symbol("A", n, n, 2)


@pytest.mark.parametrize(
    "text", ["xᵀyA", "A x ⊙ y", "x ⊙ y ⊗ x", "x ⊘ y ⊘ x", "a(x + y)", "a/b c", "x ⊙ y/a", "x + A", "2 x y", "(x", "−"]
)
def test_the_reader_refuses_what_has_two_readings_or_none(text, at, meanings):
    with pytest.raises(Unreadable):
        read("text", text, at(0), meanings)


@pytest.mark.parametrize("medium", MEDIA)
def test_parentheses_make_a_difference_that_is_printed(medium, at, meanings):
    pairs = [
        (Product((A, Sum((x, y)))), Sum((Product((A, x)), y))),
        (Product((A, Hadamard((x, y)))), Hadamard((Product((A, x)), y))),
        (HadamardQuotient(x, HadamardQuotient(y, x)), HadamardQuotient(HadamardQuotient(x, y), x)),
        (Transpose(Sum((A, Transpose(A)))), Sum((A, Transpose(Transpose(A))))),
        (Multiple(2, body=Sum((x, y))), Sum((Multiple(2, body=x), y))),
        (Multiple(-1, body=Sum((x, y))), Sum((Multiple(-1, body=x), y))),
    ]
    for first, second in pairs:
        printed = [MEDIA[medium][0](formula) for formula in (first, second)]
        assert printed[0] != printed[1]
        for formula, text in zip((first, second), printed, strict=True):
            np.testing.assert_allclose(read(medium, text, at(0), meanings), at(0).value(formula))
