"""Right answers are proved, wrong ones disproved: every way of being wrong that has been seen in print or in a tool."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest

from jacobook.derivation import derive
from jacobook.errors import JacobookError, Refused
from jacobook.language.dimension import ONE, Dimension
from jacobook.language.expression import Call, variables
from jacobook.language.grammar import parse
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.layouts import Layout
from jacobook.proof.oracle.arrays import Unproved
from jacobook.proof.points.search import cases
from jacobook.proof.verdict.certificate import Certificate, Disproved, together
from jacobook.proof.verdict.judging import agrees, prove, states
from jacobook.proof.verdict.questions import drawn
from jacobook.proof.verdict.wording import power_of_ten

m, n, p, q = map(Dimension.of, "mnpq")


def vector(name, length=n):
    return f.Symbol(name, length, ONE, 1)


def matrix(name, rows=n, columns=n):
    return f.Symbol(name, rows, columns, 2)


def times(coefficient, body=None, *numerators, over=()):
    return f.Multiple(Q(coefficient), numerators, over, body)


def plus(*terms):
    return f.Sum(terms)


def dot(*factors):
    return f.Product(factors)


def T(formula):
    return f.Transpose(formula)


def apply(name, *arguments, like):
    return f.Apply(name, arguments, like.rows, like.columns)


def entry(of, *indices):
    return f.Entry(of, indices)


def number(value):
    return f.Number(Q(value))


a, b, w, x, y, z = f.Symbol("a"), vector("b", m), vector("w"), vector("x"), vector("y"), vector("z", m)
A, B, S, X = matrix("A", m, n), matrix("B", p, q), matrix("S"), matrix("X")
Y = matrix("Y", n, p)
K = f.Commutation(m, n)
residual = plus(dot(A, x), times(-1, b))
softmax = vector("p")
named = (f.Definition(softmax, apply("softmax", x, like=x)),)
inverse = f.Inverse(X)
positive = apply("greater", a, number(0), like=a)


tall = matrix("X", m, n)
gram = dot(T(tall), tall)


def rayleigh(first_denominator):
    """The gradient of xᵀAᵀAx / xᵀSᵀSx, with a denominator under its first term."""
    square = dot(T(x), T(S), S, x)
    return plus(
        times(2, dot(T(A), A, x), over=(first_denominator,)),
        times(-2, dot(T(S), S, x), dot(T(x), T(A), A, x), over=(f.Power(square, number(2)),)),
    )


class Rule:
    """A question, its answers, and answers that are wrong."""

    def __init__(self, text, wrt, where=None, definitions=(), **forms):
        parsed = parse(text, where or {})
        self.text = f"{text} by {wrt}"
        self.expression = parsed.expression
        self.wrt = tuple(parsed.variables[name.strip()] for name in wrt.split(","))
        self.definitions = definitions
        self.numerator, self.denominator = forms.pop("numerator"), forms.pop("denominator")
        self.wrong = forms

    def form(self, formula):
        return f.MatrixForm(formula, self.definitions)


# The answers in both layouts; under `num_…` and `den_…`, wrong ones in that layout and what is wrong with them.
RULES = [
    Rule(
        "norm(A @ x - b) ** 2",
        "x",
        numerator=times(2, dot(T(residual), A)),
        denominator=times(2, dot(T(A), residual)),
        num_lies_down=times(2, dot(T(A), residual)),
        num_sign=times(-2, dot(T(residual), A)),
        num_without_two=dot(T(residual), A),
        num_other_residual=times(2, dot(T(plus(dot(A, x), b)), A)),
        den_untransposed=times(2, dot(A, residual)),
        den_stands_up=times(2, dot(T(residual), A)),
        den_squared_norm_missing=times(2, dot(T(A), residual), f.Norm(residual)),
    ),
    Rule(
        "norm(A @ x - b)",
        "x",
        numerator=times(1, dot(T(residual), A), over=(f.Norm(residual),)),
        denominator=times(1, dot(T(A), residual), over=(f.Norm(residual),)),
        num_not_divided=dot(T(residual), A),
        num_divided_by_the_square=times(1, dot(T(residual), A), over=(f.Power(f.Norm(residual), number(2)),)),
        den_absolute_values=times(1, dot(T(A), residual), over=(f.Norm(residual, "1"),)),
    ),
    Rule(
        "x @ A @ x",
        "x",
        {"A": "n×n"},
        numerator=dot(T(x), plus(matrix("A"), T(matrix("A")))),
        denominator=dot(plus(matrix("A"), T(matrix("A"))), x),
        den_as_if_symmetric=times(2, dot(matrix("A"), x)),
        den_one_term=dot(matrix("A"), x),
        den_other_term=dot(T(matrix("A")), x),
        den_difference=dot(plus(matrix("A"), times(-1, T(matrix("A")))), x),
    ),
    Rule(
        "x @ S @ x",
        "x",
        {"S": "n×n symmetric"},
        numerator=times(2, dot(T(x), S)),
        denominator=times(2, dot(S, x)),
        den_without_two=dot(S, x),
    ),
    Rule(
        "x @ A @ z",
        "A",
        {"A": "n×m", "x": "n", "z": "m"},
        numerator=dot(z, T(x)),
        denominator=dot(x, T(z)),
        num_transposed=dot(x, T(z)),
        den_transposed=dot(z, T(x)),
        den_twice=times(2, dot(x, T(z))),
    ),
    Rule("A @ x", "x", numerator=A, denominator=T(A), num_transposed=T(A), den_transposed=A),
    Rule(
        "w * x",
        "w",
        numerator=f.Diagonal(x),
        denominator=f.Diagonal(x),
        num_other_operand=f.Diagonal(w),
        num_outer=dot(x, T(f.Filled(1, n, ONE))),
        num_identity=f.Identity(n),
        num_without_delta=dot(f.Filled(1, n, ONE), T(x)),
    ),
    Rule(
        "w / x",
        "x",
        numerator=f.Diagonal(times(-1, f.HadamardQuotient(w, f.Hadamard((x, x))))),
        denominator=times(-1, f.Diagonal(f.HadamardQuotient(w, f.Power(x, number(2))))),
        num_sign=f.Diagonal(f.HadamardQuotient(w, f.Hadamard((x, x)))),
        num_first_power=f.Diagonal(times(-1, f.HadamardQuotient(w, x))),
        num_upside_down=f.Diagonal(times(-1, f.HadamardQuotient(f.Hadamard((x, x)), w))),
    ),
    Rule(
        "exp(x) / sum(exp(x))",
        "x",
        definitions=named,
        numerator=plus(f.Diagonal(softmax), times(-1, dot(softmax, T(softmax)))),
        denominator=plus(f.Diagonal(softmax), times(-1, dot(softmax, T(softmax)))),
        num_diagonal_alone=f.Diagonal(softmax),
        num_sign=plus(f.Diagonal(softmax), dot(softmax, T(softmax))),
        num_as_if_element_wise=f.Diagonal(plus(softmax, times(-1, f.Hadamard((softmax, softmax))))),
    ),
    Rule(
        "log(sum(exp(x)))",
        "x",
        numerator=T(apply("softmax", x, like=x)),
        denominator=apply("softmax", x, like=x),
        den_exponential=apply("exp", x, like=x),
        den_lying_down=T(apply("softmax", x, like=x)),
    ),
    Rule(
        "sum(x)",
        "x",
        numerator=f.Filled(1, ONE, n),
        denominator=f.Filled(1, n, ONE),
        num_a_column=f.Filled(1, n, ONE),
        den_zeros=f.Filled(0, n, ONE),
    ),
    Rule(
        "mean(x)",
        "x",
        {"x": "n"},
        numerator=times(1, f.Filled(1, ONE, n), over=(f.Size(n),)),
        denominator=times(1, f.Filled(1, n, ONE), over=(f.Size(n),)),
        num_for_three_entries=times(Q(1, 3), f.Filled(1, ONE, n)),
        num_not_divided=f.Filled(1, ONE, n),
    ),
    Rule(
        "x + a",
        "a",
        {"a": "scalar"},
        numerator=f.Filled(1, n, ONE),
        denominator=f.Filled(1, ONE, n),
        num_identity=f.Identity(n),
    ),
    Rule("x + a", "x", {"a": "scalar"}, numerator=f.Identity(n), denominator=f.Identity(n), num_ones=f.Filled(1, n, n)),
    Rule("a * X", "a", {"X": "n×n"}, numerator=X, denominator=T(X), num_transposed=T(X), den_transposed=X),
    Rule(
        "log(det(X))",
        "X",
        {"X": "n×n"},
        numerator=inverse,
        denominator=T(inverse),
        num_transposed=T(inverse),
        num_not_inverted=X,
        den_with_determinant=times(1, T(inverse), f.Determinant(X)),
    ),
    # The inverse exists for m ≥ n only, and only there is the determinant tried.
    Rule(
        "det(X.T @ X)",
        "X",
        {"X": "m×n"},
        numerator=times(2, dot(f.Inverse(gram), T(tall)), f.Determinant(gram)),
        denominator=times(2, dot(tall, f.Inverse(gram)), f.Determinant(gram)),
        num_as_if_square=times(2, T(f.Inverse(tall)), f.Determinant(gram)),
        num_without_two=times(1, dot(f.Inverse(gram), T(tall)), f.Determinant(gram)),
    ),
    # A matrix function in the power-series sense would have cos(X)ᵀ; the element-wise sine has not.
    Rule(
        "trace(sin(X))",
        "X",
        {"X": "n×n"},
        numerator=f.Diagonal(apply("cos", f.DiagonalPart(X), like=x)),
        denominator=f.Hadamard((f.Identity(n), apply("cos", X, like=X))),
        den_as_a_power_series=T(apply("cos", X, like=X)),
    ),
    # Printed in a well-known table without the transpose in the first denominator.
    Rule(
        "(x @ A.T @ A @ x) / (x @ S.T @ S @ x)",
        "x",
        {"A": "m×n", "S": "n×n", "x": "n"},
        numerator=T(rayleigh(dot(T(x), T(S), S, x))),
        denominator=rayleigh(dot(T(x), T(S), S, x)),
        den_without_transpose=rayleigh(dot(T(x), S, S, x)),
    ),
    Rule(
        "det(X)",
        "X",
        {"X": "n×n"},
        numerator=times(1, inverse, f.Determinant(X)),
        denominator=times(1, T(inverse), f.Determinant(X)),
        den_transposed=times(1, inverse, f.Determinant(X)),
        den_without_determinant=T(inverse),
    ),
    Rule(
        "trace(A @ X)",
        "X",
        {"A": "n×m", "X": "m×n"},
        numerator=matrix("A", n, m),
        denominator=T(matrix("A", n, m)),
        num_transposed=T(matrix("A", n, m)),
        den_transposed=matrix("A", n, m),
    ),
    Rule(
        "trace(inv(X) @ S)",
        "X",
        {"X": "n×n", "S": "n×n"},
        numerator=times(-1, dot(inverse, S, inverse)),
        denominator=times(-1, T(dot(inverse, S, inverse))),
        num_sign=dot(inverse, S, inverse),
        num_commuted=times(-1, dot(S, f.MatrixPower(X, number(-2)))),
        den_order=times(-1, dot(T(S), T(inverse), T(inverse))),
    ),
    Rule(
        "relu(a)",
        "a",
        numerator=positive,
        denominator=positive,
        num_for_positive=number(1),
        num_for_negative=number(0),
        num_other_side=apply("less", a, number(0), like=a),
    ),
    Rule(
        "sqrt(a ** 2)",
        "a",
        numerator=apply("sign", a, like=a),
        denominator=times(1, None, a, over=(apply("abs", a, like=a),)),
        num_for_positive=number(1),
        num_for_negative=number(-1),
    ),
    Rule(
        "maximum(w, x)",
        "x",
        numerator=f.Diagonal(apply("greater", x, w, like=x)),
        denominator=f.Diagonal(apply("less", w, x, like=x)),
        num_other_operand=f.Diagonal(apply("greater", w, x, like=x)),
        num_identity=f.Identity(n),
    ),
    Rule(
        "x / norm(x)",
        "x",
        {"x": "n"},
        numerator=plus(
            times(1, f.Identity(n), over=(f.Norm(x),)),
            times(-1, dot(x, T(x)), over=(f.Power(f.Norm(x), number(3)),)),
        ),
        denominator=times(1, plus(f.Identity(n), times(-1, dot(x, T(x)), over=(dot(T(x), x),))), over=(f.Norm(x),)),
        num_only_first=times(1, f.Identity(n), over=(f.Norm(x),)),
        num_square_not_cube=plus(
            times(1, f.Identity(n), over=(f.Norm(x),)),
            times(-1, dot(x, T(x)), over=(f.Power(f.Norm(x), number(2)),)),
        ),
    ),
    # Second derivatives.
    Rule(
        "x @ A @ x",
        "x, x",
        {"A": "n×n"},
        numerator=plus(matrix("A"), T(matrix("A"))),
        denominator=plus(T(matrix("A")), matrix("A")),
        num_as_if_symmetric=times(2, matrix("A")),
        num_half=matrix("A"),
    ),
    Rule(
        "x @ A @ z",
        "x, z",
        {"A": "n×m", "x": "n", "z": "m"},
        numerator=T(matrix("A", n, m)),
        denominator=matrix("A", n, m),
        num_transposed=matrix("A", n, m),
        den_transposed=T(matrix("A", n, m)),
    ),
    Rule(
        "sum(exp(x))",
        "x, x",
        numerator=f.Diagonal(apply("exp", x, like=x)),
        denominator=f.Diagonal(apply("exp", x, like=x)),
        num_outer=dot(apply("exp", x, like=x), T(apply("exp", x, like=x))),
    ),
    Rule(
        "a ** 3 * sum(x)",
        "a, x",
        numerator=times(3, f.Filled(1, ONE, n), a, a),
        denominator=times(3, f.Filled(1, n, ONE), a, a),
        num_without_power=times(3, f.Filled(1, ONE, n), a),
    ),
    # More than two free indices: vec.
    Rule(
        "A @ Y @ B",
        "Y",
        {"A": "m×n", "Y": "n×p", "B": "p×q"},
        numerator=f.Kronecker(T(B), A),
        denominator=f.Kronecker(B, T(A)),
        num_other_order=f.Kronecker(A, T(B)),
        num_untransposed=f.Kronecker(B, A),
        den_is_numerator=f.Kronecker(T(B), A),
    ),
    Rule(
        "A.T",
        "A",
        {"A": "m×n"},
        numerator=K,
        denominator=f.Commutation(n, m),
        num_other_sizes=f.Commutation(n, m),
        num_identity=f.Identity(m * n),
    ),
    Rule(
        "inv(X)",
        "X",
        {"X": "n×n"},
        numerator=times(-1, f.Kronecker(T(inverse), inverse)),
        denominator=times(-1, f.Kronecker(inverse, T(inverse))),
        num_sign=f.Kronecker(T(inverse), inverse),
        num_transposed=times(-1, f.Kronecker(inverse, T(inverse))),
    ),
    Rule(
        "A @ x",
        "A",
        {"A": "m×n", "x": "n"},
        numerator=f.Kronecker(T(x), f.Identity(m)),
        denominator=f.Kronecker(x, f.Identity(m)),
        num_other_order=f.Kronecker(f.Identity(m), T(x)),
    ),
    Rule(
        "A @ diag(x) @ Y",
        "x",
        {"A": "m×n", "x": "n", "Y": "n×p"},
        numerator=f.KhatriRao(T(Y), A),
        denominator=T(f.KhatriRao(T(Y), A)),
        num_other_order=f.KhatriRao(A, T(Y)),
    ),
    Rule(
        "log(det(X))",
        "X, X",
        {"X": "n×n"},
        numerator=times(-1, dot(f.Commutation(n, n), f.Kronecker(T(inverse), inverse))),
        denominator=times(-1, dot(f.Kronecker(inverse, T(inverse)), f.Commutation(n, n))),
        num_without_commutation=times(-1, f.Kronecker(T(inverse), inverse)),
    ),
]
WRONG = [(rule, what) for rule in RULES for what in rule.wrong]


def test_there_are_right_and_wrong_answers():
    assert len(RULES) >= 30
    assert len(WRONG) >= 70
    assert all(rule.wrong for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.text)
def test_right_answers_are_proved(rule):
    answers = {"numerator": rule.form(rule.numerator), "denominator": rule.form(rule.denominator)}
    certificate = prove(rule.expression, rule.wrt, answers)
    assert certificate.points >= 2
    assert certificate.entries > 0
    for layout, form in answers.items():
        assert isinstance(agrees(rule.expression, rule.wrt, layout, form), Certificate)


@pytest.mark.parametrize(("rule", "what"), WRONG, ids=lambda value: getattr(value, "text", value))
def test_wrong_answers_are_disproved(rule, what):
    layout = {"num": "numerator", "den": "denominator"}[what[:3]]
    with pytest.raises(Disproved, match=f"the answer in {layout} layout is wrong"):
        agrees(rule.expression, rule.wrt, layout, rule.form(rule.wrong[what]))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.text)
@pytest.mark.parametrize("factor", [-1, 2, Q(1, 2), Q(10**9 + 1, 10**9)])
def test_multiples_of_right_answers_are_disproved(rule, factor):
    for layout, formula in (("numerator", rule.numerator), ("denominator", rule.denominator)):
        with pytest.raises(Disproved):
            agrees(rule.expression, rule.wrt, layout, rule.form(times(factor, formula)))


OBLONG = [rule for rule in RULES if rule.numerator.rows != rule.numerator.columns]


def test_there_are_answers_that_are_not_square():
    assert len(OBLONG) >= 10


@pytest.mark.parametrize("rule", OBLONG, ids=lambda rule: rule.text)
def test_transposes_of_right_answers_are_disproved(rule):
    for layout, formula in (("numerator", rule.numerator), ("denominator", rule.denominator)):
        with pytest.raises(Disproved, match="shape"):
            agrees(rule.expression, rule.wrt, layout, rule.form(T(formula)))


COMPONENTS = [
    # question, free indices, right, wrong
    (
        ("w * x", "x", None),
        (("i", n), ("j", n)),
        times(1, None, entry(w, "i"), f.Delta("i", "j")),
        {
            "without delta": entry(w, "i"),
            "other operand": times(1, None, entry(x, "i"), f.Delta("i", "j")),
            "sign": times(-1, None, entry(w, "i"), f.Delta("i", "j")),
        },
    ),
    (
        ("x @ A @ x", "x", {"A": "n×n"}),
        (("k", n),),
        f.IndexSum(
            (("j", n),),
            times(1, None, plus(entry(matrix("A"), "k", "j"), entry(matrix("A"), "j", "k")), entry(x, "j")),
        ),
        {
            "one term": f.IndexSum((("j", n),), times(1, None, entry(matrix("A"), "k", "j"), entry(x, "j"))),
            "captured": f.IndexSum((("k", n),), times(1, None, entry(matrix("A"), "k", "k"), entry(x, "k"))),
        },
    ),
    (
        ("A @ Y", "Y", {"A": "m×n", "Y": "n×p"}),
        (("i", m), ("j", p), ("k", n), ("l", p)),
        times(1, None, entry(A, "i", "k"), f.Delta("j", "l")),
        {
            "without delta": entry(A, "i", "k"),
            "transposed": times(1, None, entry(T(A), "k", "i"), f.Delta("j", "j")),
            "delta of two dimensions": times(1, None, entry(A, "i", "k"), f.Delta("k", "l")),
        },
    ),
    (
        ("a ** 3", "a, a", None),
        (),
        times(6, None, a),
        {"first derivative": times(3, None, a, a), "a vector": f.Filled(1, n, ONE)},
    ),
    (
        ("x @ A @ z", "z, x", {"A": "n×m", "x": "n", "z": "m"}),
        (("i", m), ("j", n)),
        entry(matrix("A", n, m), "j", "i"),
        {"transposed": entry(matrix("A", n, m), "i", "j"), "both": entry(T(matrix("A", n, m)), "j", "i")},
    ),
]


@pytest.mark.parametrize("case", COMPONENTS, ids=lambda case: case[0][0])
def test_component_forms(case):
    (text, wrt, where), indices, right, wrong = case
    parsed = parse(text, where or {"w": "n", "x": "n"} if "w" in text else where)
    variables = tuple(parsed.variables[name.strip()] for name in wrt.split(","))
    assert prove(parsed.expression, variables, {}, (right, indices)).entries > 0
    assert wrong
    for formula in wrong.values():
        with pytest.raises(Disproved, match="the component form is wrong"):
            prove(parsed.expression, variables, {}, (formula, indices))
    if indices:
        with pytest.raises(Disproved, match="indices"):
            prove(parsed.expression, variables, {}, (right, indices[1:]))
        with pytest.raises(Disproved):
            prove(parsed.expression, variables, {}, (right, [(name, q) for name, _ in indices]))


def _question(text, wrt, where=None):
    parsed = parse(text, where or {})
    return parsed.expression, tuple(parsed.variables[name] for name in wrt.split(","))


def test_an_expression_built_by_hand_is_proved_like_one_that_was_read():
    _, (variable,) = _question("sum(x)", "x")
    square = Call("multiply", (variable, variable), variable.shape)
    answer = f.MatrixForm(times(2, f.Diagonal(f.Symbol("x", variable.shape[0], ONE, 1))))
    assert prove(square, (variable,), {"numerator": answer, "denominator": answer}).exact


def test_the_certificate_says_what_was_checked():
    expression, wrt = _question("norm(A @ x - b) ** 2", "x")
    rule = RULES[0]
    certificate = prove(expression, wrt, {"numerator": rule.form(rule.numerator)})
    assert certificate.sizes == {"n": 3, "m": 2}
    assert certificate.assignments == ({"n": 3, "m": 2}, {"n": 2, "m": 4})
    assert (certificate.points, certificate.entries, certificate.digits) == (3, 3 + 3 + 2, 50)
    assert not certificate.exact
    assert 0 < float(certificate.largest_error) < 1e-70
    assert certificate.sentence == (
        "Checked at n\u00a0=\u00a03, m\u00a0=\u00a02 and at n\u00a0=\u00a02, m\u00a0=\u00a04, at 3 random points "
        "(8 entries, equal to 50 digits); no error probability is claimed."
    )
    assert str(certificate) == certificate.sentence
    exact = prove(*_question("a ** 2", "a"), {"numerator": f.MatrixForm(times(2, None, a))})
    assert exact.exact
    assert exact.largest_error == "0"
    assert exact.sentence == (
        "Checked at 2 random points (2 entries, exactly equal); a wrong answer would pass with probability below 10⁻¹⁸."
    )


def test_the_certificate_of_one_size_after_another_is_short():
    expression, wrt = _question("x @ A @ x", "x", {"A": "n×n", "x": "n"})
    certificate = prove(expression, wrt, {"numerator": f.MatrixForm(dot(T(x), plus(matrix("A"), T(matrix("A")))))})
    proved = replace(certificate, every_size=True)
    assert certificate.bound
    assert proved.sentence.replace("\u00a0", " ") == (
        "Proved for every size: the matrix and component forms agree symbolically. The component form was checked at "
        f"n = 2 and 3, at {proved.points} random points ({proved.entries} entries, exactly equal); at these sizes a "
        f"wrong answer would pass with probability below {power_of_ten(proved.bound)}."
    )
    assert "n\u00a0=\u00a02\u00a0and\u00a03" in proved.sentence
    assert replace(proved, bound="").sentence.endswith("exactly equal); no error probability is claimed.")
    less = replace(proved, every_size=False)
    assert less.sentence.startswith("Proved at these sizes, not for every size: checked at n\u00a0=")
    said = [one.verdict for one in (proved, less, certificate, replace(proved, sizes={}))]
    assert said == ["Proved for every size", "Proved at these sizes", "Checked", "Proved"]
    asked_more = replace(proved, projections=("symmetric",), unmet=("the branch n > 9",))
    assert "entries projected onto the symmetric matrices, exactly equal" in asked_more.sentence
    assert asked_more.sentence.endswith(". Not met: the branch n > 9.")


def test_certificates_that_say_the_same_become_one():
    expression, wrt = _question("x @ A @ x", "x", {"A": "n×n", "x": "n"})
    one = prove(expression, wrt, {"numerator": f.MatrixForm(dot(T(x), plus(matrix("A"), T(matrix("A")))))})
    more = replace(one, entries=100, bound="1e-03", largest_error="1e-60")
    other = replace(one, points=one.points + 1)
    (places, joined), (alone, kept) = together((one, other, more))
    assert (places, alone, kept) == ((0, 2), (1,), other)
    assert (joined.entries, joined.bound, joined.largest_error) == (one.entries + 100, "1e-03", "1e-60")
    assert together((one, replace(one, bound="")))[1][0] == (1,)


def test_rounding_beside_a_true_zero_is_no_error_of_1():
    expression, wrt = _question("exp(a) - exp(a)", "a")
    exponential = apply("exp", times(99, None, a), like=a)
    third = times(Q(1, 3), None, exponential)
    nearly_zero = plus(exponential, times(-1, third), times(-1, third), times(-1, third))
    certificate = prove(expression, wrt, {"numerator": f.MatrixForm(nearly_zero)})
    assert not certificate.exact
    assert 0 < float(certificate.largest_error) < 1e-50


def test_a_disproof_shows_numbers_and_both_forms():
    expression, wrt = _question("x @ A @ x", "x", {"A": "n×n", "x": "n"})
    wrong = f.MatrixForm(times(2, dot(T(x), matrix("A"))))
    with pytest.raises(Disproved) as caught:
        agrees(expression, wrt, "numerator", wrong, printed="2xᵀA", ours="xᵀ(A + Aᵀ)")
    disproof = caught.value
    assert disproof.witness.sizes == {"n": 3}
    assert disproof.witness.entry == "entry (1, 1)"
    assert disproof.witness.expected != disproof.witness.given
    assert 8 <= len(disproof.witness.expected.strip("-")) <= 10
    text = str(disproof.within("rules.toml", "rule quadratic-form"))
    assert text.startswith(
        "rules.toml: rule quadratic-form: the answer in numerator layout is wrong (with n = 3): entry"
    )
    assert disproof.witness.expected in text
    assert "printed: 2xᵀA" in text
    assert "derived: xᵀ(A + Aᵀ)" in text
    assert disproof.within("file").witness is disproof.witness
    assert isinstance(disproof, JacobookError)


def test_an_answer_that_does_not_hold_together_is_disproved_with_the_reason():
    expression, wrt = _question("A @ x", "x")
    for formula, reason in (
        (f.Symbol("Q", m, n, 2), "Q is not defined"),
        (plus(A, T(A)), "one shape"),
        (T(A), "3×2 where 2×3"),
        (f.Partial(b, (x,), m, n), "names a derivative"),
        (f.Inverse(dot(A, f.Filled(0, n, m))), "no inverse"),
    ):
        with pytest.raises(Disproved, match=reason):
            agrees(expression, wrt, "numerator", f.MatrixForm(formula))


def test_an_answer_that_is_right_only_where_it_has_a_value_is_disproved():
    expression, wrt = _question("log(a ** 2)", "a")
    half = f.Power(times(1, None, a, over=(f.Power(a, number(Q(1, 2))), f.Power(a, number(Q(1, 2))))), number(1))
    two_over_a = times(2, None, half, over=(a,))
    with pytest.raises(Disproved, match="has no value"):
        agrees(expression, wrt, "numerator", f.MatrixForm(two_over_a))


def test_rounding_is_not_mistaken_for_an_error_nor_an_error_for_rounding():
    expression, wrt = _question("exp(30 * a) - exp(30 * a) + a", "a")
    noisy = plus(
        number(1), apply("exp", times(99, None, a), like=a), times(-1, apply("exp", times(99, None, a), like=a))
    )
    assert prove(expression, wrt, {"numerator": f.MatrixForm(noisy)})
    tiny = plus(number(1), times(Q(1, 10**45), None, a))
    with pytest.raises(Disproved):
        prove(expression, wrt, {"numerator": f.MatrixForm(tiny)})
    expression, wrt = _question("exp(-exp(9 + a * a))", "a")
    value, slope = (
        apply("exp", times(-1, apply("exp", plus(number(9), times(1, None, a, a)), like=a)), like=a),
        plus(number(9), times(1, None, a, a)),
    )
    right = times(-2, None, a, apply("exp", slope, like=a), value)
    assert prove(expression, wrt, {"numerator": f.MatrixForm(right)})
    with pytest.raises(Disproved):
        prove(expression, wrt, {"numerator": f.MatrixForm(times(2, right))})
    with pytest.raises(Disproved):
        prove(expression, wrt, {"numerator": f.MatrixForm(number(0))})


def test_a_statement_has_the_value_of_its_expression():
    expression, wrt = _question("A @ x - b", "x")
    assert states(expression, wrt, residual).entries > 0
    for wrong in (plus(dot(A, x), b), T(residual), dot(A, x)):
        with pytest.raises(Disproved, match="the statement is wrong"):
            states(expression, wrt, wrong)


def test_what_cannot_be_judged_is_neither_proved_nor_disproved():
    expression, wrt = _question("x * X", "X,X", {"x": "scalar"})
    answer = f.MatrixForm(f.Identity(n))
    with pytest.raises(Unproved, match="no matrix layout"):
        prove(expression, wrt, {"numerator": answer})
    with pytest.raises(Unproved, match="too large"):
        prove(*_question("x * X", "X,X,X", {"x": "scalar", "X": "5×5"}), {"numerator": answer})
    with pytest.raises(ValueError, match="nothing to prove"):
        prove(expression, wrt, {})
    assert issubclass(Unproved, Refused)


def test_second_derivatives_of_arrays_have_components():
    expression, wrt = _question("x * x", "x,x", {"x": "n"})
    indices = (("i", n), ("j", n), ("k", n))
    right = times(2, None, f.Delta("i", "j"), f.Delta("i", "k"))
    length = expression.shape[0]
    indices = tuple((name, length) for name, _ in indices)
    assert prove(expression, wrt, {}, (right, indices)).exact
    with pytest.raises(Disproved):
        prove(expression, wrt, {}, (times(2, None, f.Delta("j", "k")), indices))


@pytest.mark.parametrize("wrt", ["x", "y"])
def test_an_entry_needs_no_value_in_the_others(wrt):
    # Where one entry is positive and another is not, the guard of a choice holds for the one alone.
    answer = derive("where(x * (C @ y) > 0, x * (C @ y) * log(x * (C @ y)), 0)", wrt, {"x": "n", "y": "m", "C": "n×m"})
    assert "log(x ⊙" in answer.numerator.text


@pytest.mark.parametrize("expression", ["prod(abs(w - 60))", "prod(relu(w) + w)"])
@pytest.mark.parametrize("wrt", ["w", "w,w"])
def test_on_a_kink_a_form_is_excused_by_its_conditions(expression, wrt):
    # Where an entry is zero the product has a derivative by convention, and the form divides by the entry.
    assert "⊘" in derive(expression, wrt, {"w": "n"}).numerator.text


def test_what_has_a_value_nowhere_is_not_proved():
    with pytest.raises(Refused, match="no point was found at which"):
        derive("prod(diag(-K))", "K,K", {"K": "n×n skew"})


TINY = ["softmax(1000*x)", "sigmoid(1000*x)", "sigmoid(3000*x)", "tanh(500*x)"]


@pytest.mark.parametrize("expr", TINY)
def test_what_is_left_of_numbers_that_cancel_is_computed_to_as_many_digits_as_it_takes(expr):
    assert derive(expr, wrt="x", where={"x": "n"}).verify().entries
    assert derive(expr, wrt="x", where={"x": "n"}).backward.proved


@pytest.mark.parametrize("expr", TINY)
def test_what_is_tiny_and_wrong_is_disproved(expr):
    found = derive(expr, wrt="x", where={"x": "n"}, prove=False).numerator
    parsed = parse(expr, {"x": "n"})
    wrong = replace(found.form, formula=times(2, found.form.formula))
    with pytest.raises(Disproved):
        agrees(parsed.expression, (parsed.variables["x"],), Layout.NUMERATOR, wrong)


@pytest.mark.parametrize(
    ("expr", "other"),
    [
        ("arctan(x) + tanh(300*x)", "arctan(x) + 2*tanh(300*x)"),
        ("x * erf(90*x)", "x * erf(90*x) + erf(90*x)"),
        ("sigmoid(2000*x + 1) * x", "sigmoid(2000*x) * x"),
        ("softmax(900*A @ x)", "softmax(800*A @ x)"),
    ],
)
def test_a_term_that_is_flat_at_generic_points_is_met_where_it_is_not(expr, other):
    where = {"x": "n"} | ({"A": "m×n"} if "A" in expr else {})
    parsed = parse(expr, where)
    wrong = derive(other, wrt="x", where=where, prove=False).numerator.form
    with pytest.raises(Disproved):
        agrees(parsed.expression, (parsed.variables["x"],), Layout.NUMERATOR, wrong)


def test_what_an_answer_is_multiplied_by_is_drawn_at_every_case():
    expression = parse("x @ A @ x").expression
    (x,) = (v for v in variables(expression).values() if v.name == "x")
    found = [drawn("change", (x,), case)["x"] for case in cases(expression, (x,))]
    assert len(set(found)) == len(found) > 1
