"""`jacobook derive`: the answers of the founding questions, every format, and every kind of bad input."""

import json

import numpy as np
import pytest

from jacobook.derivation import derive


@pytest.mark.parametrize(
    ("expression", "wrt", "numerator", "denominator"),
    [
        ("w * x", "w", "diag(x)", "diag(x)"),
        ("norm(A @ x - b)**2", "x", "2(Ax − b)ᵀA", "2Aᵀ(Ax − b)"),
        ("x @ A @ x", "x", "xᵀ(A + Aᵀ)", "(A + Aᵀ)x"),
        ("exp(x)/sum(exp(x))", "x", "diag(p) − p pᵀ with p = softmax(x)", "diag(p) − p pᵀ with p = softmax(x)"),
    ],
)
def test_the_founding_questions(jacobook, expression, wrt, numerator, denominator):
    both = jacobook("derive", expression, "--wrt", wrt).out
    lines = {line.split()[0]: line for line in both.splitlines() if " layout " in line}
    assert lines["numerator"].endswith(f" = {numerator}")
    assert lines["denominator"].endswith(f" = {denominator}")
    one = jacobook("derive", expression, "--wrt", wrt, "--layout", "denominator").out
    assert "numerator layout" not in one
    assert denominator in one


def test_shapes_components_and_the_proof_are_shown(jacobook):
    out = jacobook("derive", "A @ x", "--wrt", "x", "--where", "A: m×n, x: n").out
    assert "A: m×n, x: n" in out
    assert "numerator layout    m×n" in out
    assert "denominator layout  n×m" in out
    assert "i = 1…m, j = 1…n" in out
    assert "✓ Proved for every size: the matrix and component forms agree symbolically." in out


def test_steps_are_shown_when_asked_for(jacobook):
    without, with_steps = (jacobook("derive", "w @ x", "--wrt", "x", *more).out for more in ([], ["--steps"]))
    assert "In components" not in without
    assert "In components" in with_steps
    assert len(with_steps.splitlines()) > len(without.splitlines()) + 2


def test_where_may_be_given_in_parts(jacobook):
    run = jacobook("derive", "A @ x", "--wrt", "x", "--where", "A: k×3", "--where", "x: 3")
    assert "k×3" in run.out


def test_a_hessian_and_a_mixed_derivative(jacobook):
    assert "A + Aᵀ" in jacobook("derive", "x @ A @ x", "--wrt", "x", "--order", "2").out
    run = jacobook("derive", "w @ x", "--wrt", "w,x", "--format", "json")
    assert json.loads(run.out)["wrt"] == ["w", "x"]


def test_numpy_is_an_expression_with_the_right_value(jacobook):
    run = jacobook("derive", "x @ A @ x", "--wrt", "x", "--layout", "denominator", "--format", "numpy")
    A, x = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([5.0, 6.0])
    value = eval(run.out, {"np": np, "A": A, "x": x, "n": 2})  # noqa: S307 - our own output
    assert np.allclose(np.ravel(value), (A + A.T) @ x)


@pytest.mark.parametrize(
    ("notation", "remark"), [("latex", "% "), ("typst", "// "), ("numpy", "# "), ("jax", "# "), ("torch", "# ")]
)
def test_two_layouts_are_told_apart_in_the_terms_of_the_notation(jacobook, notation, remark):
    lines = jacobook("derive", "A @ x", "--wrt", "x", "--where", "A: m×n", "--format", notation).out.splitlines()
    assert lines[0].startswith(f"{remark}✓ Proved for every size")
    assert lines[1] == f"{remark}numerator layout, m×n"
    assert lines[3] == f"{remark}denominator layout, n×m"
    _, alone = jacobook("derive", "A @ x", "--wrt", "x", "--format", notation, "--layout", "numerator").out.splitlines()
    assert alone == lines[2]


