"""Jacobook: a matrix-calculus reference that derives itself.

Nothing is imported here: a command passes through before it can answer Ctrl-C, and `--help` need not wait for SymPy.
"""

from __future__ import annotations

# As those who check types read it; `typing` takes longer to load than all that a command needs until it hears.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from jacobook.cell_magic import Shell
    from jacobook.derivation import Backward, Derivation, backward, derive
    from jacobook.errors import JacobookError, LanguageError, Refused

__all__ = ["Backward", "Derivation", "JacobookError", "LanguageError", "Refused", "backward", "derive"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """What is offered here, loaded when it is asked for: SymPy takes a moment."""
    if name in ("JacobookError", "LanguageError", "Refused"):
        from jacobook import errors  # noqa: PLC0415

        error: object = getattr(errors, name)
        return error
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
