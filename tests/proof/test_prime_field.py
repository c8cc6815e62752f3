"""Residues compute as rationals do, know their degrees, and give a bound on the probability of a false tick."""

from fractions import Fraction as Q

import pytest

from jacobook import derive
from jacobook.language.grammar import parse
from jacobook.layout.formulas import formula as f
from jacobook.proof.numbers.arithmetic import NotExact
from jacobook.proof.numbers.prime_field import PrimeField, prime_field
from jacobook.proof.points.search import cases
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.judging import prove
from jacobook.proof.verdict.residues import LARGEST_CHANCE, residues

FIELD = prime_field("a question")


def test_the_prime_is_drawn_and_prime():
    assert prime_field("a question").modulus == FIELD.modulus
    assert FIELD.modulus != prime_field("another").modulus
    assert 2**60 < FIELD.modulus < 2**61 + 10**4
    assert all(pow(base, FIELD.modulus - 1, FIELD.modulus) == 1 for base in (2, 3, 5, 7))


def test_residues_are_rationals_modulo_the_prime():
    a, b = Q(3, 7), Q(-5, 11)
    x, y = FIELD.number(a), FIELD.number(b)
    assert x + y == FIELD.number(a + b)
    assert x - y == FIELD.number(a - b)
    assert x * y == FIELD.number(a * b)
    assert x / y == FIELD.number(a / b)
    assert 1 / x == FIELD.number(1 / a)
    assert 2 - x == FIELD.number(2 - a)
    assert -x * 3 == FIELD.number(-3 * a)
    assert FIELD.power(x, FIELD.number(Q(-3))) == FIELD.number(a**-3)
    with pytest.raises(ZeroDivisionError):
        _ = x / 0


def test_degrees_are_never_too_small():
    x = FIELD.variable(Q(5))
    one = FIELD.number(Q(1))
    assert (x.over, x.under) == (1, 0)
    assert ((x * x + 1).over, (x * x + 1).under) == (2, 0)
    quotient = one / (x * x + 1) + x
    assert (quotient.over, quotient.under) == (3, 2)
    assert FIELD.power(quotient, FIELD.number(Q(-2))).over == 4


@pytest.mark.parametrize(
    "leaves",
    [
        abs,
        lambda x: x > 0,
        int,
        lambda x: FIELD.function("exp", x),
        lambda _: FIELD.constant("pi"),
        lambda x: FIELD.power(x, FIELD.number(Q(1, 2))),
    ],
)
def test_what_is_not_rational_leaves_the_field(leaves):
    with pytest.raises(NotExact):
        leaves(FIELD.variable(Q(5)))


@pytest.mark.parametrize(
    ("text", "wrt", "where"),
    [
        ("x @ A @ x", "x", "x: n"),
        ("inv(X)", "X", "X: n×n"),
        ("det(X)", "X", "X: n×n"),
        ("x / (x @ x)", "x", "x: n"),
        ("trace(inv(X.T @ C @ X) @ (X.T @ B @ X))", "X", "X: n×m, C: n×n positive definite, B: n×n"),
        ("inv(K) @ x", "x", "K: n×n skew, x: n"),
    ],
)
def test_rational_answers_have_a_bound(text, wrt, where):
    certificate = derive(text, wrt=wrt, where=where).verify()
    assert certificate.exact
    assert 0 < float(certificate.bound) <= LARGEST_CHANCE


@pytest.mark.parametrize(
    ("text", "where"),
    [("sum(exp(x))", "x: n"), ("sum(relu(x))", "x: n"), ("norm(x)", "x: n"), ("sum(Q @ x)", "Q: n×n orthogonal, x: n")],
)
def test_no_bound_is_claimed_for_others(text, where):
    certificate = derive(text, wrt="x", where=where).verify()
    assert certificate.bound == ""
    assert certificate.sentence.endswith("; no error probability is claimed.")
    assert "below" not in certificate.sentence


def test_what_agrees_at_all_rational_points_is_found_out_by_residues():
    """A term that vanishes at each of the points that are tried, as no honest answer does."""
    parsed = parse("a ** 2", {})
    a = f.Symbol("a")
    wrt = (parsed.variables["a"],)
    zeros = [case.point["a"] for case in cases(parsed.expression, wrt)]
    vanishing = [f.Sum((a, f.Number(-zero))) for zero in zeros]
    right = f.Multiple(Q(2), (), (), a)
    wrong = f.Sum((right, f.Multiple(Q(1), tuple(vanishing), (), None)))
    assert prove(parsed.expression, wrt, {"numerator": f.MatrixForm(right)}).bound
    with pytest.raises(Disproved, match="modulo a prime"):
        prove(parsed.expression, wrt, {"numerator": f.MatrixForm(wrong)})


def test_points_modulo_a_prime_have_the_structure_of_their_variables():
    parsed = parse("x @ S @ x + x @ K @ x", {"S": "n×n symmetric", "K": "n×n skew", "x": "n"})
    found = list(residues(cases(parsed.expression, (parsed.variables["x"],))))
    assert [case.sizes["n"] for case in found] == [3, 2]
    for case in found:
        assert isinstance(case.digits, PrimeField)
        S, K = case.point["S"], case.point["K"]
        assert tuple(zip(*S, strict=True)) == S
        assert all(K[i][j] == -K[j][i] for i in range(len(K)) for j in range(len(K)))