REMARKS = {"latex": "% ", "typst": "// "} | dict.fromkeys(("spoken", "numpy", "jax", "torch", "sympy", "einsum"), "# ")


@pytest.mark.parametrize(("notation", "remark"), REMARKS.items())
def test_every_format_says_what_was_proved_and_what_is_a_convention(jacobook, notation, remark):
    lines = jacobook("derive", "sum(relu(x))", "--wrt", "x", "--where", "x: n", "--format", notation).out.splitlines()
    certificate = derive("sum(relu(x))", "x", "x: n").verify()
    assert f"{remark}✓ {certificate}" in lines
    kink = "ReLU has no derivative at 0; where the answer jumps there, its value is a convention."
    assert f"{remark}{kink}" in lines


@pytest.mark.parametrize(
    ("notation", "remark"), [pair for pair in REMARKS.items() if pair[0] not in ("jax", "torch", "sympy")]
)
def test_every_format_says_why_there_is_no_matrix_form(jacobook, notation, remark):
    lines = jacobook("derive", "sum(x**3)", "--wrt", "x", "--order", "3", "--format", notation).out.splitlines()
    assert f"{remark}No matrix form: a third derivative has three indices." in lines
    assert any(line.startswith(f"{remark}✓ Checked at n") for line in lines)
    assert not lines[-1].startswith(remark)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (["x * x", "--order", "3"], "this third derivative has four indices"),
        (["x @ X @ x * X", "--wrt", "X,x", "--where", "X: n×n"], "the first derivative already has four indices"),
    ],
)
def test_the_reason_counts_the_indices(jacobook, asked, reason):
    more = [] if "--wrt" in asked else ["--wrt", "x"]
    assert f"No matrix form: {reason}.\n" in jacobook("derive", *asked, *more).out


@pytest.mark.parametrize(
    ("notation", "said"),
    [
        ("text", "  Holds where X is invertible (X⁻¹ appears in the formula)."),
        ("latex", "% Holds where X is invertible (X⁻¹ appears in the formula)."),
        ("typst", "// Holds where X is invertible (X⁻¹ appears in the formula)."),
        ("markdown", r"Holds where $\mathbf{X}$ is invertible ($\mathbf{X}^{-1}$ appears in the formula)."),
        ("spoken", "# Holds where X is invertible (X inverse appears in the formula)."),
        ("numpy", "# Holds where X is invertible (X⁻¹ appears in the formula)."),
        ("einsum", "# Holds where X is invertible (X⁻¹ appears in the formula)."),
    ],
)
def test_every_format_says_where_the_answer_holds(jacobook, notation, said):
    lines = jacobook("derive", "det(X)", "--wrt", "X", "--where", "X: n×n", "--format", notation).out.splitlines()
    assert said in lines


def test_code_with_a_condition_before_it_is_still_an_expression(jacobook):
    run = jacobook("derive", "det(X)", "--wrt", "X", "--format", "numpy", "--layout", "denominator")
    value = eval(run.out, {"np": np, "X": np.array([[2.0, 1.0], [0.0, 3.0]]), "n": 2})  # noqa: S307 - our own output
    assert np.allclose(value, [[3, 0], [-1, 2]])


def test_json_holds_the_conditions(jacobook):
    data = json.loads(jacobook("derive", "prod(x)", "--wrt", "x", "--format", "json").out)
    (condition,) = data["conditions"]
    assert condition["predicate"] == "no zero entry"
    assert condition["subject"]["text"] == "x"
    assert condition["clause"]["text"] == "no entry of x is 0"
    assert condition["short"]["latex"] == r"$x_i \neq 0$"
    assert (condition["needed_by"], condition["sufficient_only"]) == ("form", False)


def test_markdown_holds_formulas_between_dollars(jacobook):
    out = jacobook("derive", "A @ x", "--wrt", "x", "--format", "markdown").out
    assert "$" in out
    assert "Numerator" in out


