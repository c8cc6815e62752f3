"""The language of arrays: axes, broadcasting, lists, joins, subscripts and lengths, and what is said of bad ones."""

from __future__ import annotations

import pytest

from jacobook.errors import LanguageError
from jacobook.language.declaration import parse_declaration
from jacobook.language.dimension import Dimension, shape_text
from jacobook.language.expression import Call, walk
from jacobook.language.grammar import parse
from jacobook.language.reader import read

WHERE = {"X": "m×n", "W": "n×p", "b": "p", "s": "m", "x": "n", "u": "n", "i": "index", "idx": "k index", "T": "m×n×p"}

SHAPES = [
    ("X @ W + b", "m×p"),
    ("X / s[:, None]", "m×n"),
    ("sum(X, axis=0)", "n"),
    ("sum(X, axis=1, keepdims=True)", "m×1"),
    ("X / sum(X, axis=-1, keepdims=True)", "m×n"),
    ("X.mean(axis=0)", "n"),
    ("sum(T, axis=(0, 2))", "n"),
    ("softmax(X, axis=1)", "m×n"),
    ("softmax(x)", "n"),
    ("logsumexp(X, axis=1)", "m"),
    ("log_softmax(X[:1])", "1×n"),
    ("log_softmax(X[:, :1])", "m×1"),
    ("softmax(X[:1], where=X[:1] > 0)", "1×n"),
    ("softmax(X[:, :1], where=X[:, :1] > 0)", "m×1"),
    ("logsumexp(X[:1], where=X[:1] > 0)", "scalar"),
    ("logsumexp(X[:1], where=X[:1] > 0, keepdims=True)", "1×1"),
    ("logsumexp(X[:1], axis=1, keepdims=True)", "1×1"),
    ("softmax(X, axis=1, where=x > 0)", "m×n"),
    ("var(x)", "scalar"),
    ("std(X, axis=0)", "n"),
    ("norm(X, axis=1)", "m"),
    ("[x[0], 2, x[-1]]", "3"),
    ("[x, u]", "2×n"),
    ("[[1, x[0]], [x[1], 2]]", "2×2"),
    ("concatenate([x, [1]])", "n+1"),
    ("concatenate([X, X], axis=1)", "m×2*n"),
    ("stack([x, u], axis=1)", "n×2"),
    ("hstack([x, b])", "n+p"),
    ("vstack([X, x])", "m+1×n"),
    ("block([[X, s[:, None]], [x, 1]])", "m+1×n+1"),
    ("x[1:]", "n-1"),
    ("x[:-1]", "n-1"),
    ("x[1:3]", "2"),
    ("x[::-1]", "n"),
    ("x[-5:]", "5"),
    ("x[-k:]", "k"),
    ("x[:-k]", "n-k"),
    ("x[m:]", "n-m"),
    ("roll(x, k)", "n"),
    ("cumsum(x)", "n"),
    ("X.cumsum(axis=0)", "m×n"),
    ("cumsum(X[:1], axis=0)", "1×n"),
    ("X[0]", "n"),
    ("X[:, 0]", "m"),
    ("X[1:, :2]", "m-1×2"),
    ("X[i, :]", "n"),
    ("X[idx]", "k×n"),
    ("x[i]", "scalar"),
    ("T[..., 0]", "m×n"),
    ("x[None, :] - x[:, None]", "n×n"),
    ("X.reshape(m*n)", "m*n"),
    ("X.reshape(-1)", "m*n"),
    ("reshape(X, (n, m))", "n×m"),
    ("X.ravel()", "m*n"),
    ("transpose(T, (0, 2, 1))", "m×p×n"),
    ("swapaxes(T, 0, 2)", "p×n×m"),
    ("T.T", "p×n×m"),
    ("T @ W.T[:, :1]", "m×n×1"),
    ('einsum("ij,jk->ik", X, W)', "m×p"),
    ('einsum("mnp,np", T, W)', "m"),
    ("tril(X)", "m×n"),
    ("roll(x, 1)", "n"),
    ("softmax(X @ X.T, axis=1, where=tril(ones(m, m)))", "m×m"),
]


@pytest.mark.parametrize(("text", "shape"), SHAPES, ids=[text for text, _ in SHAPES])
def test_an_expression_has_the_shape_that_numpy_gives_it(text, shape):
    names = [name for name in WHERE if any(name == word for word in _words(text))]
    assert shape_text(parse(text, {name: WHERE[name] for name in names} or WHERE).expression.shape) == shape


