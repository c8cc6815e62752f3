"""Every record of a function says all that the rooms ask of it, and nothing that its definition does not bear out."""

from dataclasses import replace
from fractions import Fraction

import pytest

from jacobook.calculus.embedding import _EMBEDDERS as EMBEDDERS
from jacobook.errors import LanguageError
from jacobook.language.definition_of import definition_of, is_defined
from jacobook.language.domain import Domain, Predicate
from jacobook.language.expression import Call, Variable, walk
from jacobook.language.functions import (
    COMPARISONS,
    ELEMENTWISE,
    FUNCTIONS,
    OPERATOR,
    PRINTED_FUNCTIONS,
    REDUCTION,
    STRUCTURE,
)
from jacobook.language.functions.values import Values, interval
from jacobook.language.grammar import parse
from jacobook.language.synonyms import CALLABLE, OPERATIONS, SYNONYMS
from jacobook.layout.formulas.statement import _BUILDERS as BUILDERS
from jacobook.notation.notations import NOTATIONS
from jacobook.proof.numbers.arithmetic import Undefined, arithmetic
from jacobook.proof.oracle.components import is_covered
from jacobook.proof.oracle.definition import kinks_of, value_of

RECORDS = list(FUNCTIONS.values())
ELEMENTS = [each for each in RECORDS if each.kind == ELEMENTWISE]
OF_ONE = [each for each in ELEMENTS if each.arity == 1]
POINTS = [
    Fraction(value)
    for value in ("-8", "-7/2", "-3/4", "-1/3", "-1/100", "0", "1/100", "1/3", "1/2", "3/4", "9/10", "7/2", "8")
]


def test_there_are_functions_of_every_kind():
    assert {each.kind for each in RECORDS} == {ELEMENTWISE, REDUCTION, STRUCTURE, OPERATOR}
    assert all(name == each.name for name, each in PRINTED_FUNCTIONS.items())


@pytest.mark.parametrize("function", PRINTED_FUNCTIONS.values(), ids=lambda each: each.name)
def test_a_record_is_whole(function):
    assert function.summary
    assert not function.summary.endswith(".")
    assert " → " in function.signature.text
    assert function.arity >= 1
    assert function.maximum_arity in (0, *range(function.arity + 1, 4))
    assert set(function.notation) <= {*NOTATIONS, "arrays"}
    assert all(function.notation.values())
    assert bool(function.sign) == (function.kind == OPERATOR)
    assert bool(function.definition) == (function.kind == ELEMENTWISE)
    assert bool(function.parameters) == bool(function.equation)


@pytest.mark.parametrize("function", RECORDS, ids=lambda each: each.name)
def test_a_function_means_something_in_every_room(function):
    meanings = [function.definition, function.equation, function.name in EMBEDDERS]
    assert sum(map(bool, meanings)) == 1
    assert (function.name in BUILDERS) == (function.name in EMBEDDERS)
    assert is_covered(function.name) == (not function.equation)


def test_no_name_has_two_meanings():
    names = [name for each in RECORDS for name in (*each.synonyms, *each.of_vectors)]
    called = [each.name for each in RECORDS if each.kind != OPERATOR]
    assert len(names) > 20
    assert len(set(names + called)) == len(names + called)
    assert set(names) == {*SYNONYMS, *OPERATIONS}
    assert {*names, *called} == CALLABLE


def value(function, *arguments):
    numbers = arithmetic(40)
    return value_of(function.definition)(numbers, [numbers.number(argument) for argument in arguments])


def values(function):
    found = []
    for point in POINTS:
        try:
            found.append((point, value(function, *[point, Fraction(1, 3)][: function.arity])))
        except Undefined:
            continue
    return found


def is_real(function, point):
    """Whether the definition has a real value at a point."""
    try:
        value(function, *[point, Fraction(1, 3)][: function.arity])
    except Undefined:
        return False
    return True


def holds(predicate, point):
    """Whether a number is as a predicate of numbers says."""
    return {
        Predicate.POSITIVE: point > 0,
        Predicate.NOT_NEGATIVE: point >= 0,
        Predicate.NO_ZERO_ENTRY: point != 0,
        Predicate.INSIDE_ONE: abs(point) < 1,
        Predicate.WITHIN_ONE: abs(point) <= 1,
        Predicate.INSIDE_UNIT: 0 < point < 1,
        Predicate.WITHIN_UNIT: 0 <= point <= 1,
    }[predicate]


def problem_of_domain(function):
    """What is wrong with the domain of a record of one number, in words; nothing if all is right."""
    domain = function.domain
    if domain is not None and not isinstance(domain, Domain):
        return f"{function.name}: domain is {domain!r}; write Domain(Predicate.…), as Domain(Predicate.INSIDE_UNIT)"
    if domain is not None and not all(isinstance(each, Predicate | None) for each in (domain.value, domain.derivative)):
        return f"{function.name}: a domain is made of predicates, as Domain(Predicate.INSIDE_UNIT)"
    if domain is not None and domain.through:
        return ""
    for point in POINTS:
        inside = domain is None or domain.value is None or holds(domain.value, point)
        if inside and not is_real(function, point):
            asked = f"its domain is {domain.value}" if domain is not None and domain.value else "it has no domain"
            return (
                f"{function.name}: {function.definition} has no real value at t = {point}, but {asked}; "
                "say where it has one, as domain=Domain(Predicate.INSIDE_UNIT)"
            )
    return ""


@pytest.mark.parametrize("function", OF_ONE, ids=lambda each: each.name)
def test_a_domain_leaves_out_all_that_has_no_value(function):
    assert not problem_of_domain(function)


