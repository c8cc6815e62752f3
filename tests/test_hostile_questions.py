"""Whatever is asked, an answer comes or one clear error: nothing runs, hangs, or fills the memory."""

import sys
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jacobook.derivation import derive
from jacobook.errors import JacobookError, LanguageError, Refused
from jacobook.question import ask, read

_FAST = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def _answered(expression, wrt="x", where=None):
    """Everything that a page asks of an answer; the length of what it prints."""
    derivation = derive(expression, wrt, where or {})
    derivation.verify()
    return len(derivation.numerator.text) + len(derivation.steps) + len(derivation.components.text)


ANSWERED = [
    ("sin(" * 100 + "x" + ")" * 100, "x", {"x": "n"}),
    ("*".join(["(a @ x + b @ x)"] * 60), "x", {"x": "n", "a": "n", "b": "n"}),
    ("prod(" * 30 + "x" + ")" * 30, "x", {"x": "n"}),
    ("sum(sum(sum(" * 30 + "x" + ")))" * 30, "x", {"x": "n"}),
    ("inv(" * 20 + "X" + ")" * 20, "X", {"X": "n×n"}),
    ("(a @ x + b @ x)**64", "x", {"x": "n", "a": "n", "b": "n"}),
    ("where(" * 20 + "x>0" + ",x,0)>0" * 19 + ",x,0)", "x", {"x": "n"}),
    ("sum(" + "tanh(W @ " * 12 + "x" + ")" * 13, "x", {"W": "n×n", "x": "n"}),
]
REFUSED = [
    ("x**1000000000", "x", {"x": "scalar"}),
    ("x**(10**9)", "x", {"x": "scalar"}),
    ("2**2**2**2**100 * x", "x", {"x": "scalar"}),
    ("9**9**9 * x", "x", {"x": "scalar"}),
    ("((2**1000)**1000)**1000 * x", "x", {"x": "scalar"}),
    ("matrix_power(X, 1000000)", "X", {"X": "n×n"}),
    ("x" + "+x" * 900, "x", {"x": "n"}),
    ("kron(" * 8 + "X" + ",X)" * 8, "X", {"X": "n×n"}),
    ("softmax(" * 30 + "x" + ")" * 30, "x,x", {"x": "n"}),
    ("trace(X @ X)", "X", {"X": "900×900"}),
    ("exp(" * 60 + "x" + ")" * 60, "x", {"x": "scalar"}),
    ("tanh(W @ " * 50 + "x" + ")" * 50, "x,x", {"W": "n×n", "x": "n"}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("expression", "wrt", "where"), ANSWERED, ids=lambda value: str(value)[:24])
def test_what_looks_large_and_is_not_is_answered(expression, wrt, where):
    assert _answered(expression, wrt, where)


@pytest.mark.slow
@pytest.mark.parametrize(("expression", "wrt", "where"), REFUSED, ids=lambda value: str(value)[:24])
def test_what_is_too_large_is_refused_with_a_reason(expression, wrt, where):
    with pytest.raises(JacobookError) as refused:
        _answered(expression, wrt, where)
    assert refused.value.message


@pytest.mark.slow
def test_a_composition_of_fifty_layers_is_answered():
    where = {"x": "n"} | {f"W_{i}": "n×n" for i in range(50)} | {f"b_{i}": "n" for i in range(50)}
    layers = "x"
    for i in range(50):
        layers = f"tanh(W_{i} @ {layers} + b_{i})"
    limit = sys.getrecursionlimit()
    for wrt in ("x", "W_3"):
        answer = derive(f"sum({layers})", wrt, where)
        for printed in ("latex", "typst", "text", "spoken", "numpy", "jax", "torch", "sympy"):
            assert all(getattr(each, printed).count("tan") >= 50 for each in answer.answers)
    assert sys.getrecursionlimit() == limit


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "x.__class__",
        "(lambda: x)()",
        "[x for x in x]",
        "open('x')",
        "x if x else x",
        "f'{x}'",
        "x := 1",
        "exec",
        "eval(x)",
        "*x",
    ],
)
def test_nothing_but_the_language_is_read(text):
    with pytest.raises(LanguageError):
        derive(text, "x")


_WORDS = [
    "x",
    "A",
    "X",
    "b",
    "exp",
    "inv",
    "trace",
    "kron",
    "vec",
    "where",
    "norm",
    "diag",
    "eye",
    "n",
    "2",
    "0",
    "1e9",
]
_SIGNS = [
    "(",
    ")",
    "@",
    "*",
    "**",
    "+",
    "-",
    "/",
    ".T",
    ",",
    ">",
    " ",
    "=",
    ":",
    "->",
    "×",
    "ᵀ",
    "'",
    '"',
    "\\",
    "{",
    "\0",
]
_SOUP = st.lists(st.sampled_from([*_WORDS, *_SIGNS]), max_size=25).map("".join)
_SEEDS = ["x @ A @ x", "norm(A @ x - b)**2", "exp(x)/sum(exp(x))", "log(det(X))", "kron(A, X)", "where(x > 0, x, 0)"]


@st.composite
def _mutated(draw):
    text = draw(st.sampled_from(_SEEDS))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 3))
        text = text[:at] + draw(st.sampled_from([*_WORDS, *_SIGNS, ""])) + text[at + cut :]
    return text


@given(st.one_of(_SOUP, _mutated(), st.text(max_size=40), st.binary(max_size=40).map(lambda b: b.decode("latin-1"))))
@example("x @ A @ x")
@_FAST
def test_any_text_is_answered_or_explained(text):
    for wrt in ("x", "X"):
        with suppress(JacobookError):
            _answered(text, wrt)


@given(st.one_of(_SOUP, st.text(max_size=30)))
@example("A: m×n, x: n symmetric")
@example("f(t) = t*exp(-t)")
@_FAST
def test_any_declaration_is_read_or_explained(where):
    found = ask("x @ A @ x", "x", where)
    assert ("error" in found) != ("numerator" in found)
    if "error" in found:
        assert found["error"]["message"]


@given(_mutated())
@_FAST
def test_reading_never_fails_in_another_way(text):
    found = read(text)
    if "error" in found and found["error"]["location"] is not None:
        place = found["error"]["location"]
        assert 0 <= place["column"] <= len(place["source"])


def test_a_refusal_carries_the_component_form():
    with pytest.raises(Refused) as refused:
        _ = derive("A @ X @ B", "X,X").numerator
    assert refused.value.message
