"""Every identity that a step names is proved, and with anything in it changed it is disproved."""

from itertools import chain

import pytest

from jacobook.language.expression import Variable
from jacobook.language.grammar import parse
from jacobook.layout.forms.naming import rebuild
from jacobook.layout.formulas.formula import Definition, Differential, MatrixForm, Symbol, Transpose, Vec
from jacobook.layout.formulas.layouts import LAYOUTS, Layout
from jacobook.layout.steps import differential_rules as rules
from jacobook.notation.text import to_text
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.directional import prove_differential
from jacobook.proof.verdict.judging import agrees, states
from mutations import mutations

SINGLE = (
    rules.LINEAR,
    rules.TURNED_ROUND,
    rules.TRANSPOSED_INSIDE,
    rules.STACKED_PRODUCT,
    rules.FORM_AS_TRACE,
    rules.HADAMARD_AS_PRODUCT,
)
TABLES = (rules.RULES, rules.RULES_BY_RANK, rules.RULES_OF_SQUARE, rules.OF_ENTRIES)
IDENTITIES = dict.fromkeys([*chain.from_iterable(table.values() for table in TABLES), *SINGLE])


def said(identity):
    return identity.reason(to_text)


def prove(identity, right):
    definition = identity.definition
    definitions = () if definition is None else (Definition(*definition),)
    if identity.differential:
        prove_differential(identity.expression, identity.moving, MatrixForm(right, definitions))
    else:
        wrt = next(iter(parse(identity.left, rules._declared(identity.shapes)).variables.values()))
        states(identity.expression, (wrt,), changes_as_names(right))


def changes_as_names(formula):
    """An equation holds for any matrix in the place of dX."""
    if isinstance(formula, Differential):
        return Symbol(f"d{formula.body.name}", formula.rows, formula.columns, formula.body.rank)
    return rebuild(formula, changes_as_names)


def test_there_are_as_many_as_steps_can_name():
    assert len(IDENTITIES) >= 40


@pytest.mark.parametrize("identity", IDENTITIES, ids=said)
def test_an_identity_holds(identity):
    prove(identity, identity.equation[1])


@pytest.mark.parametrize("identity", IDENTITIES, ids=said)
def test_an_identity_with_anything_changed_is_disproved(identity):
    right = identity.equation[1]
    changed = dict.fromkeys(mutations(right))
    assert changed
    for what, wrong in changed:
        if to_text(wrong) in SAME:
            continue
        try:
            prove(identity, wrong)
        except Disproved:
            continue
        pytest.fail(f"{what}: {to_text(wrong)} passes for {said(identity)}")


# A matrix has the trace, the determinant and the norm of its transpose.
SAME = {"tr(U)", "tr((dU)ᵀ)", "det(Uᵀ) tr(U⁻¹ dU)", "tr(Uᵀ dU)/‖Uᵀ‖_F"}


@pytest.mark.parametrize("identity", IDENTITIES, ids=said)
def test_what_a_reader_sees_of_an_identity_is_both_its_sides(identity):
    left, right = identity.equation
    if identity.silent:
        assert said(identity) == identity.words
    elif identity.part is None:
        assert said(identity).endswith(f"{to_text(left)} = {to_text(right)}")
    else:
        name, meaning = identity.definition
        assert (
            said(identity) == f"{identity.words} {to_text(name)} = {to_text(meaning)}: d{name.name} = {to_text(right)}"
        )


# --- reading off
def change_inside(formula):
    """vec(dX) for d vec(X), which the rule of vec says is the same."""
    if isinstance(formula, Differential) and isinstance(formula.body, Vec):
        return Vec(Differential(formula.body.body))
    return rebuild(formula, change_inside)


LINEAR_FUNCTIONS = [
    ("a * x", "a: scalar, x: scalar"),
    ("a @ x", "a: n, x: n"),
    ("trace(A @ X)", "A: n×m, X: m×n"),
    ("a * x", "a: m, x: scalar"),
    ("A @ x", "A: m×n, x: n"),
    ("A * x", "A: m×n, x: scalar"),
    ("A @ vec(X)", "A: k×6, X: 3×2"),
]


@pytest.mark.parametrize("layout", list(LAYOUTS))
@pytest.mark.parametrize(("expression", "shapes"), LINEAR_FUNCTIONS)
def test_a_derivative_is_read_off_its_differential(expression, shapes, layout):
    parsed = parse(expression, rules.parse_declarations(shapes))
    (wrt,) = (variable for name, variable in parsed.variables.items() if name in "xX")
    value = rules.symbol(Variable("y", parsed.expression.shape))
    left, right, derivative = rules.read_off(value, rules.symbol(wrt), layout)
    assert to_text(left) in ("dy", "d vec(y)")
    right = change_inside(right)
    prove_differential(parsed.expression, (wrt,), MatrixForm(right))
    agrees(parsed.expression, (wrt,), str(layout), MatrixForm(derivative))
    for _, wrong in mutations(right):
        with pytest.raises(Disproved):
            prove_differential(parsed.expression, (wrt,), MatrixForm(wrong))
    other = rules.read_off(value, rules.symbol(wrt), next(each for each in LAYOUTS if each is not layout))[2]
    if other != derivative:
        with pytest.raises(Disproved):
            agrees(parsed.expression, (wrt,), str(layout), MatrixForm(other))


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_a_matrix_by_a_matrix_is_read_off_column_by_column(layout):
    parsed = parse("U @ X @ V", {"U": "m×n", "X": "n×k", "V": "k×l"})
    wrt, value = parsed.variables["X"], rules.symbol(Variable("Y", parsed.expression.shape))
    left, right, derivative = rules.read_off(value, rules.symbol(wrt), layout)
    assert f"{to_text(left)} = {to_text(right)}" == "d vec(Y) = A d vec(X)"
    product = rules.STACKED_PRODUCT.equation[1].factors[0]
    known = {"W": "V", "U": "U"}
    matrix = _renamed(product, {name: rules.symbol(parsed.variables[new]) for name, new in known.items()})
    answer = matrix if derivative.rows == matrix.rows and layout is Layout.NUMERATOR else Transpose(matrix)
    assert isinstance(derivative, Transpose) is (layout is Layout.DENOMINATOR)
    agrees(parsed.expression, (wrt,), str(layout), MatrixForm(answer))


def _renamed(formula, symbols):
    if isinstance(formula, Symbol):
        return symbols[formula.name]
    return rebuild(formula, lambda part: _renamed(part, symbols))
