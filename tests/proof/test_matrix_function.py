"""Derivatives of functions of matrices: through eigenvalues and of block matrices, two ways to one number."""

from fractions import Fraction as Q

import pytest

from jacobook.proof.numbers.arithmetic import Undefined, arithmetic
from jacobook.proof.numbers.matrix_function import of_blocks, with_slopes

REALS = arithmetic(60)
MATRIX = ((Q(2), Q(1, 3)), (Q(1, 5), Q(3)))
TURN = ((Q(1), Q(2)), (Q(-2), Q(1)))
DIRECTION = ((Q(1), Q(-1, 2)), (Q(1, 7), Q(4)))


def numbers(rows):
    return tuple(tuple(map(REALS.number, row)) for row in rows)


@pytest.mark.parametrize("matrix", [MATRIX, TURN], ids=["real eigenvalues", "complex eigenvalues"])
@pytest.mark.parametrize("name", ["expm", "logm", "sinm", "cosm"])
def test_both_ways_agree(name, matrix):
    values, direction = numbers(matrix), numbers(DIRECTION)
    value, (slope,) = with_slopes(REALS, name, values, [direction])
    block = REALS.matrix_function(name, of_blocks(values, direction, REALS.number(Q(0))))
    for i in range(2):
        for j in range(2):
            assert abs(value[i][j] - block[i][j]) < 1e-50
            assert abs(slope[i][j] - block[i][2 + j]) < 1e-50


def test_equal_eigenvalues_are_left_to_blocks():
    assert with_slopes(REALS, "expm", numbers(((Q(1), Q(1)), (Q(0), Q(1)))), [numbers(DIRECTION)]) is None


def test_a_logarithm_that_is_not_real_has_no_value():
    with pytest.raises(Undefined):
        with_slopes(REALS, "logm", numbers(((Q(-1), Q(0)), (Q(0), Q(2)))), [])
    with pytest.raises(Undefined):
        with_slopes(REALS, "expm", numbers(((Q(99), Q(0)), (Q(0), Q(2)))), [])