def _words(text):
    return "".join(character if character.isalnum() else " " for character in text).split()


BAD = [
    ("softmax(X)", "softmax of a matrix: along which axis", 0),
    ("logsumexp(X)", "logsumexp of a matrix: along which axis", 0),
    ("X + s", "shapes m×n and m do not fit +", 0),
    ("sum(X, axis=2)", "this has the axes 0 to 1", 12),
    ("sum(X, axis=s)", "an axis is a whole number", 12),
    ("sum(X, 1)", "sum takes 1 argument, not 2", 0),
    ("sum(X, axis=1, where=X)", "where= takes an array of zeros and ones", 21),
    ("x[0, 0]", "a vector has one axis", 0),
    ("x[s]", "s is a variable and no length", 2),
    ("x[n]", "the places of this axis are 0 to n-1, not n", 2),
    ("x[j]", "j is not declared", 2),
    ("x[1:1]", "this slice has no entries", 2),
    ("x[::2]", "are not a length that can be written", 4),
    ("concatenate([x, X])", "arrays with as many axes are concatenated", 0),
    ("concatenate(x)", "concatenate takes a list of arrays", 0),
    ("stack([x, X])", "what is stacked has one shape", 0),
    ("X.reshape(n, n)", "entries are not as many", 0),
    ("transpose(X, (0, 0))", "transpose takes each of the axes", 0),
    ('einsum("ij,jk->ik", X)', "each array has a letter for each of its axes", 7),
    ("tril(x)", "tril takes a matrix", 0),
    ("cumsum(X)", "cumsum of a matrix: along which axis", 0),
    ("roll(X, 1)", "roll of a matrix: along which axis", 0),
    ("log_softmax(c)", "log_softmax takes a vector, not a scalar", 0),
    ("softmax(c, where=c > 0)", "softmax takes a vector, not a scalar", 0),
    ("softmax(X[:1] * s[:1, None] + s[:, None])", "softmax of a matrix: along which axis", 0),
    ("softmax(x, where=X > 0)", "where= has no more axes or entries than what it masks", 17),
    ("sum(x, where=X > 0)", "where= has no more axes or entries than what it masks", 13),
    ("softmax(X[:1], axis=1, where=X > 0)", "where= has no more axes or entries than what it masks", 29),
    ("softmax(x, where=c > 0)", "a mask that is the same along the axis", 0),
    ("softmax(X, axis=1, where=s[:, None] > 0)", "a mask that is the same along the axis", 0),
    ("softmax(X[:, :1], axis=1, where=X[:, :1] > 0)", "a mask that is the same along the axis", 0),
    ("[]", "an empty list is no array", 0),
    ("x[n+k]", "the places of this axis are 0 to n-1, not k[+]n", 2),
    ("x[-n-k]", "the places of this axis are 0 to n-1, not -1[*]k", 2),
    ("x[n:]", "this slice has no entries", 2),
    ("x[:-n]", "this slice has no entries", 3),
    ("roll(x, n - k)", "an array is rolled one way", 8),
    ("roll(v, 5) + [1, 2, 3]", "this slice goes beyond its axis: what it cuts has 3 entries", 0),
    ("sum(v[-5:]) + v @ [1, 2, 3]", "goes beyond its axis", 4),
    ("X.reshape(0, -1)", "an axis has 1 place or more, not 0", 10),
    ("kron(v, ones(m+1)) + kron(v, ones(k))", "do not fit", 0),
    ("concatenate([v, [1]]) + v", "do not fit", 0),
]


@pytest.mark.parametrize(("text", "said", "column"), BAD, ids=[text for text, _, _ in BAD])
def test_what_does_not_fit_is_explained_at_its_place(text, said, column):
    with pytest.raises(LanguageError, match=said) as caught:
        parse(text, WHERE)
    assert caught.value.location is not None
    assert caught.value.location.column == column


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("b×t×c", "b×t×c"),
        ("b x t x c x d", "b×t×c×d"),
        ("m*n", "m*n"),
        ("n+1", "n+1"),
        ("q-n+1", "q-n+1"),
        ("2*n × 3", "2*n×3"),
        ("(n+1)*m", "(n+1)*m"),
    ],
)
def test_a_length_may_be_a_product_or_a_sum(text, shape):
    assert shape_text(parse_declaration(text).shape) == shape


