"""What is said to hold for every size: nearly all that the catalogue prints, and never what is wrong."""

from dataclasses import replace
from functools import cache
from itertools import product

import mpmath
import pytest

from every_size import asked
from jacobook.catalogue.loader import load
from jacobook.derivation import derive
from jacobook.errors import JacobookError
from jacobook.language.dimension import ONE
from jacobook.language.grammar import parse
from jacobook.layout.formulas.formula import MatrixForm
from jacobook.layout.formulas.statement import statement
from jacobook.proof.evaluation.evaluation import Evaluation
from jacobook.proof.every_size.comparison import for_every_size
from jacobook.proof.every_size.sides import sides
from jacobook.proof.numbers.arithmetic import Undefined, arithmetic
from jacobook.proof.oracle.instances import Instances
from jacobook.proof.points.case import as_matrix
from jacobook.proof.points.points import Draw, size_assignments, whole_exponents
from mutants import mutants
from random_expressions import question

pytestmark = pytest.mark.thorough

LEAST_SHARE = 0.97
OTHER_SIZES = ((1, 4, 3, 5), (4, 5, 2, 3))
"""Numbers for the dimensions, in the order in which they appear; the proof at points takes others first."""


@cache
def catalogue():
    # Points are real here, and forms are matrices.
    rules = [rule for rule in load() if rule.chapter not in ("complex", "arrays")]
    questions = [(rule, item) for top in rules for rule in top.questions for item in rule.wrt]
    return [
        (f"{rule.id} by {item}", derive(rule.expr, item, rule.where, rule.order, prove=False))
        for rule, item in questions
    ]


def differs(derivation, name, form, numbers, draw):
    """An entry in which a matrix form is not the component form, at these sizes and a random point; or None."""
    sizes = dict(zip(size_assignments(derivation.expression, derivation.variables.values())[0], numbers, strict=False))
    whole = whole_exponents(derivation.expression)
    point = Draw(derivation.source, 0, draw).point_of(derivation.variables, sizes, whole)
    symbols = {name: as_matrix(array, 50) for name, array in point.items()}
    here = Evaluation(symbols, sizes, arithmetic(50), instances=Instances("other sizes"))
    given = here.form(form)
    rows, columns = sides((derivation.expression.shape, *(v.shape for v in derivation.wrt)), name)
    shapes = [derivation.expression.shape, *(v.shape for v in derivation.wrt)]
    # An axis of length 1 has no index.
    axes = [(array, axis) for array, shape in enumerate(shapes) for axis, d in enumerate(shape) if d != ONE]
    names = dict(zip(axes, derivation.components.indices, strict=True))

    def walked(side):
        spans = [range(here.size(names[axis][1])) for axis in side]
        return [{names[a][0]: (i, len(s)) for a, i, s in zip(side, at, spans, strict=True)} for at in product(*spans)]

    alone = {index: (0, 1) for index, dimension in names.values() if dimension == ONE}
    for i, row in enumerate(walked(rows)):
        for j, column in enumerate(walked(columns)):
            expected = here.scalar(derivation.components.formula, alone | row | column)
            if abs(expected - given[i][j]) > mpmath.mpf(10) ** -40 * max(1, abs(expected)):
                return i, j, expected, given[i][j]
    return None


def agrees_elsewhere(derivation, name, form):
    """Whether a form is the component form at some points of other sizes; a point without a value is none."""
    for numbers, draw in product(OTHER_SIZES, range(2)):
        try:
            if differs(derivation, name, form, numbers, draw) is not None:
                return False
        except (Undefined, ZeroDivisionError):
            continue
    return True


def test_nearly_all_that_the_catalogue_prints_holds_for_every_size():
    """Where some day a form does not, this says which and why."""
    compared, unproved = 0, []
    for name, derivation in catalogue():
        found = derivation.every_size
        compared += len(found.compared)
        unproved += [f"{name}, {form}: {reason}" for form, reason in found.unproved.items()]
    share = 1 - len(unproved) / compared
    assert compared > 2000
    assert share >= LEAST_SHARE, f"{share:.1%} of {compared} forms\n" + "\n".join(unproved)


def test_vec_forms_second_derivatives_and_components_are_among_them():
    kinds = {form for _, derivation in catalogue() for form in derivation.every_size.compared}
    assert kinds == {"numerator", "denominator", "vec", "components", "differential"}
    second = [d for _, d in catalogue() if d.order == 2]
    assert sum(d.every_size.proved is True for d in second) >= LEAST_SHARE * len(second) > 20


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_planted_faults_are_never_said_to_hold(part):
    """What is still said to hold after a change is the component form all the same, at other sizes too."""
    tried = 0
    for number, (name, derivation) in enumerate(catalogue()[part::8]):
        if not derivation.has_components:
            continue
        # One layout of each: the other holds the same changes, transposed.
        for answer in derivation.answers[number % 2 :][:1]:
            layout = str(answer.layout)
            for what, formula in mutants(answer.form.formula):
                tried += 1
                form = replace(answer.form, formula=formula)
                if for_every_size(asked(derivation, {layout: form})).proved:
                    assert agrees_elsewhere(derivation, layout, form), f"{name}, {layout}: {what}"
    assert tried > 300


