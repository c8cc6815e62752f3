"""Search: what readers type, in words, names and notations of formulas, misspelled too, and what they are shown."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.node]

# What is typed, and the rules of which one must stand among the first three.
QUERIES = {
    "words": [
        ("softmax", "softmax"),
        ("sofmax", "softmax"),
        ("softmax gradient", "softmax"),
        ("layer norm backward", "layer-norm layernorm layer-normalization-of-rows layer-norm-of-a-batch"),
        ("layer normalisation", "layer-norm layer-normalization-of-rows layer-norm-of-a-batch layer-normalisation"),
        ("batch normalization", "batch-norm batch-norm-of-a-batch batch-normalization-of-columns batch-normalisation"),
        ("attention", "attention-of-matrices self-attention scaled-dot-product-attention"),
        ("atention", "attention-of-matrices self-attention scaled-dot-product-attention attention-output"),
        ("jacobain", "jacobian-of-a-function two-functions-of-a-number identity-map"),
        ("exponentail", "exponential exponential-of-every-entry"),
        ("log determinant", "log-determinant"),
        ("logdet", "log-determinant"),
        ("d/dX log det X", "log-determinant"),
        ("derivative of inverse matrix", "inverse"),
        ("derivative of matrix inverse", "inverse"),
        ("least squares", "least-squares"),
        ("quadratic form hessian", "quadratic-form-hessian"),
        ("outer product", "outer-product"),
        ("kronecker", "kronecker-product-of-vectors trace-of-kronecker-product kronecker-product-of-lines"),
        ("hadamard product", "hadamard-product"),
        ("cross entropy", "cross-entropy softmax-cross-entropy categorical-cross-entropy"),
        ("crossentropy", "cross-entropy softmax-cross-entropy categorical-cross-entropy binary-cross-entropy"),
        ("sigmoid derivative", "sigmoid sigmoid-of-number"),
        ("relu", "relu relu-scalar relu-vector"),
        ("ReLU derivative", "relu relu-scalar relu-vector"),
        ("tanh", "tanh hyperbolic-tangent"),
        ("chain rule", "vector-chain-rule single-variable-chain-rule element-wise-chain-rule"),
        ("product rule", "product-rule"),
        ("frobenius norm", "frobenius-norm frobenius-norm-squared"),
        ("frobenious norm", "frobenius-norm frobenius-norm-squared"),
        ("gaussian log likelihood", "gaussian-log-likelihood"),
        ("mahalanobis distance", "mahalanobis"),
        ("matrix inverse derivtive", "inverse"),
        ("determinant", "determinant"),
        ("determinent", "determinant"),
        ("logsumexp", "log-sum-exp"),
        ("linear layer backward", "linear-layer affine-layer batch-affine-layer dense-layer"),
        ("mean squared error", "mean-squared-error mse"),
        ("cosine similarity", "cosine-similarity"),
        ("hessian of log sum exp", "log-sum-exp-hessian"),
        ("quadratic fom", "quadratic-form"),
        ("hadamrd", "hadamard-product hadamard-product-of-lines hadamard-product-of-matrices"),
        ("sigmiod", "sigmoid"),
        (
            "kullback leibler",
            "kullback-leibler-divergence gaussian-kullback-leibler relative-entropy kl-divergence vae-kl gaussian-kl",
        ),
        (
            "KL divergence",
            "kullback-leibler-divergence relative-entropy kl-divergence vae-kl gaussian-kl gaussian-kullback-leibler",
        ),
    ],
    "Unicode": [
        ("∂/∂X log|X|", "log-determinant"),
        ("X⁻¹", "inverse"),
        ("‖Ax − b‖²", "least-squares residual-sum-of-squares"),
        ("xᵀAx", "quadratic-form"),
    ],
    "LaTeX": [
        ("\\log\\det X", "log-determinant"),
        ("\\operatorname{tr}(A X B)", "trace-of-sandwich"),
        ("\\|Ax-b\\|_2^2", "least-squares residual-sum-of-squares"),
        ("\\mathbf{x}^\\top \\mathbf{A} \\mathbf{x}", "quadratic-form"),
        ("\\frac{\\partial}{\\partial X} \\log|X|", "log-determinant"),
        ("\\nabla_x \\|Ax-b\\|^2", "least-squares"),
        ("\\operatorname{tr}(X^{-1})", "trace-of-inverse"),
    ],
    "by hand": [
        ("tr(AX)", "trace-of-product"),
        ("d/dX tr(AX)", "trace-of-product"),
        ("A^{-1}", "inverse"),
        ("||Ax-b||^2", "least-squares residual-sum-of-squares"),
        ("x^T A x", "quadratic-form"),
        ("hessian of x^T A x", "quadratic-form-hessian"),
        ("a^T x", "linear-form dot-product"),
        ("a'x", "linear-form dot-product"),
        ("Ax", "linear-map matrix-times-vector-by-matrix matrix-vector-product"),
        ("det(X)", "determinant"),
        ("log(sum(exp(x)))", "log-sum-exp"),
        ("AXB", "trace-of-sandwich vec matrix-product"),
        ("tr(X'AX)", "trace-quadratic-form"),
        ("a' X b", "bilinear-form"),
        ("b^T X^T X c", "gram-bilinear-form gram-bilinear-form-weighted"),
        ("gradient of ||x||", "norm"),
    ],
    "NumPy": [
        ("trace(A @ X @ B)", "trace-of-sandwich"),
        ("inv(A)", "inverse"),
        ("norm(A @ x - b)**2", "least-squares residual-sum-of-squares"),
        ("x @ A @ x", "quadratic-form"),
        ("x.T @ A @ x", "quadratic-form"),
        ("np.linalg.norm(A @ x - b)**2", "least-squares"),
    ],
    "MATLAB": [
        ("x'*A*x", "quadratic-form"),
    ],
}
MISSPELLED = [("jacobain", "jacobian"), ("atention", "attention"), ("exponentail", "exponential")]
LINKS = ".md-search-result__link"


def rules_found(page, query):
    """The ids of the rules among the first three results, and what the first shows."""
    page.goto("./")
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type(query)
    # Answers to the beginning of a query come and go; the last one stays.
    page.wait_for_function(
        """links => {
          const now = [...document.querySelectorAll(links)].map((link) => link.href).join(" ")
          const same = now !== "" && now === window.before
          window.before = now
          return same
        }""",
        arg=LINKS,
        polling=400,
        timeout=20_000,
    )
    links = page.locator(LINKS).evaluate_all("links => links.map(link => link.getAttribute('href'))")
    places = list(dict.fromkeys(re.sub(r"[?#].*", "", link) for link in links))[:3]
    return [found[1] for place in places if (found := re.search(r"/rules/([^/]+)/", place))]


@pytest.mark.parametrize("notation", QUERIES)
def test_every_query_finds_its_rule_among_the_first_three(visit, notation):
    page = visit()
    missed = {}
    for query, rules in QUERIES[notation]:
        found = rules_found(page, query)
        if not set(rules.split()) & set(found):
            missed[query] = found
    assert missed == {}


def test_at_least_forty_queries_are_tried():
    assert sum(map(len, QUERIES.values())) >= 40
    assert len(QUERIES) >= 5


def test_a_result_shows_its_formula_and_answer_typeset(visit):
    page = visit()
    assert rules_found(page, "d/dX tr(AX)")[0] == "trace-of-product"
    first = page.locator(".md-search-result__item").first
    assert first.locator(".found-formula math").count() == 1
    assert first.locator(".found-answers .layout-denominator math").first.text_content() == "∂y∂𝐗=𝐀⊤"
    text = page.locator(".md-search-result__list").text_content()
    assert "Missing" not in text[:600]


@pytest.mark.parametrize(("typed", "meant"), MISSPELLED)
def test_a_misspelled_word_finds_what_is_spelled_so_elsewhere(visit, typed, meant):
    page = visit()
    rules_found(page, typed)
    assert meant in page.locator(".md-search-result__list").text_content().lower()
