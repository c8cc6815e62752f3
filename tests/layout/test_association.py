"""Products of matrices in a good order: a vector first, and each product looked at once however deep it lies."""

import pytest

from jacobook.language.expression import Call
from jacobook.language.reader import read
from jacobook.layout.backpropagation.association import associated


def parsed(text, where=None):
    return read(text, where or {}, ()).expression


@pytest.mark.parametrize(
    ("text", "order"),
    [("(B @ A) @ x", "B @ (A @ x)"), ("x @ (A @ B)", "(x @ A) @ B"), ("(A @ B) @ tanh((B @ A) @ x)", None)],
)
def test_a_vector_is_multiplied_in_first(text, order):
    found = associated(parsed(text))
    assert isinstance(found, Call)
    assert found == (parsed(order) if order else parsed("A @ (B @ tanh(B @ (A @ x)))"))


def test_sixty_layers_are_no_more_work_than_sixty_products():
    """To look at the two factors of each product twice would be 2⁶⁰ looks."""
    layer = "x"
    for _ in range(60):
        layer = f"tanh(A @ {layer})"
    expression = parsed(layer)
    assert associated(expression) == expression
