"""Sums of matrices beside their transposes, and powers of sums, as a book writes them."""

from __future__ import annotations

import pytest

from jacobook.derivation import derive

MATRICES = {"A": "n×n", "B": "n×n", "X": "n×n"}


@pytest.mark.parametrize(
    ("asked", "by", "printed"),
    [
        ("2*trace(A@X) + 2*trace(A.T@X) - 3*trace(B@X) - 3*trace(B.T@X)", "X", "2(A + Aᵀ) − 3(B + Bᵀ)"),
        ("trace(A@X)/2 + trace(A.T@X)/2 + trace(B@X)", "X", "B + (A + Aᵀ)/2"),
        ("trace(A@X) + trace(A.T@X) - trace(B@X) - trace(B.T@X)", "X", "A + Aᵀ − B − Bᵀ"),
        ("trace((A + B) @ (A + B) @ X)", "X", "(A + B)²"),
        ("trace((A + X) @ (A + X) @ (A + X))", "X", "3(A + X)²"),
        ("trace((A - B).T @ (A - B).T @ X)", "X", "((A − B)ᵀ)²"),
    ],
)
def test_groups_of_matrices(asked, by, printed):
    found = derive(asked, wrt=by, where={name: shape for name, shape in MATRICES.items() if name in asked})

    assert found.numerator.text == printed
    assert found.every_size.proved
