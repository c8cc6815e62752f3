"""Sums of matrices with scaled rows and columns: what all terms share stands outside, and the value stays the same."""

import numpy as np
import pytest

from jacobook.language.reader import read
from jacobook.layout.forms.scaled_rows import with_common_scales
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.statement import statement
from jacobook.notation.numpy import to_numpy
from jacobook.notation.text import to_text

WHERE = {"P": "m×n", "G": "m×n", "s": "m", "r": "m positive", "w": "n", "v": "n", "H": "n×n"}
SUMS = [
    ("P * G - diag(s) @ P", "P ⊙ (G − s 𝟏ᵀ)"),
    ("diag(1/r) @ G - outer(s/r, ones(n))", "diag(𝟏 ⊘ r) (G − s 𝟏ᵀ)"),
    ("diag(s) @ G @ diag(w) + diag(s) @ P @ diag(w)", None),
    ("G @ diag(w) - outer(ones(m), v * w)", "(G − 𝟏 vᵀ) diag(w)"),
    ("diag(1/sqrt(r)) @ G - diag(s/r**1.5) @ P", None),
    ("P * G - diag(s) @ G", None),
    ("P + G", "P + G"),
    ("diag(w) + H @ diag(w)", "diag(w) + H diag(w)"),
    ("diag(w) @ diag(v) + diag(w) @ H", "diag(w) (diag(v) + H)"),
    ("diag(w) + 2 * diag(v)", None),
]


@pytest.mark.parametrize(("text", "wanted"), SUMS)
def test_common_scales_stand_outside(text, wanted):
    before = statement(read(text, {k: v for k, v in WHERE.items() if k in text}).expression)
    parts = before.terms if isinstance(before, f.Sum) else (before,)
    before = f.Sum(tuple(map(_settled, parts)))
    after = with_common_scales(before)
    if wanted is not None:
        assert to_text(after) == wanted
    rng = np.random.default_rng(1)
    point = {"m": 3, "n": 4, "np": np}
    point |= {name: rng.uniform(0.5, 1.5, (3, 4)) for name in "PG"}
    point["H"] = rng.uniform(0.5, 1.5, (4, 4))
    point |= {name: rng.uniform(0.5, 1.5, 3) for name in "sr"} | {name: rng.uniform(0.5, 1.5, 4) for name in "wv"}
    values = [eval(to_numpy(each), dict(point)) for each in (before, after)]  # noqa: S307 - our own code
    np.testing.assert_allclose(*values)


def _settled(formula):
    if isinstance(formula, f.Product):
        return algebra.product(*formula.factors)
    return formula
