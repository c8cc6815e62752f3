"""What stands around an expression: d/dX before it, or words such as "the gradient of … with respect to x"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_NAME = r"[^\W\d_][\u0300-\u036f]*[\w\u0300-\u036f]*"
_DERIVATIVE = re.compile(
    rf"\s*(?P<above>[d∂])\s*(?P<order>²|\^2|\^\{{2\}})?\s*/\s*\(?\s*[d∂]\s*(?P<by>{_NAME}?)(?P<same>²|\^2|\^\{{2\}}|[ᵀ⊤]|\^T)?"
    rf"(?:\s*[d∂]\s*(?P<and>{_NAME}?)[ᵀ⊤]?)?\s*\)?(?=[\s(\[{{‖|½])\s*(?P<rest>\S.*)",
    re.DOTALL,
)
_OF_BRACKET = re.compile(rf"\s*[d∂]\s*\((?P<rest>.*)\)\s*/\s*[d∂]\s*(?P<by>{_NAME})[ᵀ⊤]?\s*", re.DOTALL)
_NABLA = re.compile(
    rf"\s*(?:∇|grad(?:ient)?_)\s*(?P<order>²|\^2)?\s*(?:_\{{?(?P<by>{_NAME})\}}?|(?P<low>[ₓₐₑₕₖₗₘₙₚₛₜᵤᵥ]))?"
    r"\s*(?P<same>²|\^2)?(?=[\s(\[{‖|½\w])\s*(?P<rest>\S.*)",
    re.DOTALL,
)
_WORDS = re.compile(
    r"\s*(?:(?:find|compute|calculate|what\s+is|differentiate|give)\s+)?(?:the\s+)?"
    r"(?P<what>gradient|derivative|jacobian|hessian|partial\s+derivative|second\s+derivative)\s+(?:matrix\s+)?of\s+(?P<rest>.+?)"
    rf"(?:\s*,?\s+(?:with\s+respect\s+to|w\.?\s*r\.?\s*t\.?|wrt)\s+(?P<by>{_NAME}))?\s*[.?]?\s*",
    re.DOTALL | re.IGNORECASE,
)
_BY = re.compile(
    r"\s*(?:differentiate\s+|derive\s+)?(?P<rest>.+?)\s*,?\s+(?:with\s+respect\s+to|w\.r\.t\.?|wrt)"
    rf"\s+(?P<by>{_NAME})\s*[.?]?\s*",
    re.DOTALL | re.IGNORECASE,
)
_PHRASES = (
    (re.compile(r"\b(?:the\s+)?trace\s+of\s+(?=\S)", re.IGNORECASE), "tr "),
    (re.compile(r"\b(?:the\s+)?(?:log[- ]determinant|logdet)\s+of\s+(?=\S)", re.IGNORECASE), "logdet "),
    (re.compile(r"\b(?:the\s+)?determinant\s+of\s+(?=\S)", re.IGNORECASE), "det "),
    (re.compile(r"\b(?:the\s+)?(?:log(?:arithm)?)\s+of\s+(?:the\s+)?(?=\S)", re.IGNORECASE), "log "),
    (re.compile(r"\b(?:the\s+)?inverse\s+of\s+([A-Za-z])(?!\w)", re.IGNORECASE), r"\1⁻¹"),
    (re.compile(r"\b([A-Za-z])\s+(?:transpose|transposed)(?!\w)"), r"\1ᵀ"),
    (re.compile(r"\b(?:the\s+)?transpose\s+of\s+([A-Za-z])(?!\w)", re.IGNORECASE), r"\1ᵀ"),
    (re.compile(r"\b([A-Za-z])\s+inverse(?!\w)"), r"\1⁻¹"),
    (re.compile(r"(?<=\S)\s+times\s+(?=\S)"), " "),
    (re.compile(r"(?<=\S)\s+plus\s+(?=\S)"), " + "),
    (re.compile(r"(?<=\S)\s+minus\s+(?=\S)"), " − "),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands inside, where it begins in the text, and by what it is to be differentiated."""

    inside: str
    start: int
    wrt: tuple[str, ...] = ()
    order: int = 1


def framed(text: str) -> Frame | None:
    """The expression inside of a derivative's sign or of words; None where nothing stands around it."""
    for pattern in (_DERIVATIVE, _OF_BRACKET, _NABLA, _WORDS, _BY):
        match = pattern.fullmatch(text)
        if match is None:
            continue
        found = match.groupdict()
        rest = found["rest"].rstrip()
        if pattern is _OF_BRACKET and not _is_closed(rest):
            continue
        by = found.get("by") or unicodedata.normalize("NFKC", found.get("low") or "")
        what = (found.get("what") or "").lower()
        twice = bool(found.get("order")) or (pattern is _NABLA and bool(found.get("same")))
        order = 2 if what in ("hessian", "second derivative") or twice else 1
        wrt = (by, found["and"]) if found.get("and") else (by,) * order if by else ()
        if found.get("order") and found.get("and") is None and pattern is _DERIVATIVE and not found.get("same"):
            return None
        return Frame(rest, match.start("rest"), wrt, order)
    return None


def _is_closed(text: str) -> bool:
    """Whether every bracket of a text is closed in it, and none before it was opened."""
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0


def without_words(text: str) -> str:
    """A text with words for operations replaced by their signs: the trace of AX is tr AX."""
    for pattern, signs in _PHRASES:
        text = pattern.sub(signs, text)
    return text
