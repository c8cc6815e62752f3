"""Kronecker products and stacked matrices: answered in matrices, proved, printed in every notation, run as code."""

import pytest
import sympy

from executed import assert_array_form, assert_numpy, points
from jacobook.derivation import derive
from jacobook.errors import Refused
from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import Symbol, Unvec, Vec
from jacobook.notation import jax, latex, numpy, spoken, text, torch, typst
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.judging import prove
from jacobook.question import ask

pytestmark = pytest.mark.thorough

SQUARE = "A: m×m, B: n×n"
WIDE = "A: m×n, B: p×q, X: q×n"
NORMAL = "V: p×p, U: n×n, X: n×p, M: n×p"

ANSWERS = [
    ("y @ kron(A, B) @ y", "A", SQUARE, "YᵀBY with Y = mat_(n×m)(y)"),
    ("y @ kron(A, B) @ y", "B", SQUARE, "YAYᵀ with Y = mat_(n×m)(y)"),
    ("y @ kron(A, B) @ y", "y", SQUARE, "vec(BYAᵀ) + vec(BᵀYA) with Y = mat_(n×m)(y)"),
    ("logdet(kron(A, B))", "A", SQUARE, "n A⁻ᵀ"),
    ("logdet(kron(A, B))", "B", SQUARE, "m B⁻ᵀ"),
    ("logdet(kron(V, U))", "V", NORMAL, "n V⁻ᵀ"),
    ("det(kron(A, B))", "A", SQUARE, "n det(A)ⁿ det(B)^m A⁻ᵀ"),
    ("trace(inv(kron(A, B)))", "A", SQUARE, "−tr(B⁻¹) (A⁻²)ᵀ"),
    ("trace(kron(A, B) @ C)", "A", SQUARE, "(Iₘ ⊗ vec(I)ᵀ)(Cᵀ ⊗ Iₙ)(Iₘ ⊗ vec(B))"),
    ("trace(kron(A, B) @ C)", "B", SQUARE, "(vec(I)ᵀ ⊗ Iₙ)(Iₘ ⊗ Cᵀ)(vec(Aᵀ) ⊗ Iₙ)"),
    ("trace(kron(A, B) @ C)", "C", SQUARE, "Aᵀ ⊗ Bᵀ"),
    ("kron(A, B) @ vec(X)", "A", WIDE, "((XᵀBᵀ) ⊗ Iₘ) K_(p,m)"),
    ("kron(A, B) @ vec(X)", "B", WIDE, "(XAᵀ) ⊗ Iₚ"),
    ("kron(A, B) @ vec(X)", "X", WIDE, "Aᵀ ⊗ Bᵀ"),
    ("norm(kron(A, B) @ x - y)**2", "x", "A: m×n, B: p×q", "2(Aᵀ ⊗ Bᵀ)(vec(B mat_(q×n)(x) Aᵀ) − y)"),
    ("norm(kron(A, B) @ x - y)**2", "A", "A: m×n, B: p×q", "2(BXAᵀ − mat_(p×m)(y))ᵀBX with X = mat_(q×n)(x)"),
    ("vec(X - M) @ inv(kron(V, U)) @ vec(X - M)", "X", NORMAL, "U⁻¹(X − M)V⁻ᵀ + U⁻ᵀ(X − M)V⁻¹"),
    ("vec(X - M) @ inv(kron(V, U)) @ vec(X - M)", "M", NORMAL, "−U⁻¹(X − M)V⁻ᵀ − U⁻ᵀ(X − M)V⁻¹"),
    ("vec(X - M) @ inv(kron(V, U)) @ vec(X - M)", "U", NORMAL, "−U⁻ᵀ(X − M)V⁻¹(X − M)ᵀU⁻ᵀ"),
    ("vec(X - M) @ inv(kron(V, U)) @ vec(X - M)", "V", NORMAL, "−V⁻ᵀ(X − M)ᵀU⁻¹(X − M)V⁻ᵀ"),
    ("kron(u, v)", "u", "u: m, v: n", "Iₘ ⊗ vᵀ"),
    ("kron(u, v)", "v", "u: m, v: n", "uᵀ ⊗ Iₙ"),
    ("C @ vec(A @ X @ B)", "X", "A: m×n, X: n×p, B: p×q", "(B ⊗ Aᵀ)Cᵀ"),
    ("vec(A @ X @ B) @ y", "X", "A: m×n, X: n×p, B: p×q", "Aᵀ mat_(m×q)(y) Bᵀ"),
    ("norm(y - vec(A @ X @ B))**2", "X", "A: m×n, X: n×p, B: p×q", "2Aᵀ(AXB − mat_(m×q)(y))Bᵀ"),
    ("vec(X) @ A @ vec(X)", "X", "X: m×n", "mat_(m×n)(A vec(X)) + mat_(m×n)(Aᵀ vec(X))"),
    ("vec(X) * y", "X", "X: m×n", "diag(y)"),
    ("softmax(vec(X))", "X", "X: m×n", "diag(p) − p pᵀ with p = softmax(vec(X))"),
    ("sum(exp(kron(A, B) @ x))", "A", "A: m×n, B: p×q", "exp(BXAᵀ)ᵀ BX with X = mat_(q×n)(x)"),
    ("y @ inv(kron(A, B)) @ y", "A", SQUARE, "−A⁻ᵀYᵀB⁻¹YA⁻ᵀ with Y = mat_(n×m)(y)"),
]