def test_json_holds_everything(jacobook):
    data = json.loads(jacobook("derive", "A @ x", "--wrt", "x", "--where", "A: m×n", "--format", "json", "--steps").out)
    assert data["numerator"]["shape"] == ["m", "n"]
    assert data["numerator"]["text"] == "A"
    assert data["denominator"]["text"] == "Aᵀ"
    assert data["certificate"]["sentence"]
    assert data["steps"]


BAD = [
    (["x @"], "cannot read the expression"),
    ([""], "the expression is empty"),
    (["sun(x)"], "unknown function sun\n  sun(x)\n  ^^^\n  did you mean sum?"),
    (["A @ x + b @ A", "--where", "A: m×n"], "shapes"),
    (["x @ x", "--wrt", "q"], "q is not a variable"),
    (["x @ x", "--where", "x: n by n"], "n by n"),
    (["x @ x", "--where", "x"], "x"),
    (["x @ x", "--order", "5"], "5 is not in the range"),
    (["x @ x", "--format", "word"], "'word' is not one of"),
    (["x @ x", "--wrt", "x,x,x,x,x"], "order"),
    (["x @ x", "--wrt", ","], "name the variable"),
    (["x" * 5000], "at most 4000"),
    (["(" * 300 + "x" + ")" * 300], "nested"),
    (["__import__('os').system('true')"], "only functions of the language"),
    (["x\x00"], "cannot read"),
    (["-x"], "after --: jacobook derive --wrt x -- '-x'"),
]


@pytest.mark.parametrize(("arguments", "told"), BAD)
def test_bad_input_gives_one_message_and_status_2(jacobook, arguments, told):
    more = [] if "--wrt" in arguments else ["--wrt", "x"]
    run = jacobook("derive", *arguments, *more)
    assert run.status == 2
    assert told in run.err
    assert run.out == ""


def test_an_expression_may_begin_with_a_minus(jacobook):
    assert jacobook("derive", "--wrt", "x", "--", "-x").status == 0


def test_nothing_is_coloured_where_nobody_sees_it(jacobook):
    assert "\x1b" not in jacobook("derive", "x @ x", "--wrt", "x").out


WITHOUT_A_MATRIX = ["sum(vec(X) * kron(u, v))", "--wrt", "u", "--where", "X: m×n, u: m, v: n"]


@pytest.mark.parametrize(
    ("notation", "held"),
    [
        ("text", ("∂y/∂uᵢ", "as an array", "stacked in two ways", "✓ Checked", "In components")),
        ("latex", ("% No matrix form: ", r"\frac{\partial y}{\partial u_i}")),
        ("typst", ("frac(∂ y, ∂ u_i)",)),
        ("spoken", ("# No matrix form: ", "the partial derivative of y")),
        ("einsum", ("np.einsum(",)),
        ("numpy", ("# No matrix form: an index of vec or ⊗ is stacked in two ways.", "np.einsum(")),
        ("json", ('"reason"', '"components"', '"array"', '"certificate"', '"steps"')),
    ],
)
def test_what_has_no_matrix_form_is_answered_in_components(jacobook, notation, held):
    result = jacobook("derive", *WITHOUT_A_MATRIX, "--steps", "--format", notation)
    assert result.status == 0
    assert all(part in result.out for part in held)


def test_a_backward_pass_is_given_the_upstream_gradient(jacobook):
    out = jacobook("derive", "tanh(X @ W)", "--wrt", "W", "--where", "X: m×n, W: n×p", "--backward").out
    assert "given G = ∂L/∂Y, m×p" in out
    assert "n×p  ∂L/∂W = Xᵀ(G ⊙ (𝟏_(m×p) − tanh(XW)^⊙2))" in out
    assert "✓" in out
    named = jacobook("derive", "X @ W", "--wrt", "W", "--backward", "--upstream", "D", "--format", "numpy").out
    assert named.splitlines()[-1] == "X.T @ D"
    turned = jacobook("derive", "X @ W", "--wrt", "W", "--backward", "--layout", "numerator").out
    assert "∂L/∂W = GX" in turned
    assert "both gradients are transposed" in turned


