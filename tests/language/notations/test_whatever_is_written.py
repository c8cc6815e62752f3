"""Whatever is written, the reader answers with readings or with one message; and what it reads has the value meant."""

import random

import numpy as np
import pytest

from jacobook.errors import JacobookError
from jacobook.language.reader import read, read_anything
from reading_page import inputs

ROWS = inputs()
_PIECES = r"""
\frac \sum _{i=1} ^n ^{-1} ^\top ^T _F \| \left( \right) ( ) [ ] { } | \mathbf{x} x A b y_i x_i \sigma \log \odot \cdot
\operatorname{tr} \otimes + - = / * .* ' \nabla_x \frac{\partial}{\partial x} & \\ \ $ \begin{bmatrix} \end{bmatrix} of
\text{with } u 1 0.5 ½ ‖ ᵀ ² ⁻¹ 𝟏 I e^ \sqrt np.sum( F.relu( .sum() , : ⟨ ⟩ ∂/∂x d/dx lambda Σᵢ ∑ _ ^ ~ % # @ ** . .T
\hat \over \mathcal \begin{cases} gradient
"""
PIECES = [*_PIECES.split(), " "]


def mutated(seed: int) -> str:
    """A tested input with pieces put in, taken out and exchanged, or pieces alone."""
    dice = random.Random(seed)  # noqa: S311
    if dice.random() < 0.4:
        return dice.choice(["", " "]).join(dice.choice(PIECES) for _ in range(dice.randint(1, 14)))
    text = dice.choice(ROWS).written
    for _ in range(dice.randint(1, 4)):
        place, what = dice.randrange(len(text) + 1), dice.random()
        if what < 0.4:
            text = text[:place] + dice.choice(PIECES) + text[place:]
        elif what < 0.8:
            text = text[:place] + text[place + dice.randint(1, 4) :]
        else:
            text = text[:place] + dice.choice(ROWS).written[-dice.randint(1, 12) :]
    return text


def told(text: str, where: str) -> None:
    try:
        for reading in read_anything(text, where):
            assert reading.text
    except JacobookError as error:
        refusal = error
    else:
        return
    place = refusal.location
    assert str(refusal)
    assert place is None or 0 <= place.column <= len(place.source), text


def test_what_is_nearly_an_input_is_read_or_refused():
    for seed in range(600):
        told(mutated(seed), ("", "x: n, A: n×n", "X: m×n, y: m")[seed % 3])


@pytest.mark.thorough
def test_much_that_is_nearly_an_input_is_read_or_refused():
    for seed in range(1000, 16000):
        told(mutated(seed), ("", "x: n, A: n×n", "X: m×n, y: m")[seed % 3])


@pytest.mark.parametrize(
    "text",
    [
        "{" * 900, r"\frac" * 700, r"\left(" * 500, "d/dx " * 700, "gradient of " * 300, "x'" * 1500, "|x" * 900,

        r"\sum_i " * 500 + "x_i", "norm(" * 600 + "x,2)", "np.sum(" * 500 + "x" + ")" * 500, "A\\" * 900 + "b",

        r"\begin{bmatrix}" * 200, "a/b c " * 400, "vector(1)" * 300, "x" * 5000, "x^{" * 900, "e^X" * 600,
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_what_is_nested_or_long_is_one_message(text):
    told(text, "")


# --- sums over indices mean what they say, term by term
SIZES = {"n": 4, "d": 3}
SUMS = {
    r"\sum_{i=1}^n (y_i - w^\top x_i)^2": lambda v: sum(
        (v["y"][i] - v["w"] @ v["X"][i]) ** 2 for i in range(SIZES["n"])
    ),
    r"\sum_i y_i \log(1 + e^{w^\top x_i})": lambda v: sum(
        v["y"][i] * np.log(1 + np.exp(v["w"] @ v["X"][i])) for i in range(SIZES["n"])
    ),
    r"\sum_i \|x_i - w\|^2": lambda v: sum(np.sum((v["X"][i] - v["w"]) ** 2) for i in range(SIZES["n"])),
    r"\sum_{i=1}^n x_i^\top S x_i": lambda v: sum(v["X"][i] @ v["S"] @ v["X"][i] for i in range(SIZES["n"])),
    r"\sum_{i,j} (X_{ij} - y_i w_j)^2": lambda v: sum(
        (v["X"][i, j] - v["y"][i] * v["w"][j]) ** 2 for i in range(SIZES["n"]) for j in range(SIZES["d"])
    ),
    r"\sum_j \sum_i X_{ij} w_j": lambda v: sum(
        v["X"][i, j] * v["w"][j] for i in range(SIZES["n"]) for j in range(SIZES["d"])
    ),
    r"\sum_{i,j} S_{ji} w_i \exp(w_j)": lambda v: sum(
        v["S"][j, i] * v["w"][i] * np.exp(v["w"][j]) for i in range(SIZES["d"]) for j in range(SIZES["d"])
    ),
    r"\sum_i y_i x_i": lambda v: sum(v["y"][i] * v["X"][i] for i in range(SIZES["n"])),
    r"\sum_i y_i x_i x_i^\top": lambda v: sum(v["y"][i] * np.outer(v["X"][i], v["X"][i]) for i in range(SIZES["n"])),
    r"\sum_i S_{ii} w_i": lambda v: sum(v["S"][i, i] * v["w"][i] for i in range(SIZES["d"])),
    r"\sum_i (Xw - y)_i^2": lambda v: np.sum((v["X"] @ v["w"] - v["y"]) ** 2),
    r"\sum_{i,j} y_i y_j x_i^\top x_j": lambda v: sum(
        v["y"][i] * v["y"][j] * (v["X"][i] @ v["X"][j]) for i in range(SIZES["n"]) for j in range(SIZES["n"])
    ),
    r"\prod_i (1 + w_i^2)": lambda v: np.prod(1 + v["w"] ** 2),
    r"\sum_i \max(0, 1 - y_i w^\top x_i)": lambda v: sum(
        max(0, 1 - v["y"][i] * (v["w"] @ v["X"][i])) for i in range(SIZES["n"])
    ),
}


@pytest.mark.parametrize(("written", "meant"), SUMS.items())
def test_a_sum_over_indices_has_the_value_of_its_terms(written, meant):
    parsed = read(written, "X: n×d, y: n, w: d, S: d×d")
    dice = np.random.default_rng(3)
    values = {
        "X": dice.normal(size=(4, 3)),
        "y": dice.normal(size=4),
        "w": dice.normal(size=3),
        "S": dice.normal(size=(3, 3)),
    }
    names = {name: getattr(np, name) for name in ("sum", "exp", "log", "diag", "maximum", "prod")}
    found = eval(parsed.read_as, {**names, "norm": np.linalg.norm, **values, **SIZES})  # noqa: S307
    np.testing.assert_allclose(found, meant(values), rtol=1e-12)
