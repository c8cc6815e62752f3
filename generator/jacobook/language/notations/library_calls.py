"""Calls of libraries in Python's own tree, replaced by what they are in the language."""

from __future__ import annotations

import ast
import difflib
import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence

from jacobook.errors import LanguageError, Location
from jacobook.language.notations.library_names import (
    ALONG,
    INSIDE,
    KEYWORDS,
    METHODS,
    MODULES,
    REFUSED,
    RENAMED,
    SAME,
    WITH_OTHER_DEFAULTS,
)

LIBRARY = re.compile(r"(?<![\w.])([A-Za-z]\w*)\s*\.\s*([A-Za-z_]\w*)")
_ALONE = re.compile(r"(?<![\w.])([A-Za-z]\w*)(?!\w|\s*\.\s*[A-Za-z_]|\s*\()")
_PARTS = frozenset({"Q", "R", "L", "U", "S", "Vh", "eigenvalues", "eigenvectors"})
_OF_ARRAYS = frozenset({"sum", "mean", "var", "std", "reshape", "ravel", "transpose", "swapaxes"})
_WITH_MASKS = frozenset({"softmax", "log_softmax"})
_OPERATORS: dict[str, type[ast.operator]] = {
    "add": ast.Add,
    "subtract": ast.Sub,
    "multiply": ast.Mult,
    "divide": ast.Div,
    "power": ast.Pow,
    "matmul": ast.MatMult,
}


def modules(text: str, declared: Collection[str]) -> frozenset[str]:
    """The names of a text that are those of libraries; what stands alone or is summed there is an array called F."""
    met = [(match[1], match[2]) for match in LIBRARY.finditer(text)]
    alone = {match[1] for match in _ALONE.finditer(text)}
    arrays = {name for name, after in met if after == "T" or (name == "F" and after in _OF_ARRAYS)}
    return frozenset({name for name, _ in met if name in MODULES} - alone - arrays - set(declared))