@pytest.mark.parametrize(("library", "start"), [("numpy", "def forward("), ("torch", "class Layer("), ("jax", "@jax")])
def test_a_backward_pass_by_several_variables_is_a_program(jacobook, library, start):
    out = jacobook("derive", "X @ W", "--wrt", "X,W", "--backward", "--format", library).out
    assert start in out
    compile(out, "program", "exec")


def test_a_backward_pass_as_data(jacobook):
    out = json.loads(jacobook("derive", "A @ x", "--wrt", "A,x", "--backward", "--format", "json").out)
    assert out["upstream"] == "g"
    assert out["gradients"]["A"]["numpy"] == "np.outer(g, x)"
    assert out["saved"] == ["A", "x"]
    assert out["programs"]["torch"].startswith("import torch")


@pytest.mark.parametrize("notation", ["text", "latex", "numpy", "torch", "typst"])
@pytest.mark.parametrize("wrt", ["X", "X,W"])
def test_a_backward_pass_says_where_it_holds_and_what_was_checked(jacobook, notation, wrt):
    asked = ("derive", "log(X) @ W", "--wrt", wrt, "--where", "X: m×n, W: n×p", "--backward", "--format", notation)
    out = jacobook(*asked).out
    assert "Holds where every entry of X is positive." in out
    assert "✓ Proved" in out or "✓ by X: Proved" in out
    assert "each with a random upstream gradient" in out


def test_a_backward_pass_tells_of_its_conventions(jacobook):
    out = jacobook(
        "derive", "S @ X", "--wrt", "S", "--where", "S: n×n symmetric", "--backward", "--format", "latex"
    ).out
    assert "% S is symmetric; its entries are treated as independent." in out


@pytest.mark.parametrize(
    ("option", "value"), [("--order", ["2"]), ("--steps", []), ("--format", ["einsum"]), ("--claim", ["A.T @ g"])]
)
def test_what_a_backward_pass_has_not_is_refused(jacobook, option, value):
    run = jacobook("derive", "A @ x", "--wrt", "x", "--backward", option, *value)
    assert run.status == 2
    assert option in run.err
    assert not run.out


def test_a_claim_that_is_right_leaves_with_status_0_and_says_in_which_form(jacobook):
    found = jacobook("derive", "x @ A @ x", "--wrt", "x", "--claim", "A @ x + A.T @ x")
    assert found.status == 0
    assert found.out.splitlines()[0] == "read as: Ax + Aᵀx"
    assert "✓ Right" in found.out
    assert "Right, in denominator layout (a column)." in found.out


def test_a_claim_that_is_wrong_leaves_with_status_1_and_says_why(jacobook):
    found = jacobook("derive", "x @ A @ x", "--wrt", "x", "--claim", "A @ x")
    assert found.status == 1
    assert "✗ A term is missing" in found.out
    assert "A is there, Aᵀ is missing: A need not be symmetric." in found.out


def test_a_verdict_as_data(jacobook):
    found = jacobook("derive", "x @ x", "--wrt", "x", "--claim", "x", "--format", "json")
    assert found.status == 1
    verdict = json.loads(found.out)
    assert verdict["kind"] == "off by a factor"
    assert verdict["witness"] == {"sizes": {"n": 1}, "values": {"x": "[1]"}, "expected": "[2]", "given": "[1]"}


@pytest.mark.parametrize("claim", ["2 * A @", "2 * q", "A @ A @ (x"])
def test_a_claim_that_cannot_be_read_leaves_with_status_2(jacobook, claim):
    found = jacobook("derive", "x @ A @ x", "--wrt", "x", "--claim", claim)
    assert found.status == 2
    assert found.out == ""