# Question, what it is by, its shapes, an answer in denominator layout that is wrong, and where it would be right.
WRONG = [
    ("trace(X)**3 / 6 - det(X)", "X", "X: n×n", "trace(X)**2 / 2 * eye(n) - (trace(X) * eye(n) - X).T", "n = 2"),
    ("det(X)", "X", "X: n×n", "(trace(X) * eye(n) - X).T", "n = 2"),
    ("x @ inv(K) @ y", "x", "K: n×n skew, x: n, y: n", "-K @ y", "n = 2 and K = J"),
    ("sum(A @ x)", "x", "A: m×n, x: n", "A.T @ ones(m) * (m / n)", "m = n"),
    ("mean(A)", "A", "A: m×n", "ones(m, n) / (m * m)", "m = n"),
    ("mean(x)", "x", "x: n", "ones(n) / 3", "n = 3"),
    ("trace(eye(n)) * x @ x", "x", "x: n", "6 * x", "n = 3"),
    ("x @ A @ y", "x", "A: n×n, x: n, y: n", "A.T @ y", "A symmetric"),
    ("x @ A @ x", "x", "A: n×n, x: n", "2 * A @ x", "A symmetric"),
    ("trace(A @ X @ B)", "X", "A: n×n, X: n×n, B: n×n", "B.T @ A.T", "A and B that commute"),
    ("logdet(X)", "X", "X: n×n", "inv(X)", "X symmetric"),
    ("norm(x)", "x", "x: n", "x", "norm 1"),
    ("sum(relu(x))", "x", "x: n", "(x >= 0)", "no entry 0"),
    ("sum(abs(x))", "x", "x: n", "x / norm(x)", "n = 1"),
    ("logsumexp(x)", "x", "x: n", "sigmoid(x)", "never"),
    ("prod(x)", "x", "x: n", "prod(x) * x", "entries 1 and −1"),
    ("det(2 * X)", "X", "X: n×n", "4 * det(X) * inv(X).T", "n = 2"),
]


@pytest.mark.parametrize(("expression", "wrt", "where", "wrong", "only"), WRONG, ids=lambda text: text)
def test_what_is_right_only_sometimes_is_not_said_to_hold(expression, wrt, where, wrong, only):
    derivation = derive(expression, wrt, where)
    forms = {"denominator": derivation.denominator.form}
    shapes = dict(part.split(": ") for part in where.split(", "))
    formula = statement(parse(wrong, shapes).expression)
    assert for_every_size(asked(derivation, forms)).proved
    assert not for_every_size(asked(derivation, {"denominator": MatrixForm(formula)})).proved


def test_a_long_composition_holds_for_every_size_and_not_with_a_fault():
    """Its brackets, twenty of them in a row, cannot be multiplied out."""
    layers = 20
    text = "x"
    for number in range(layers):
        text = f"tanh(W{number} @ {text})"
    derivation = derive(f"sum({text})", "x", {"x": "n"} | {f"W{number}": "n×n" for number in range(layers)})
    right = derivation.denominator.form
    assert for_every_size(asked(derivation, {"denominator": right})).proved
    changed = [formula for what, formula in mutants(right.formula) if what == "a transposition is missing"]
    assert changed
    for formula in changed[:3]:
        assert not for_every_size(asked(derivation, {"denominator": replace(right, formula=formula)})).proved


def test_a_wrong_component_form_and_a_wrong_differential_do_not_hold():
    derivation = derive("x @ A @ x", "x", "A: n×n, x: n")
    other = derive("2 * x @ A @ x", "x", "A: n×n, x: n")
    whole = derivation.every_size
    assert whole.proved
    assert not whole.unproved
    given = asked(derivation, {"numerator": derivation.numerator.form})
    components = other.components.formula, other.components.indices
    assert "components" in for_every_size(replace(given, components=components)).unproved
    differential = other.differential.form, "x"
    assert "differential" in for_every_size(replace(given, differential=differential)).unproved


def test_without_a_matrix_form_nothing_is_said():
    derivation = derive("sum(x**3)", "x", "x: n", 3)
    assert derivation.every_size.compared == ("components",)
    assert derivation.every_size.proved is None
    assert derivation.verify().every_size is None
    assert "every size" not in derivation.verify().sentence


def test_the_certificate_says_for_which_sizes():
    certificate = derive("x @ A @ x", "x", "A: n×n, x: n").verify()
    assert certificate.every_size
    assert certificate.reach == "for every size"
    assert certificate.sentence.startswith(
        "Proved for every size: the matrix and component forms agree symbolically. The component form was checked at n"
    )
    less = replace(certificate, every_size=False)
    assert less.reach == "at these sizes"
    assert less.sentence.startswith("Proved at these sizes, not for every size: checked at n")
    assert replace(certificate, every_size=None).sentence.startswith("Checked at n")


def test_without_a_dimension_no_size_is_spoken_of():
    certificate = derive("sin(t)", "t", "t: scalar").verify()
    assert certificate.every_size
    assert not certificate.reach
    assert certificate.sentence.startswith("Proved: the matrix and component forms agree")


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 400, 100))
def test_what_holds_for_every_size_agrees_at_other_sizes(start):
    """Random questions: their forms, evaluated at sizes at which nobody has tried them."""
    asked_for = held = 0
    for seed in range(start, start + 100):
        drawn = question(seed)
        try:
            derivation = derive(drawn.expression, drawn.wrt, drawn.where)
            answers = derivation.answers
        except JacobookError:
            continue
        if not derivation.derivative.terms or not derivation.has_components:
            continue
        for answer in answers:
            asked_for += 1
            layout = str(answer.layout)
            if for_every_size(asked(derivation, {layout: answer.form})).proved:
                held += 1
                assert agrees_elsewhere(derivation, layout, answer.form), f"{drawn}, {layout}"
    assert held >= 0.9 * asked_for > 10


def test_a_sum_whose_terms_cancel_is_zero():
    # With K skew, wᵀK²x is met with a bracket that turns out to be zero.
    derivation = derive(
        "where(w @ K @ K @ x > 0, w @ K @ K @ x * log(w @ K @ K @ x), 0)", "w,K", {"x": "n", "w": "n", "K": "n×n skew"}
    )
    assert derivation.numerator.text
