"""Claims are judged as a lecturer would judge them: every row of claims.toml."""

import tomllib
from pathlib import Path

import pytest

from jacobook.derivation import derive
from jacobook.errors import LanguageError

CLAIMS = tomllib.loads(Path(__file__).with_name("claims.toml").read_text(encoding="utf-8"))["claims"]


def verdict(row):
    derivation = derive(row["of"], row["by"], row.get("where"), row.get("order", 1), prove=False)
    return derivation.matches(row["claim"])


@pytest.mark.parametrize("row", CLAIMS, ids=[f"{row['of']} by {row['by']}: {row['claim']}" for row in CLAIMS])
def test_a_claim_is_judged_as_a_lecturer_would(row):
    found = verdict(row)
    assert str(found.kind) == row["kind"]
    assert found.right == (row["kind"] == "right") == bool(found)
    assert found.form == row.get("form")
    assert row["says"] in found.explanation
    if "if" in row:
        assert row["if"] in found.conditions


def test_what_was_read_is_told_in_the_language_and_in_print():
    found = derive("x @ A @ x", "x", prove=False).matches(r"x^\top (A + A^\top)\, dx")
    assert found.read_as == "x.T @ (A + A.T) @ dx"
    assert found.text == "xᵀ(A + Aᵀ) dx"
    assert derive("x @ x", "x", prove=False).matches("2 x_i").read_as == "2 * x[i]"


def test_a_claim_in_which_something_is_left_to_be_differentiated_is_none():
    with pytest.raises(LanguageError, match="nothing is left to be differentiated"):
        derive("trace(A @ X)", "X", prove=False).matches(r"\frac{\partial}{\partial X} \operatorname{tr}(AX)")


def test_there_are_enough_of_them_in_every_kind():
    assert len(CLAIMS) >= 120
    kinds = [row["kind"] for row in CLAIMS]
    assert min(kinds.count(kind) for kind in set(kinds)) >= 2


@pytest.mark.parametrize(
    ("expression", "by", "where", "claim"),
    [
        ("x", "x", "x: n", "eye(-n)"),
        ("sum(x)", "x", "x: n", "ones(-n)"),
        ("expm(t * A)", "t", "A: n×n, t: scalar", "A @ (t * A)"),
        ("x @ x", "x", "x: n", "2 * x / (x @ x - x @ x)"),
        ("x @ x", "x", "x: n", "log(-exp(x))"),
        ("x @ x", "x", "x: n", "1 / 0"),
        ("x @ A @ x", "x", "A: n×n, x: n", "A[i, j]"),
        ("A @ x", "x", "A: n×n, x: n", "x[i]"),
    ],
)
def test_a_claim_without_a_value_is_wrong_and_nothing_worse(expression, by, where, claim):
    found = derive(expression, by, where, prove=False).matches(claim)
    assert not found.right
    assert found.explanation


@pytest.mark.parametrize(
    ("question", "claim", "right"),
    [
        (("A @ x + b", "b", "A: m×n, x: n, b: m"), "I", True),
        (("A @ x + b", "b", "A: m×n, x: n, b: m"), r"\mathbf{I}", True),
        (("A @ x + b", "b", "A: m×n, x: n, b: m"), "I_m", True),
        (("A @ x + b", "b", "A: m×n, x: n, b: m"), "-I", False),
        (("A @ x + b", "b", "A: m×n, x: n, b: m"), "I/2", False),
        (("z * x", "x", "x: n, z: scalar"), "z*I", True),
        (("z * x", "x", "x: n, z: scalar"), r"z\mathbf{I}", True),
        (("x + z", "z", "x: n, z: scalar"), "𝟏", True),
        (("sum(x)", "x", "x: n"), "𝟏ᵀ", True),
        (("sum(x)", "x", "x: n"), r"2\mathbf{1}", False),
        (("trace(X)", "X", "X: n×n"), "I", True),
        # A variable of that name is itself.
        (("I @ x", "x", "I: m×n, x: n"), "I", True),
    ],
)
def test_an_identity_or_ones_alone_are_as_large_as_the_answer(question, claim, right):
    assert derive(*question).matches(claim).right is right


@pytest.mark.parametrize("claim", ["I @ q", "2 *", "J", "x*I("])
def test_what_is_no_identity_is_still_refused(claim):
    with pytest.raises(LanguageError):
        derive("x", "x", "x: n").matches(claim)


def test_beside_a_kink_a_condition_is_told_only_where_it_is_shown_for_every_size():
    """A few points may lie on one side of a kink, all of them."""
    verdict = derive("maximum(0, w @ x + b)", "x", "w: n, x: n, b: scalar").matches("w")
    assert not verdict.right
    assert not any("Right if" in sentence for sentence in verdict.sentences)
    assert any("is missing" in sentence for sentence in verdict.sentences)
    shown = derive("relu(x)", "x", "x: scalar").matches("1")
    assert any("Right if x is positive" in sentence for sentence in shown.sentences)


@pytest.mark.parametrize(
    ("expression", "where", "claim"),
    [
        ("x[0]*x[1]", "x: n", "concatenate([[x[1]], [x[0]], zeros(n - 2)])"),
        ("x[1]**2", "x: n", "concatenate([zeros(1), [2*x[1]], zeros(n - 2)])"),
        ("S[0,1]", "S: n×n", ""),
    ],
)
def test_a_part_without_entries_at_the_least_size_is_no_mistake(expression, where, claim):
    derivation = derive(expression, where[0], where, prove=False)
    for said in filter(None, (claim, derivation.numerator.code("numpy"), derivation.denominator.latex)):
        assert derivation.matches(said).right, said
    wrong = claim.replace("x[1]]", "2 + x[1]]")
    assert not wrong or not derivation.matches(wrong).right
