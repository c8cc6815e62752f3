"""Code of NumPy, SciPy, PyTorch, JAX and TensorFlow, put into the language: `torch.exp(x).sum()` is `sum(exp(x))`.

Nothing is run. A function that has another default in its library is read by that default or refused: the variance of
PyTorch divides by n − 1, JAX's gelu is an approximation.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Mapping

from jacobook.language.expression import Expression
from jacobook.language.notations.library_calls import Translator, called, modules, text_of
from jacobook.language.notations.library_names import METHODS
from jacobook.language.syntax import syntax

_METHOD = re.compile(r"\.\s*(?!T\b)([A-Za-z_]\w*)\s*\(|\.\s*mT\b")
_LAMBDA = re.compile(r"\s*lambda\b[^:]*:")


def is_library_code(text: str, declared: Collection[str]) -> bool:
    """Whether a text calls a library, or is a function without a name; an array called F may be transposed."""
    if _LAMBDA.match(text) is not None:
        return True
    return bool(modules(text, declared))


def has_methods(text: str) -> bool:
    """Whether something stands after a point that the language does not have there."""
    found = [match[1] for match in _METHOD.finditer(text)]
    return bool(found) and all(name is None or name in METHODS for name in found)


def in_the_language(text: str, declared: Collection[str]) -> tuple[str, tuple[str, ...], Callable[[Expression], None]]:
    """Code in the language, the parameters of a function without a name, and what to check of it once it is read.

    Raises `LanguageError` for what has no counterpart, or another meaning.
    """
    source = " ".join(text.split())
    tree = syntax(source)
    parameters: tuple[str, ...] = ()
    if isinstance(tree, ast.Lambda):
        parameters = tuple(parameter.arg for parameter in tree.args.args)
        tree = tree.body
    reader = LibraryTranslator(source, frozenset(declared))
    translated = reader.visit(tree)
    return ast.unparse(ast.fix_missing_locations(translated)), parameters, reader.check


class LibraryTranslator(Translator):
    """The functions whose arguments or defaults are others in a library."""

    def written(self, node: ast.Call, name: str, given: list[ast.expr], module: str) -> ast.expr | None:
        function = _WRITTEN.get(name)
        if function is None:
            return None
        if not given:
            raise self.refused(node, f"{name} needs an argument")
        return function(self, node, given, module)

    # --- functions with other arguments or defaults
    def spread(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:
        """A variance or a deviation, which PyTorch divides by n − 1 unless it is told otherwise."""
        assert isinstance(node.func, ast.Attribute)
        options = self.keywords(node, "axis", "keepdims", "unbiased", "correction", "ddof")
        told = [options.pop(key) for key in ("unbiased", "correction", "ddof") if key in options]
        plain = [isinstance(value, ast.Name | ast.Constant) and text_of(value) in ("0", "False") for value in told]
        if not all(plain) or (self.is_torch and not told) or (module == "method" and not self.library and not told):
            hint = f"write {node.func.attr}(x) of the language, which divides by n, times n/(n - 1)"
            raise self.refused(node, "this variance divides by n − 1 in PyTorch, and by n in NumPy", hint)
        if len(given) == 2:
            options["axis"] = given.pop()
        return ast.Call(
            ast.Name(node.func.attr), given[:1], [ast.keyword(key, value) for key, value in options.items()]
        )

    def norm(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:
        options = self.keywords(node, "ord", "p", "axis", "keepdims")
        order = options.pop("ord", options.pop("p", given[1] if len(given) > 1 else ast.Constant(None)))
        said = text_of(order)
        flat = self.is_torch and "linalg" not in module
        keywords = [ast.keyword(key, value) for key, value in options.items()]
        if said in ("None", "'fro'", "'f'") or (said == "2" and (flat or keywords)):
            return ast.Call(ast.Name("norm"), given[:1], keywords)
        if said == "2":
            return called("norm2", given[0])
        if said == "1" and not keywords:
            if not flat:
                self.of_vectors.add("norm1")
            return called("norm1", given[0])
        raise self.refused(node, f"the norm of order {said} is not read", "norm(x) and norm1(x) are in the language")

    def filled(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:  # noqa: ARG002
        assert isinstance(node.func, ast.Attribute)
        self.keywords(node)
        lengths = given[0].elts if len(given) == 1 and isinstance(given[0], ast.Tuple | ast.List) else given
        return called(node.func.attr, *lengths)

    def clamped(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:  # noqa: ARG002
        """clamp(x, min=0): the bounds by keywords or in order."""
        options = self.keywords(node, "min", "max", "a_min", "a_max")
        options = {key.removeprefix("a_"): value for key, value in options.items()}
        low = options.get("min", given[1] if len(given) > 1 else ast.Constant(None))
        high = options.get("max", given[2] if len(given) > 2 else ast.Constant(None))
        value = given[0]
        if text_of(low) != "None":
            value = called("maximum", value, low)
        return value if text_of(high) == "None" else called("minimum", value, high)

    def gelu(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:  # noqa: ARG002
        options = self.keywords(node, "approximate")
        default = "True" if self.library == "jax" else "'none'"
        said = text_of(options["approximate"]) if "approximate" in options else default
        if said not in ("'none'", "False"):
            raise self.refused(node, "this gelu is the approximation by tanh", "approximate=False is gelu(x)")
        return called("gelu", given[0])

    def leaky(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:  # noqa: ARG002
        options = list(self.keywords(node, "negative_slope", "alpha").values())
        slope = options[0] if options else given[1] if len(given) > 1 else None
        default = "0.2" if self.library in ("tf", "tensorflow") else "0.01"
        factor = ast.Name(default) if slope is None else slope
        above = ast.Compare(given[0], [ast.Gt()], [ast.Constant(0)])
        return called("where", above, given[0], ast.BinOp(factor, ast.Mult(), given[0]))

    def softplus(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:  # noqa: ARG002
        self.keywords(node)
        if len(given) != 1:
            raise self.refused(node, "softplus with a factor is not read", "write log(1 + exp(b*x))/b")
        return called("softplus", given[0])

    def elu(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:  # noqa: ARG002
        self.keywords(node)
        if len(given) != 1:
            raise self.refused(node, "elu with a factor is not read", "write where(x > 0, x, a*(exp(x) - 1))")
        return called("elu", given[0])

    def linear(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:  # noqa: ARG002
        options = self.keywords(node, "bias")
        product = ast.BinOp(given[0], ast.MatMult(), ast.Attribute(given[1], "T"))
        bias = options.get("bias", given[2] if len(given) > 2 else None)
        return product if bias is None else ast.BinOp(product, ast.Add(), bias)

    def squared_loss(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:  # noqa: ARG002
        difference = ast.BinOp(given[0], ast.Sub(), given[1])
        return self._reduced(node, ast.BinOp(difference, ast.Pow(), ast.Constant(2)))

    def absolute_loss(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:  # noqa: ARG002
        return self._reduced(node, called("abs", ast.BinOp(given[0], ast.Sub(), given[1])))

    def _reduced(self, node: ast.Call, value: ast.expr) -> ast.expr:
        options = self.keywords(node, "reduction")
        said = text_of(options["reduction"]) if "reduction" in options else "'mean'"
        if said not in ("'mean'", "'sum'", "'none'"):
            raise self.refused(node, f"the reduction {said} is not known")
        return value if said == "'none'" else called(said.strip("'"), value)

    def inner(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:  # noqa: ARG002
        """np.inner, which of matrices is A @ B.T: read of vectors alone."""
        self.keywords(node)
        return called("einsum", ast.Constant("i,i->"), *given)

    def solved(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:  # noqa: ARG002
        self.keywords(node)
        return ast.BinOp(called("inv", given[0]), ast.MatMult(), given[1])

    def logarithm(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:  # noqa: ARG002
        assert isinstance(node.func, ast.Attribute)
        base = ast.Constant(int(node.func.attr.removeprefix("log")))
        return ast.BinOp(called("log", given[0]), ast.Div(), called("log", base))

    def chained(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:  # noqa: ARG002
        if not isinstance(given[0], ast.List | ast.Tuple) or not given[0].elts:
            raise self.refused(node, "multi_dot takes a list of arrays")
        first, *rest = given[0].elts
        for part in rest:
            first = ast.BinOp(first, ast.MatMult(), part)
        return first

    def power_of_two(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:  # noqa: ARG002
        return ast.BinOp(given[0], ast.Pow(), ast.Constant(2))

    def reciprocal(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:  # noqa: ARG002
        return ast.BinOp(ast.Constant(1), ast.Div(), given[0])

    def spectral(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:  # noqa: ARG002
        raise self.refused(node, "slogdet has two values", "write np.linalg.slogdet(A)[1], or logdet(A)")

    def transposed(self, node: ast.Call, given: list[ast.expr], module: str) -> ast.expr:
        """transpose(A), or the axes in another order; in PyTorch two axes exchanged."""
        options = self.keywords(node, "axis", "perm")
        given = [*given, *options.values()]
        if len(given) == 1 and not (self.is_torch and module != "method"):
            return ast.Attribute(given[0], "T")
        if self.is_torch and len(given) == 3:
            return called("swapaxes", *given)
        if module == "method" and not self.library and len(given) == 3:
            raise self.refused(node, "transpose exchanges two axes in PyTorch, and lists all in NumPy", "write A.T")
        return called("transpose", *given)


_WRITTEN: Mapping[str, Callable[[LibraryTranslator, ast.Call, list[ast.expr], str], ast.expr]] = {
    "var": LibraryTranslator.spread,
    "std": LibraryTranslator.spread,
    "norm": LibraryTranslator.norm,
    "vector_norm": LibraryTranslator.norm,
    "ones": LibraryTranslator.filled,
    "zeros": LibraryTranslator.filled,
    "clamp": LibraryTranslator.clamped,
    "clip": LibraryTranslator.clamped,
    "clip_by_value": LibraryTranslator.clamped,
    "gelu": LibraryTranslator.gelu,
    "leaky_relu": LibraryTranslator.leaky,
    "softplus": LibraryTranslator.softplus,
    "elu": LibraryTranslator.elu,
    "linear": LibraryTranslator.linear,
    "mse_loss": LibraryTranslator.squared_loss,
    "l1_loss": LibraryTranslator.absolute_loss,
    "inner": LibraryTranslator.inner,
    "solve": LibraryTranslator.solved,
    "log2": LibraryTranslator.logarithm,
    "log10": LibraryTranslator.logarithm,
    "multi_dot": LibraryTranslator.chained,
    "square": LibraryTranslator.power_of_two,
    "reciprocal": LibraryTranslator.reciprocal,
    "slogdet": LibraryTranslator.spectral,
    "transpose": LibraryTranslator.transposed,
}
