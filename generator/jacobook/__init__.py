"""Jacobook: a matrix-calculus reference that derives itself."""

from jacobook.derivation import Derivation, derive
from jacobook.errors import JacobookError, LanguageError, Refused

__all__ = ["Derivation", "JacobookError", "LanguageError", "Refused", "derive"]
__version__ = "0.1.0"