@pytest.mark.parametrize(
    ("domain", "problem"),
    [
        (None, "has no real value at t = -8, but it has no domain"),
        (Domain(Predicate.POSITIVE), "has no real value at t = 7/2, but its domain is positive"),
        (Domain(Predicate.WITHIN_UNIT), "has no real value at t = 0, but its domain is inside [0, 1]"),
        (Predicate.INSIDE_UNIT, "write Domain(Predicate.…)"),
        ("(0, 1)", "write Domain(Predicate.…)"),
        (Domain("(0, 1)"), "made of predicates"),
        (Domain(Predicate.INSIDE_UNIT), ""),
    ],
)
def test_a_wrong_domain_is_told(domain, problem):
    logit = replace(FUNCTIONS["log"], name="logit", definition="log(t/(1 - t))", domain=domain)
    found = problem_of_domain(logit)
    assert problem in found
    assert bool(problem) == bool(found)


@pytest.mark.parametrize("function", ELEMENTS, ids=lambda each: each.name)
def test_values_lie_where_the_record_says(function):
    low, high = function.values.ends
    found = [float(got) for _, got in values(function)]
    assert len(found) >= 4
    assert all(low <= got <= high for got in found)
    # Far out an end that is never met is so near that no float tells it from the value.
    inside = [float(got) for point, got in values(function) if abs(point) < 5]
    assert not (function.values.low_open and low in inside)
    assert not (function.values.high_open and high in inside)


@pytest.mark.parametrize("function", OF_ONE, ids=lambda each: each.name)
def test_signs_and_parity_are_those_of_the_definition(function):
    found = dict(values(function))
    signs = {point: (got > 0) - (got < 0) for point, got in found.items()}
    keeps = all(sign == (point > 0) - (point < 0) for point, sign in signs.items()) and len(found) == len(POINTS)
    assert function.keeps_sign <= (keeps or function.domain is not None)
    pairs = [(got, found[-point]) for point, got in found.items() if -point in found and point > 0]
    turned = {"odd": -1, "even": 1}
    for name, sign in turned.items():
        holds = bool(pairs) and all(abs(one - sign * other) < 1e-30 for one, other in pairs)
        assert (function.parity == name) == holds


@pytest.mark.parametrize("function", ELEMENTS, ids=lambda each: each.name)
def test_a_kink_is_told_and_is_one(function):
    assert bool(function.kink) == bool(kinks_of(function.definition))


@pytest.mark.parametrize("function", ELEMENTS, ids=lambda each: each.name)
def test_definitions_are_expressions_of_the_language(function):
    read = definition_of(function.name)
    letters = {node.name for node in walk(read) if isinstance(node, Variable)}
    assert letters == {*"ts"[: function.arity]}
    again = isinstance(read, Call) and read.function == function.name
    assert again == (not is_defined(function.name))


@pytest.mark.parametrize("function", [each for each in ELEMENTS if each.expansion], ids=lambda each: each.name)
def test_an_expansion_is_the_definition(function):
    expanded = definition_of(function.name, expanded=True)

    def computed(node, point):
        numbers = arithmetic(40)
        if isinstance(node, Variable):
            return numbers.number(point)
        if not isinstance(node, Call):
            return numbers.number(node.value)
        parts = [computed(part, point) for part in node.arguments]
        match node.function:
            case "add":
                return parts[0] + parts[1]
            case "multiply":
                return parts[0] * parts[1]
            case "divide":
                return parts[0] / parts[1]
            case name:
                return value_of(FUNCTIONS[name].definition)(numbers, parts)

    for point in POINTS:
        assert abs(computed(expanded, point) - value(function, point)) < 1e-30


def test_intervals_are_read_and_nothing_else_is():
    assert interval("(0, ∞)") == Values(Fraction(0))
    assert interval("[-1, 1)") == Values(Fraction(-1), Fraction(1), low_open=False)
    assert interval("(-∞, 1/2]").ends == (float("-inf"), 0.5)
    with pytest.raises(ValueError, match="is not an interval"):
        interval("0 to 1")


# --- functions by their equations
def test_a_call_is_read_as_the_equation():
    read = parse("rowsum(A @ X)", {"A": "p×m"}).expression
    assert read == parse("(A @ X) @ ones(n)", {"A": "p×m"}).expression
    assert parse("rowSums(X)").expression == parse("X @ ones(n)", {"X": "m×n"}).expression


def test_an_equation_is_taken_at_the_lengths_of_the_call():
    assert parse("rowsum(X)", {"X": "n×3"}).expression == parse("X @ ones(3)", {"X": "n×3"}).expression
    assert parse("rowsum(X.T)", {"X": "n×m"}).expression == parse("X.T @ ones(n)", {"X": "n×m"}).expression
    assert (
        parse("rowsum(kron(X, Y))", {"X": "n×m", "Y": "p×q"}).expression.shape
        == parse("vec(outer(u, v))", {"u": "n", "v": "p"}).expression.shape
    )


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("rowsum(x)", {"x": "n"}, "rowsum takes a matrix, not a vector"),
        ("rowsum(X, X)", {}, "rowsum takes 1 argument, not 2"),
        ("rowsum(X) + y", {"X": "m×n", "y": "n"}, "shapes m and n do not fit +"),
        ("det(X)", {"X": "m×n"}, "shape m×n does not fit det"),
    ],
)
def test_what_does_not_fit_is_refused_in_the_words_of_the_call(text, where, message):
    with pytest.raises(LanguageError) as refused:
        parse(text, where)
    assert refused.value.message == message


def test_every_other_function_is_left_as_it_is():
    used = {
        node.function
        for text in ("sum(exp(x))", "where(x > 0, x, y)")
        for node in walk(parse(text).expression)
        if isinstance(node, Call)
    }
    assert used == {"sum", "exp", "where", "greater"}
    assert used & COMPARISONS == {"greater"}
