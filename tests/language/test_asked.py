"""A question from Python: what may be passed, and one line for whatever may not."""

from collections import OrderedDict

import numpy as np
import pytest
import sympy

from jacobook import JacobookError, derive
from jacobook.language.asked import asked

SAME = [
    ({"wrt": ["x"]}, {"wrt": "x"}),
    ({"wrt": ("x",)}, {"wrt": "x"}),
    ({"wrt": ["x", "A"]}, {"wrt": "x, A"}),
    ({"wrt": ["x, A"]}, {"wrt": "x"}),
    ({"where": {"A": ("n", "n")}}, {"where": {"A": "n×n"}}),
    ({"where": {"A": [3, 3]}}, {"where": "A: 3×3"}),
    ({"where": {"A": np.zeros((3, 3)).shape, "x": (np.int64(3),)}}, {"where": "A: 3×3, x: 3"}),
    ({"where": {"x": 3}}, {"where": "x: 3"}),
    ({"where": OrderedDict(x="n")}, {"where": "x: n"}),
    ({"order": np.int64(2)}, {"order": 2}),
]


@pytest.mark.parametrize(("passed", "plain"), [pair for pair in SAME if pair[0] != {"wrt": ["x, A"]}])
def test_what_numpy_and_python_have_is_read_as_text_is(passed, plain):
    base = {"wrt": "x", "prove": False}
    mine, other = derive("x @ A @ x", **(base | passed)), derive("x @ A @ x", **(base | plain))
    assert mine.question.content == other.question.content


def test_a_number_has_the_shape_of_a_number():
    assert derive("t * x @ x", "x", {"t": ()}).variables["t"].shape == ()


WRONG = [
    ({"expr": sympy.Symbol("x") ** 2}, "the expression must be text, not sympy.Pow"),
    ({"expr": np.ones(3)}, "the expression must be text, not numpy.ndarray"),
    ({"expr": None}, "the expression must be text, not NoneType"),
    ({"expr": lambda x: x}, "the expression must be text, not function"),
    ({"expr": ""}, "the expression is empty"),
    ({"wrt": sympy.Symbol("x")}, "wrt must be text or a list of names, not sympy.Symbol"),
    ({"wrt": None}, "wrt must be text or a list of names, not NoneType"),
    ({"wrt": {"x"}}, "wrt must be text or a list of names, not set"),
    ({"wrt": [1]}, "wrt must name variables as text, not as int"),
    ({"wrt": []}, "name the variable to differentiate with respect to"),
    ({"wrt": ","}, "name the variable to differentiate with respect to"),
    ({"wrt": "x y"}, "'x y' is not a name\n.*commas: wrt=\"x, y\""),
    ({"wrt": "x and A"}, "'x and A' is not a name\n.*commas: wrt=\"x, A\""),
    ({"wrt": "x;A"}, "'x;A' is not a name\n.*commas: wrt=\"x, A\""),
    ({"wrt": ["x, A"]}, "'x, A' is not a name"),
    ({"wrt": "x.T"}, "'x.T' is not a name"),
    ({"wrt": "lambda"}, "lambda is a word of Python's and cannot be used as a name"),
    ({"expr": "lambda * x @ x"}, "lambda is a word of Python's and cannot be used as a name"),
    ({"expr": "x @ x * in"}, "in is a word of Python's and cannot be used as a name"),
    ({"where": {"A": 2.5}}, "the shape of A must be text or dimensions, not float"),
    ({"where": {"A": (2.5, 2)}}, "the shape of A must be text or dimensions, not float"),
    ({"where": {"A": (True, True)}}, "the shape of A must be text or dimensions, not bool"),
    ({"where": {"A": np.ones((3, 3))}}, "the shape of A must be text or dimensions, not numpy.ndarray\n.*A.shape"),
    ({"where": {"A": None}}, "the shape of A must be text or dimensions, not NoneType"),
    ({"where": {"A": (0, 3)}}, "an axis of A has length 0"),
    ({"where": {"A": (-1, 3)}}, "an axis of A has length -1"),
    ({"where": {"A": (3, 3, 3, 3, 3)}}, "A has 5 axes"),
    ({"where": {"A": ("n×n",)}}, "'n×n' is not a name"),
    ({"where": {"A": ("n", "class")}}, "class is a word of Python's"),
    ({"where": {1: "n"}}, "where must name variables as text, not as int"),
    ({"where": [("A", "n×n")]}, "where must be text or a mapping, not list"),
    ({"where": {"x"}}, "where must be text or a mapping, not set"),
    ({"where": 3}, "where must be text or a mapping, not int"),
    ({"order": "2"}, "the order must be a whole number, not '2'"),
    ({"order": 2.0}, "the order must be a whole number, not 2.0"),
    ({"order": True}, "the order must be a whole number, not True"),
    ({"order": None}, "the order must be a whole number, not None"),
    ({"order": 0}, "the order must be from 1 to 4, not 0"),
    ({"order": -3}, "the order must be from 1 to 4, not -3"),
    ({"order": 5}, "the order must be from 1 to 4, not 5"),
    ({"order": 10**12}, "the order must be from 1 to 4, not 1000000000000"),
    ({"wrt": "x, x", "order": 3}, "wrt='x, x' is a derivative of order 2, not 3"),
    ({"wrt": "x, x, x, x, x"}, "the order must be from 1 to 4, not 5"),
    ({"symmetric": True}, "True is not a convention"),
    ({"symmetric": ["free"]}, "is not a convention"),
]


@pytest.mark.parametrize(("passed", "said"), WRONG, ids=[f"{n}-{said[:30]}" for n, (_, said) in enumerate(WRONG)])
def test_everything_else_is_one_plain_error(passed, said):
    with pytest.raises(JacobookError, match=said) as refusal:
        derive(**({"expr": "x @ A @ x", "wrt": "x"} | passed))
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None or refusal.value.__suppress_context__


@pytest.mark.parametrize("wrt", ["x, x", ["x", "x"]])
def test_a_name_given_twice_differentiates_twice(wrt):
    assert derive("x @ A @ x", wrt).question.content == derive("x @ A @ x", "x", order=2).question.content
    assert derive("x @ A @ x", wrt, order=2).question.content == derive("x @ A @ x", "x", order=2).question.content


def test_the_fourth_order_is_answered():
    answer = derive("sum(x**4)", "x", order=4)
    assert "24" in answer.components.text
    assert answer.function()(np.ones(2)).shape == (2, 2, 2, 2)


def test_the_parts_of_a_question_are_text():
    found = asked("x @ A @ x", ["x"], {"A": (3, 3), "x": 3}, 2, most=4)
    assert (found.names, dict(found.declarations)) == (("x", "x"), {"A": "3×3", "x": "3"})