@pytest.mark.parametrize(("expression", "wrt", "where", "denominator"), ANSWERS)
def test_kronecker_products_are_answered_in_matrices(expression, wrt, where, denominator):
    declared = {name.partition(":")[0].strip(): name for name in where.split(",")}
    used = ", ".join(each for name, each in declared.items() if name in expression.replace("kron", ""))
    derivation = derive(expression, wrt, used)
    assert derivation.denominator.text == denominator
    assert derivation.has_components
    assert derivation.verify().entries
    assert derivation.verify().entries
    assert assert_array_form(derivation)
    assert assert_numpy(derivation)
    for answer in derivation.answers:
        assert all((answer.latex, answer.typst, answer.spoken, answer.jax, answer.torch, answer.sympy))


VEC_FORMS = [
    # Magnus and Neudecker, Matrix Differential Calculus, ch. 9: ∂vec(A ⊗ X) by vec(X), and of X ⊗ B.
    ("kron(A, X)", "X", "A: m×n, X: p×q", "(Iₙ ⊗ K_(q,m) ⊗ Iₚ)(vec(A) ⊗ I_pq)"),
    ("kron(X, B)", "X", "X: m×n, B: p×q", "(I_nq ⊗ K_(m,p))(Iₙ ⊗ vec(B) ⊗ Iₘ)"),
    ("kron(A, B) @ C", "C", "A: m×n, B: p×q", "Iᵣ ⊗ A ⊗ B"),
    ("inv(kron(A, B))", "A", SQUARE, "−(I_mn ⊗ K_(m,n))(A⁻ᵀ ⊗ vec(B⁻¹) ⊗ A⁻¹)"),
    ("outer(vec(X), y)", "X", "X: m×n, y: k", "y ⊗ I_mn"),
]


@pytest.mark.parametrize(("expression", "wrt", "where", "numerator"), VEC_FORMS)
def test_matrices_by_matrices_have_a_vec_form(expression, wrt, where, numerator):
    derivation = derive(expression, wrt, where)
    assert derivation.numerator.text == numerator
    assert derivation.vec.text == derivation.numerator.text
    assert derivation.verify().entries
    assert assert_array_form(derivation)
    assert assert_numpy(derivation)


@pytest.mark.parametrize(
    ("expression", "wrt", "where"),
    [
        ("kron(X, X)", "X", "X: m×n"),
        ("kron(x, x)", "x", "x: n"),
        ("kron(u, A @ u)", "u", "u: n, A: m×n"),
        ("C @ kron(A, B)", "A", "A: m×n, B: p×q"),
        ("kron(A, B) @ C", "A", "A: m×n, B: p×q"),
        ("norm(kron(A, B) - C)**2", "A", "A: m×n, B: p×q"),
        ("logdet(C + kron(A, B))", "A", SQUARE),
        ("logdet(s * kron(A, B))", "s", f"{SQUARE}, s: scalar"),
        ("logdet(kron(A, B).T @ kron(A, B))", "A", SQUARE),
        ("logdet(-kron(A, B) / s)", "A", f"{SQUARE}, s: scalar"),
        ("det(kron(eye(n), B))", "B", "B: m×m"),
        ("trace(inv(kron(A, B).T) @ C)", "A", SQUARE),
        ("exp(kron(A, B) @ x)", "x", "A: m×n, B: p×q"),
        ("exp(kron(A, B) @ x)", "A", "A: m×n, B: p×q"),
        ("y @ kron(A, B) @ y", "y,y", SQUARE),
        ("y @ kron(A, B) @ y", "A,B", SQUARE),
        ("y @ kron(A, B) @ y", "y,A", SQUARE),
        ("trace(kron(A, B) @ C)", "A,B", SQUARE),
        ("logdet(kron(A, B))", "A,A", SQUARE),
        ("sum(vec(X)**2 * y)", "X,X", "X: m×n"),
        ("kron(u, v) @ C @ kron(u, v)", "u", "u: m, v: n"),
        ("diag(kron(u, v))", "u", "u: m, v: n"),
        ("sum(vec(X) * kron(u, v))", "u", "X: m×n, u: m, v: n"),
        ("vec(X) + kron(u, v)", "X", "X: m×n, u: m, v: n"),
        ("trace(kron(A, B))", "A", SQUARE),
        ("diag(C) @ kron(u, v)", "u", "u: m, v: n"),
        ("norm(vec(A @ X) - z) / s", "X", "A: m×n, X: n×p, s: scalar"),
        ("kron(A, B) @ diag(kron(u, v)) @ x", "u", "A: m×n, B: p×q, u: n, v: q"),
    ],
)
def test_every_derivative_has_its_components_and_its_array(expression, wrt, where):
    """In a matrix form or not, the entries are there, and what is printed is right."""
    derivation = derive(expression, wrt, where)
    assert derivation.has_components
    assert derivation.verify().entries
    assert assert_array_form(derivation)
    assert derivation.steps
    try:
        _ = derivation.answers
    except Refused as refusal:
        hint = refusal.hint
    else:
        hint = ""
    if hint:
        assert "in components" in hint
        return
    assert derivation.verify().entries
    assert assert_numpy(derivation)


