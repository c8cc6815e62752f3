"""Random compositions of functions that equations define: backward passes are those of JAX."""

import pytest

from random_equations import compared


@pytest.mark.parametrize("seed", range(12))
def test_the_backward_pass_is_that_of_jax(seed):
    verdict, _ = compared(seed)
    assert verdict in ("right", "no value")