@pytest.mark.parametrize(
    ("text", "properties"),
    [
        ("n×n positive-definite", {"positive definite", "symmetric", "invertible"}),
        ("n×n unit lower triangular", {"unit lower triangular", "lower triangular", "invertible"}),
        ("m×n one-hot", {"one-hot", "zero-one"}),
        ("n probability", {"probability", "positive"}),
        ("n unit", {"unit"}),
        ("k index", {"index"}),
        ("index", {"index"}),
    ],
)
def test_properties_are_read_with_what_they_imply(text, properties):
    assert parse_declaration(text).properties == properties


@pytest.mark.parametrize(
    "text", ["scalar one-hot", "m×n unit", "m×n index", "m×n lower triangular", "n index positive"]
)
def test_a_property_that_nothing_of_the_shape_has_is_refused(text):
    with pytest.raises(LanguageError):
        parse_declaration(text)


def test_lengths_are_equal_as_polynomials():
    m, n, one = Dimension.of("m"), Dimension.of("n"), Dimension()
    assert m * (n + one) == m * n + m
    assert (n + one) - one == n
    assert (n - n).whole == 0
    assert (n + one).size({"n": 3}) == 4
    assert ((n + one) * (n - one)).size({"n": 5}) == 24
    assert (n + one).replaced({"n": m * n}) == m * n + one
    assert (m * (n + one)).names == ("n", "m")
    assert (n + n).label == "2n"


@pytest.mark.parametrize(
    ("text", "start", "length"),
    [
        ("y[-5:]", 0, 3),
        ("y[:7]", 0, 3),
        ("y[-7:-1]", 0, 2),
        ("y[1:9]", 1, 2),
        ("y[-2:5]", 1, 2),
        ("roll(y, 5)", 1, 3),
        ("roll(y, -5)", 2, 3),
        ("roll(y, 6)", 0, 3),
        ("y[::-2]", 2, 2),
    ],
)
def test_a_slice_ends_with_its_axis(text, start, length):
    found = parse(text, {"y": "3"}).expression
    cuts = [node for node in walk(found) if isinstance(node, Call) and node.function == "select"]
    assert found.shape == (Dimension.of(length),)
    assert (cuts[0].arguments[1].dimension.whole if cuts else 0) == start


def test_the_least_of_a_length_is_that_with_all_names_one():
    m, n, one = Dimension.of("m"), Dimension.of("n"), Dimension()
    assert [each.least for each in (n, m * n + one, n - one, Dimension.of(3))] == [1, 2, 0, 3]
    assert (n * n - n).least == 0
    assert (n - m).least is None
    assert (m * Dimension.of(0)).whole == 0


def test_a_length_is_inferred_through_a_reshape():
    assert str(parse("v.reshape(m, n) @ x", WHERE).variables["v"].shape[0]) == "m*n"
    assert (
        parse("ravel(A @ W) @ y", {"W": "n×p"}).variables["y"].shape
        == parse("ravel(A @ W)", {"W": "n×p"}).expression.shape
    )


def test_a_length_is_inferred_through_a_sum():
    assert str(parse("concatenate([w, [1]]) @ x", {"x": "n+1"}).variables["w"].shape[0]) == "n"
    assert str(parse("w @ x[1:]", {"x": "n+1"}).variables["w"].shape[0]) == "n"


@pytest.mark.parametrize("text", ["X .* s'", "X .* w", "(X + w)ᵀ"])
def test_a_vector_beside_a_matrix_is_refused_where_it_is_no_row(text):
    with pytest.raises(LanguageError):
        read(text, {"X": "m×n", "w": "n", "s": "m"} if "s" in text else {"X": "m×n", "w": "n"})


def test_one_operation_stands_for_nested_repetitions():
    (spread,) = (
        node for node in walk(parse("X / sum(X, axis=1, keepdims=True)", {"X": "m×n"}).expression)
        if isinstance(node, Call) and node.function == "spread"
    )  # fmt: skip
    assert spread.axes == (0,)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("log1p(x)", "log(1 + x)"),
        ("expm1(x)", "exp(x) - 1"),
        ("logaddexp(x, u)", "u + softplus(x - u)"),
        ("clip(x, 0, 1)", "minimum(maximum(x, 0), 1)"),
        ("leaky_relu(x)", "where(x > 0, x, x/100)"),
        ("softsign(x)", "x/(1 + abs(x))"),
    ],
)
def test_some_functions_are_read_as_their_formulas(text, formula):
    assert parse(text, WHERE).expression == parse(formula, WHERE).expression
