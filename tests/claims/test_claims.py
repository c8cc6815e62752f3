"""Claims are judged as a lecturer would judge them: every row of claims.toml."""

import tomllib
from pathlib import Path

import pytest

from jacobook.derivation import derive

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
    ],
)
def test_a_claim_without_a_value_is_wrong_and_nothing_worse(expression, by, where, claim):
    found = derive(expression, by, where, prove=False).matches(claim)
    assert not found.right
    assert found.explanation