def test_an_entry_of_a_stack_is_named_by_the_pair_that_it_stands_for():
    derivation = derive("kron(u, v)", "u", "u: m, v: n")
    assert derivation.components.text == "∂y_((i−1)n+j)/∂uₖ = vⱼ δᵢₖ"
    assert derivation.components.latex == r"\frac{\partial y_{(i-1)n+j}}{\partial u_k} = v_j\delta_{ik}"
    assert "the quantity i minus 1 end quantity times n plus j" in derivation.components.spoken
    assert [(name, str(length)) for name, length in derivation.components.indices] == [
        ("i", "m"),
        ("j", "n"),
        ("k", "m"),
    ]
    assert derivation.components.stacked == (2, 1)
    assert derive("kron(u, v)", "u", "u: 3, v: 2").components.text == "∂y_(2(i−1)+j)/∂uₖ = vⱼ δᵢₖ"


def test_a_pair_in_the_wrong_order_is_disproved():
    derivation = derive("kron(u, v)", "u", "u: m, v: n")
    found = derivation.components
    swapped = (found.indices[1], found.indices[0], found.indices[2])
    with pytest.raises(Disproved):
        prove(derivation.expression, derivation.wrt, {}, (found.formula, swapped), stacked=found.stacked)
    with pytest.raises(Disproved):
        prove(derivation.expression, derivation.wrt, {}, (found.formula, found.indices), stacked=(1, 2))


def test_a_question_from_outside_comes_with_components_einsum_and_reason():
    answer = ask("sum(vec(X) * kron(u, v))", "u", "X: m×n, u: m, v: n")
    assert answer["numerator"] is None
    assert "stacked in two ways" in answer["reason"]
    assert answer["components"]["text"].startswith("∂y/∂uᵢ")
    assert "np.einsum" in answer["array"]
    assert answer["steps"]
    assert answer["certificate"]["entries"]


m, n = Dimension.of("m"), Dimension.of("n")
Y = Symbol("y", m * n, ONE, 1)
X = Symbol("X", n, m, 2)


def test_the_inverse_of_vec_prints_in_every_notation():
    matrix = Unvec(Y, n, m)
    assert text.to_text(matrix) == "mat_(n×m)(y)"
    assert latex.to_latex(matrix) == r"\operatorname{mat}_{n \times m}(\mathbf{y})"
    assert typst.to_typst(matrix) == 'op("mat")_(n × m) (upright(bold(y)))'
    assert spoken.to_spoken(matrix) == "the n by m matrix of the stack of y"
    assert numpy.to_numpy(matrix) == "y.reshape(m, n).T"
    assert jax.to_jax(matrix) == torch.to_torch(matrix) == "y.reshape(m, n).T"


def test_the_inverse_of_vec_undoes_it():
    assert algebra.unvec(Vec(X), n, m) == X
    assert algebra.vec(Unvec(Y, n, m)) == Y
    # Another size of as many entries is another matrix.
    assert algebra.unvec(Vec(X), m, n) == Unvec(Vec(X), m, n)


def test_sympy_code_of_the_inverse_of_vec():
    derivation = derive("y @ kron(A, B) @ y", "A", SQUARE)
    case, names = next(points(derivation))
    values = {name: sympy.Matrix(case.point[name]) for name in case.point}
    got = eval(derivation.denominator.sympy, {"sympy": sympy, **values, **case.sizes})  # noqa: S307
    stack = values["y"].reshape(names["m"], names["n"]).T
    assert got == stack.T * values["B"] * stack