class Translator(ABC):
    """A copy of a tree in which calls of libraries are what they mean in the language."""

    def __init__(self, source: str, declared: frozenset[str]) -> None:
        self.source = source
        self.modules = modules(source, declared)
        self.library = next((m[1] for m in LIBRARY.finditer(source) if m[1] in self.modules), "")

    @property
    def is_torch(self) -> bool:
        return self.library in ("torch", "F", "nn")

    def refused(self, node: ast.AST, message: str, hint: str = "") -> LanguageError:
        encoded = self.source.encode()
        start, end = getattr(node, "col_offset", 0), getattr(node, "end_col_offset", None) or len(encoded)
        first, last = len(encoded[:start].decode()), len(encoded[:end].decode())
        return LanguageError(message, hint=hint, location=Location(self.source, first, max(1, last - first)))

    @abstractmethod
    def written(self, node: ast.Call, name: str, given: list[ast.expr], module: str) -> ast.expr | None:
        """A function whose arguments or defaults are others than in the language; None for any other function."""

    # --- nodes
    def visit(self, node: ast.expr) -> ast.expr:
        match node:
            case ast.Call():
                return self.call(node)
            case ast.Attribute(value=value, attr="T" | "mT"):
                return ast.Attribute(self.visit(value), "T")
            case ast.Attribute():
                return self.constant(node)
            case ast.Subscript(value=ast.Call() as value, slice=ast.Constant(value=1)) if self.is_slogdet(value):
                return self.slogdet(value)
            case ast.Constant(value=int() | float()):
                return ast.Name(ast.get_source_segment(self.source, node) or str(node.value))
            case _:
                for name, value in ast.iter_fields(node):
                    setattr(node, name, self._copied(value))
                return node

    def _copied(self, value: object) -> object:
        if isinstance(value, list):
            return [self._copied(item) for item in value]
        return self.visit(value) if isinstance(value, ast.expr) else value

    def constant(self, node: ast.Attribute) -> ast.expr:
        """np.pi, np.newaxis; the second value of slogdet."""
        if self.is_module(node.value):
            match node.attr:
                case "pi":
                    return ast.Name("pi")
                case "e":
                    return called("exp", ast.Constant(1))
                case "newaxis":
                    return ast.Constant(None)
                case _:
                    pass
        if node.attr in _PARTS and isinstance(node.value, ast.Call):
            return ast.Attribute(self.visit(node.value), node.attr)
        if node.attr == "logabsdet" and isinstance(node.value, ast.Call):
            return self.slogdet(node.value)
        raise self.refused(node, f"{ast.unparse(node)} is not read", "write an expression of arrays")

    def is_slogdet(self, call: ast.Call) -> bool:
        return isinstance(call.func, ast.Attribute) and call.func.attr == "slogdet"

    def slogdet(self, call: ast.Call) -> ast.expr:
        if not self.is_slogdet(call) or len(call.args) != 1:
            raise self.refused(call, "this is not read")
        return called("log", called("abs", called("det", self.visit(call.args[0]))))

    def is_module(self, node: ast.expr) -> bool:
        """Whether a name is that of a library, or of a part of one."""
        if isinstance(node, ast.Attribute):
            return node.attr in INSIDE and self.is_module(node.value)
        return isinstance(node, ast.Name) and node.id in self.modules

    # --- calls
    def call(self, node: ast.Call) -> ast.expr:
        function = node.func
        if isinstance(function, ast.Attribute):
            if self.is_module(function.value):
                allowed = self.allowed(node) if function.attr in _WITH_MASKS else None
                given = [self.visit(part) for part in (node.args if allowed is None else [allowed[0], *node.args[1:]])]
                if allowed is not None:
                    found = self.along(node, function.attr, given)
                    assert isinstance(found, ast.Call)
                    found.keywords.append(ast.keyword("where", self.visit(allowed[1])))
                    return found
                return self.function(node, function.attr, given, ast.unparse(function.value))
            if function.attr not in METHODS:
                near = difflib.get_close_matches(function.attr, sorted(METHODS), 1, 0.6)
                hint = REFUSED.get(function.attr) or (f"did you mean {near[0]}?" if near else "")
                raise self.refused(node, f"the method {function.attr} is not read", hint)
            given = [self.visit(function.value), *(self.visit(part) for part in node.args)]
            if function.attr == "t":
                return ast.Attribute(given[0], "T")
            if function.attr == "item":
                return given[0]
            if function.attr == "transpose" and len(given) == 1:
                return ast.Attribute(given[0], "T")
            return self.function(node, function.attr, given, "method")
        if isinstance(function, ast.Name):
            keywords = [ast.keyword(each.arg, self.visit(each.value)) for each in node.keywords]
            return ast.Call(function, [self.visit(part) for part in node.args], keywords)
        raise self.refused(node, "this call is not read")

    def allowed(self, node: ast.Call) -> tuple[ast.expr, ast.expr] | None:
        """What where(M != 0, A, -inf) lets count, and the mask M, or the comparison; None for any other argument."""
        match node.args[:1]:
            case [ast.Call(func=ast.Attribute(attr="where", value=module), args=[mask, kept, ast.UnaryOp() as rest])]:
                infinite = isinstance(rest.op, ast.USub) and ast.unparse(rest.operand).rpartition(".")[2] == "inf"
                if not infinite or not self.is_module(module):
                    return None
            case _:
                return None
        match mask:
            case ast.Compare(left=inner, ops=[ast.NotEq()], comparators=[ast.Constant(value=0)]):
                return kept, inner
            case _:
                return kept, mask

    def keywords(self, node: ast.Call, *known: str) -> dict[str, ast.expr]:
        """The keywords of a call by the names that they have in the language. Raises `LanguageError` for others."""
        found: dict[str, ast.expr] = {}
        for keyword in node.keywords:
            name = KEYWORDS.get(keyword.arg or "", keyword.arg or "**")
            if name not in known:
                raise self.refused(node, f"the keyword {keyword.arg or '**'} is not read here")
            found[name] = self.visit(keyword.value)
        return found

    def function(self, node: ast.Call, name: str, given: Sequence[ast.expr], module: str) -> ast.expr:
        """A function of a library, of arguments that are in the language."""
        if name in REFUSED:
            raise self.refused(node, f"{name} is not read", REFUSED[name])
        written = self.written(node, name, list(given), module)
        if written is not None:
            return written
        called = name if name in SAME else RENAMED.get(name)
        if called is None:
            near = difflib.get_close_matches(name, sorted({*SAME, *RENAMED, *WITH_OTHER_DEFAULTS}), 1, 0.6)
            hint = f"did you mean {near[0]}?" if near else "functions of the language are called by their names"
            raise self.refused(node, f"the function {name} of a library is not read", hint)
        if called in _OPERATORS:
            return self.operation(node, called, given)
        if called == "negative":
            return ast.UnaryOp(ast.USub(), given[0])
        return self.along(node, called, given) if called in ALONG else self.plain(node, called, given)

    def operation(self, node: ast.Call, name: str, given: Sequence[ast.expr]) -> ast.expr:
        options = self.keywords(node, "transpose_a", "transpose_b")
        if len(given) != 2:
            raise self.refused(node, f"this takes 2 arguments, not {len(given)}")
        left, right = given
        turned = {key for key, value in options.items() if text_of(value) == "True"}
        left = ast.Attribute(left, "T") if "transpose_a" in turned else left
        right = ast.Attribute(right, "T") if "transpose_b" in turned else right
        return ast.BinOp(left, _OPERATORS[name](), right)

    def plain(self, node: ast.Call, name: str, given: Sequence[ast.expr]) -> ast.expr:
        known = {"concatenate": ("axis",), "stack": ("axis",), "roll": ("axis",)}.get(name, ())
        options = self.keywords(node, *known)
        arguments = list(given)
        if name in ("concatenate", "stack") and len(arguments) == 2:
            options["axis"] = arguments.pop()
        if name == "transpose" and self.is_torch and len(arguments) == 3:
            name = "swapaxes"
        if name == "eye" and len(arguments) != 1:
            raise self.refused(node, "an identity that is no square is not read")
        return ast.Call(ast.Name(name), arguments, [ast.keyword(key, value) for key, value in options.items()])

    def along(self, node: ast.Call, name: str, given: Sequence[ast.expr]) -> ast.expr:
        """A function along an axis, which may be the second argument."""
        options = self.keywords(node, "axis", "keepdims", "dtype")
        options.pop("dtype", None)
        arguments = list(given)
        if name in ("max", "min") and len(arguments) == 2 and self.is_torch:
            return called(f"{name}imum", *arguments)
        if len(arguments) == 2 and "axis" not in options:
            options["axis"] = arguments.pop()
        if len(arguments) != 1:
            raise self.refused(node, f"{name} takes one array and an axis")
        needs = name in ("softmax", "log_softmax") and "axis" not in options
        if needs and self.library in ("jax", "tf", "tensorflow"):
            options["axis"] = ast.UnaryOp(ast.USub(), ast.Constant(1))
        return ast.Call(ast.Name(name), arguments, [ast.keyword(key, value) for key, value in options.items()])


def called(name: str, *arguments: ast.expr) -> ast.expr:
    """A call of the language."""
    return ast.Call(ast.Name(name), list(arguments), [])


def text_of(node: ast.expr) -> str:
    """The code of a node."""
    return ast.unparse(node)
