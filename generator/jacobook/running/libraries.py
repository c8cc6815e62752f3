"""The libraries that run printed code: how each takes what it is given as arrays, and hands out a result."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import reduce
from importlib import import_module
from types import ModuleType
from typing import Any, ClassVar

from jacobook.errors import JacobookError

Array = Any
"""An array of whichever library; none of them is needed to read this module."""
Code = Callable[[Mapping[str, Array]], object]
"""What printed code computes from arrays by name."""


class Library(ABC):
    """A library, loaded when it is asked for."""

    title: ClassVar[str]

    @property
    @abstractmethod
    def names(self) -> Mapping[str, ModuleType]:
        """The names by which printed code calls the library."""

    @abstractmethod
    def arrays(self, values: Mapping[str, object], *, may_be_complex: bool = False) -> dict[str, Array]:
        """What was passed, as arrays of floating-point numbers. Raises `JacobookError` for what is none.

        They are real unless they may be complex.
        """

    @abstractmethod
    def run(
        self, code: Code, arrays: Mapping[str, Array], shape: tuple[int, ...], *, may_be_complex: bool = False
    ) -> Array:
        """What code gives for these arrays, with this shape."""

    def places(self, array: Array) -> Array:
        """Numbers that name places along an axis, in a type that does."""
        return array.astype(int)

    def _load(self, name: str) -> ModuleType:
        try:
            return import_module(name)
        except ImportError as missing:
            top = name.partition(".")[0]
            hint = f"pip install {top} installs it."
            raise JacobookError(f"{self.title} code needs {top}, which is not installed", hint=hint) from missing


def _not_an_array(name: str, error: Exception) -> JacobookError:
    return JacobookError(f"{name} cannot be read as an array of numbers: {error}")


def _not_real(name: str, kind: object) -> JacobookError:
    return JacobookError(f"{name} holds values of type {kind}; expected real numbers")


class _Numpy(Library):
    title: ClassVar[str] = "NumPy"

    @property
    def names(self) -> Mapping[str, ModuleType]:
        np = self._load("numpy")
        try:
            for part in ("scipy.special", "scipy.linalg"):
                import_module(part)
        except ImportError:
            # Most answers do without; code that does not says what is missing.
            return {"np": np}
        return {"np": np, "scipy": import_module("scipy")}

    def arrays(self, values: Mapping[str, object], *, may_be_complex: bool = False) -> dict[str, Array]:
        np = self._load("numpy")
        found = {}
        for name, value in values.items():
            try:
                array = np.asarray(value)
            except (ValueError, TypeError) as error:
                raise _not_an_array(name, error) from None
            if array.dtype.kind == "c" and may_be_complex:
                found[name] = array
                continue
            if array.dtype.kind not in "fiub":
                raise _not_real(name, array.dtype)
            found[name] = array if array.dtype.kind == "f" else array.astype(float)
        return found

    def run(
        self, code: Code, arrays: Mapping[str, Array], shape: tuple[int, ...], *, may_be_complex: bool = False
    ) -> Array:
        np = self._load("numpy")
        result = np.asarray(code(arrays))
        if result.dtype.kind not in ("fc" if may_be_complex else "f"):
            result = result.astype(float)
        return result.reshape(shape)[()]


class _Jax(Library):
    title: ClassVar[str] = "JAX"

    @property
    def names(self) -> Mapping[str, ModuleType]:
        for part in ("jax.scipy.linalg", "jax.scipy.special"):
            self._load(part)
        return {"jax": self._load("jax"), "jnp": self._load("jax.numpy")}

    def arrays(self, values: Mapping[str, object], *, may_be_complex: bool = False) -> dict[str, Array]:
        jnp = self._load("jax.numpy")
        found = {}
        for name, value in values.items():
            try:
                array = jnp.asarray(value)
            except (ValueError, TypeError) as error:
                raise _not_an_array(name, error) from None
            if jnp.issubdtype(array.dtype, jnp.complexfloating) and not may_be_complex:
                raise _not_real(name, array.dtype)
            found[name] = self._inexact(array, may_be_complex=may_be_complex)
        return found

    def _inexact(self, array: Array, *, may_be_complex: bool) -> Array:
        jnp = self._load("jax.numpy")
        kinds = jnp.inexact if may_be_complex else jnp.floating
        return array if jnp.issubdtype(array.dtype, kinds) else array.astype(jnp.result_type(float))

    def run(
        self, code: Code, arrays: Mapping[str, Array], shape: tuple[int, ...], *, may_be_complex: bool = False
    ) -> Array:
        result = self._load("jax.numpy").asarray(code(arrays))
        return self._inexact(result, may_be_complex=may_be_complex).reshape(shape)


class _Torch(Library):
    title: ClassVar[str] = "PyTorch"

    @property
    def names(self) -> Mapping[str, ModuleType]:
        return {"torch": self._load("torch")}

    def arrays(self, values: Mapping[str, object], *, may_be_complex: bool = False) -> dict[str, Array]:
        torch = self._load("torch")
        given = [value for value in values.values() if isinstance(value, torch.Tensor)]
        # Numbers and lists go where the tensors are.
        device = given[0].device if given else None
        found = {}
        for name, value in values.items():
            try:
                tensor = value if isinstance(value, torch.Tensor) else torch.as_tensor(value, device=device)
            except (ValueError, TypeError, RuntimeError) as error:
                raise _not_an_array(name, error) from None
            if tensor.is_complex() and not may_be_complex:
                raise _not_real(name, tensor.dtype)
            found[name] = tensor
        return found

    def places(self, array: Array) -> Array:
        return array.long()

    def run(
        self, code: Code, arrays: Mapping[str, Array], shape: tuple[int, ...], *, may_be_complex: bool = False
    ) -> Array:
        torch = self._load("torch")
        first = next(iter(arrays.values()), None)
        device = torch.device("cpu") if first is None else first.device
        floating = [array.dtype for array in arrays.values() if array.is_floating_point() and array.dim()]
        kind = reduce(torch.promote_types, floating) if floating else torch.double
        # Printed code makes arrays in double precision, and PyTorch multiplies only what is alike.
        alike = torch.cdouble if any(array.is_complex() for array in arrays.values()) else torch.double
        with device:
            result = code({name: array.to(alike) for name, array in arrays.items()})
        if not isinstance(result, torch.Tensor):
            result = torch.as_tensor(result, device=device)
        if may_be_complex and result.is_complex():
            inexact = [array.dtype for array in arrays.values() if array.is_complex() and array.dim()]
            kind = reduce(torch.promote_types, (*floating, *inexact)) if inexact or floating else torch.cdouble
            kind = kind if kind.is_complex else torch.promote_types(kind, torch.cfloat)
        return result.reshape(shape).to(kind)


_LIBRARIES: Mapping[str, type[Library]] = {"numpy": _Numpy, "jax": _Jax, "torch": _Torch}
NAMES = tuple(_LIBRARIES)
_ALSO: Mapping[str, str] = {"np": "numpy", "jnp": "jax", "jax.numpy": "jax", "pytorch": "torch"}


def library(name: str) -> Library:
    """A library by one of `NAMES`."""
    return _LIBRARIES[name]()


def library_name(name: str | ModuleType) -> str:
    """The name of a library, however it is written, or of the module itself. Raises `JacobookError` for another."""
    lowered = name.lower() if isinstance(name, str) else str(getattr(name, "__name__", name))
    known = _ALSO.get(lowered, lowered)
    if known not in _LIBRARIES:
        raise JacobookError(f"functions are available for {', '.join(NAMES)}, not for {lowered}")
    return known
