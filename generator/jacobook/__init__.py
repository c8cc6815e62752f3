"""Jacobook: a matrix-calculus reference that derives itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jacobook.errors import JacobookError, LanguageError, Refused

if TYPE_CHECKING:
    from jacobook.cell_magic import Shell
    from jacobook.derivation import Backward, Derivation, backward, derive

__all__ = ["Backward", "Derivation", "JacobookError", "LanguageError", "Refused", "backward", "derive"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Load SymPy, which takes a moment, only for those who derive: `jacobook --help` answers at once."""
    if name in ("Backward", "Derivation", "backward", "derive"):
        from jacobook import derivation  # noqa: PLC0415

        found: object = getattr(derivation, name)
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """What completion offers, with what is loaded only when it is used."""
    return sorted({*globals(), *__all__})


def load_ipython_extension(shell: Shell) -> None:
    """What `%load_ext jacobook` calls: it brings the cell magic `%%jacobian`."""
    from jacobook.cell_magic import register  # noqa: PLC0415

    register(shell)
