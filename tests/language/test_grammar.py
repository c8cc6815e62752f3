"""Reading text: what it means, which shapes it has, and what is said when it cannot be read."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jacobook.errors import LanguageError
from jacobook.language.dimension import shape_text
from jacobook.language.expression import Call, Number, Variable, walk
from jacobook.language.functions import FUNCTIONS
from jacobook.language.grammar import parse
from jacobook.language.syntax import MAXIMUM_LENGTH

INFERRED = [
    ("A @ x", "x", {"A": "m×n", "x": "n"}, "m"),
    ("x @ A @ x", "x", {"A": "n×n", "x": "n"}, "scalar"),
    ("norm(A @ x - b)**2", "x", {"A": "m×n", "x": "n", "b": "m"}, "scalar"),
    ("w @ x + b", "w", {"w": "n", "x": "n", "b": "scalar"}, "scalar"),
    ("b * x", "x", {"b": "scalar", "x": "n"}, "n"),
    ("x + c", "x", {"x": "n", "c": "n"}, "n"),
    ("a @ x", "x", {"a": "n", "x": "n"}, "scalar"),
    ("trace(A @ X @ B)", "X", {"X": "m×n", "A": "p×m", "B": "n×p"}, "scalar"),
    ("diag(x) @ A", "x", {"x": "n", "A": "n×m"}, "n×m"),
    ("diag(X)", "X", {"X": "n×n"}, "n"),
    ("outer(x, y)", "x", {"x": "n", "y": "m"}, "n×m"),
    ("A.T @ A", "A", {"A": "m×n"}, "n×n"),
    ("exp(x) / sum(exp(x))", "x", {"x": "n"}, "n"),
    ("maximum(0, x)", "x", {"x": "n"}, "n"),
    ("ones(n) @ x", "x", {"x": "n"}, "scalar"),
    ("eye(3) @ X", "X", {"X": "3×n"}, "3×n"),
]


@pytest.mark.parametrize(("text", "wrt", "shapes", "result"), INFERRED)
def test_shapes_are_inferred(text, wrt, shapes, result):
    parsed = parse(text, {}, [wrt])
    assert {name: shape_text(v.shape) for name, v in parsed.variables.items()} == shapes
    assert shape_text(parsed.expression.shape) == result


def test_declared_shapes_and_properties_are_kept():
    parsed = parse("x @ S @ x / m", {"x": "k", "S": "k x k positive definite", "y": "m"})
    assert shape_text(parsed.variables["S"].shape) == "k×k"
    assert parsed.variables["S"].properties == {"positive definite", "symmetric", "invertible"}
    assert "m" not in parsed.variables, "a declared dimension is a number, not a variable"


@pytest.mark.parametrize(
    ("sign", "function"), [(">", "greater"), (">=", "greater_equal"), ("<", "less"), ("<=", "less_equal")]
)
def test_a_comparison_is_the_one_that_is_written(sign, function):
    comparison = parse(f"x {sign} y").expression
    assert (comparison.function, [each.name for each in comparison.arguments]) == (function, ["x", "y"])


@pytest.mark.parametrize(
    ("declared", "properties"),
    [
        ("symmetric", {"symmetric"}),
        ("skew", {"skew"}),
        ("diagonal", {"diagonal", "symmetric"}),
        ("orthogonal", {"orthogonal", "invertible"}),
        ("positive definite", {"positive definite", "symmetric", "invertible"}),
    ],
)
def test_a_property_implies_what_follows_from_it(declared, properties):
    assert parse("x @ S @ x", {"S": f"n×n {declared}"}).variables["S"].properties == properties


def test_numbers_are_exact():
    numbers = [
        str(node.value)
        for node in walk(parse("0.1 * x + 1e-3 * x - 2 + 0.123456789", {}).expression)
        if isinstance(node, Number)
    ]
    assert numbers == ["1/10", "1/1000", "2", "123456789/1000000000"]


ERRORS = [
    ("", "empty", None),
    ("x +", "cannot read", None),
    ("exp(x", "never closed", 3),
    ("x ^ 2", "not part of the language", 0),
    ("sgmoid(x)", "unknown function sgmoid", 0),
    ("softmax(A)", "softmax of a matrix: along which axis", 0),
    ("2 @ x", "use * to multiply by a scalar", None),
    ("x @ x.T", "outer(u, v)", 4),
    ("exp(x, y)", "exp takes 1 argument, not 2", 0),
    ("trace(x)", "trace takes a matrix, not a vector", 0),
    ("exp", "exp is a function", 0),
    ("x if x else y", "not part of the language", 0),
    ("x[0:n:p]", "the step of a slice is a whole number", 6),
    ("'text'", "is not a number", 0),
    ("True", "is not a number", 0),
    ("1e400 * x", "digits", 0),
    ("1e-999999999 * x", "digits", 0),
    ("x.y", "not part of the language", 0),
    ("exp(x, axis=0)", "no keyword arguments", 0),
    ("sum(x, axes=0)", "takes no keyword axes", 0),
    ("__import__('os')", "unknown function __import__", 0),
    ("eye(x**2)", "expected a dimension", 4),
    ("(" * 300 + "x" + ")" * 300, "nested", None),
    ("x" + " + x" * 3000, f"at most {MAXIMUM_LENGTH}", None),
]


@pytest.mark.parametrize(("text", "message", "column"), ERRORS, ids=lambda value: str(value)[:30])
def test_what_cannot_be_read_is_explained(text, message, column):
    with pytest.raises(LanguageError) as caught:
        parse(text, {}, ["x"])
    assert message in str(caught.value)
    if column is not None:
        assert caught.value.location is not None
        assert caught.value.location.column == column


def test_a_shape_clash_names_the_place_and_both_shapes():
    with pytest.raises(LanguageError) as caught:
        parse("x @ (A @ y)", {"A": "m×n", "x": "n", "y": "n"})
    assert str(caught.value) == (
        "shapes n and m do not fit @\n"
        "  x @ (A @ y)\n"
        "  ^^^^^^^^^^^\n"
        "  columns on the left must match rows on the right; .T transposes"
    )


def test_a_caret_counts_characters_not_bytes():
    with pytest.raises(LanguageError) as caught:
        parse("λ + λμ + foo(λ)", {})
    location = caught.value.location
    assert location is not None
    assert location.source[location.column : location.column + location.length] == "foo"


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({"A": "n x n x n x n x n"}, "at most 4 axes"),
        ({"A": "n×n×n symmetric"}, "only a square matrix can be symmetric"),
        ({"A": "n×n symmetric skew"}, "no matrix is both symmetric and skew"),
        ({"A": "n×n skew, positive definite"}, "no matrix is both symmetric and skew"),
        ({"A": "n×n diagonal skew"}, "no matrix is both symmetric and skew"),
        ({"A": "n×n skew positive"}, "the diagonal of a skew matrix is zero"),
        ({"A": "n×n positive diagonal"}, "other entries of a diagonal matrix are zero"),
        ({"A": "m×n symmetric"}, "only a square matrix can be symmetric"),
        ({"x": "n pretty"}, "unknown property 'pretty'"),
        ({"x": "positive"}, "positive is a property; write scalar positive"),
        ({"x": "unit"}, "unit is a property; write n unit"),
        ({"x": "positive-definite"}, "positive-definite is a property; write n×n positive-definite"),
        ({"x": "skew  invertible"}, "skew invertible are properties; write n×n skew invertible"),
        ({"x": ""}, "expected a shape"),
        ({"x": "0"}, "between 1 and 1000"),
        ({"exp": "n"}, "cannot be declared"),
        ({"n": "scalar", "x": "n"}, "declared as a variable and used as a dimension"),
    ],
)
def test_a_bad_declaration_is_explained(where, message):
    with pytest.raises(LanguageError, match=message):
        parse("x @ x", where)


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("λ * norm(x)**2", {"λ": 0, "x": 1}),
        ("exp(-γ * norm(x - y)**2)", {"γ": 0}),
        ("norm(x - μ)**2 / σ**2", {"μ": 1, "σ": 0}),
        ("norm(y - X @ β)**2 + λ * norm1(β)", {"β": 1, "λ": 0}),
        ("norm(θ)", {"θ": 1}),
    ],
)
def test_a_greek_letter_is_a_number_unless_it_is_used_as_a_vector(text, ranks):
    found = parse(text).variables
    assert {name: len(found[name].shape) for name in ranks} == ranks


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_text_is_read_or_refused(text):
    with suppress(LanguageError):
        parsed = parse(text, {})
        assert all(isinstance(node, Call | Number | Variable) or node.shape == () for node in walk(parsed.expression))


_TOKENS = ["x", "A", "b", "1", "(", ")", "+", "-", "*", "/", "**", "@", ".T", ",", " ", ">", "n", *sorted(FUNCTIONS)]


@given(st.lists(st.sampled_from(_TOKENS), max_size=14).map("".join))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_sequence_of_words_of_the_language_is_read_or_refused(text):
    with suppress(LanguageError):
        assert parse(text, {"b": "scalar", "y": "n"}).source


def test_a_name_that_is_a_length_somewhere_is_that_length_everywhere():
    parsed = parse("outer(abs(n * j), ones(n))", {"j": "m"})
    assert set(parsed.variables) == {"j"}
    assert parsed.expression == parse("outer(abs(n * j), ones(n))", {"j": "m", "z": "n"}).expression
