"""A sealed formula: an element that holds nothing Markdown could touch, and all of the formula in digits."""

from __future__ import annotations

import json
import re
from dataclasses import astuple, dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Notation:
    """A formula of a page with all that its element carries; `source` is how the author wrote it."""

    tex: str
    display: bool
    classes: str = ""
    label: str = ""
    text: str = ""
    source: str = ""
    name: str = ""
    number: str = ""

    def seal(self) -> str:
        """An element that passes through Markdown unchanged."""
        tag = "div" if self.display else "span"
        parts = astuple(self)
        return f'<{tag} class="math" data-math="{json.dumps(parts).encode().hex()}"></{tag}>'

    def search_text(self) -> str:
        """What search finds: the author's plain form, also as words, or the formula itself if that is plain enough."""
        if self.text:
            return " ".join([self.text, *_as_words(self.text)])
        return "" if self.display else _plain(self.tex)


@lru_cache(maxsize=1024)
def unseal(digits: str) -> Notation:
    """What is sealed in these digits. Raises `ValueError` and `TypeError` for what is no seal."""
    return Notation(*json.loads(bytes.fromhex(digits)))


_STYLED = re.compile(r"\\(?:mathbf|mathrm|mathbb|mathit|boldsymbol|operatorname|text)\{([^{}\\]*)\}")
_NAMED = {"top": "T", "partial": "∂", "odot": "⊙", "oslash": "⊘", "otimes": "⊗", "times": "×", "cdot": "·", "to": "→"}
_COMMAND = re.compile(r"\\([A-Za-z]+|.) ?")


def _plain(tex: str) -> str:
    """A short formula without its commands, or nothing if it holds one that has no plain form."""
    text = _STYLED.sub(r"\1", tex)
    if any(name not in _NAMED and name not in ",;!" for name in _COMMAND.findall(text)):
        return ""
    named = _COMMAND.sub(lambda match: _NAMED.get(match[1], "") + " ", text)
    return " ".join(named.replace("{", "").replace("}", "").split())


def _as_words(text: str) -> list[str]:
    """The sides of a plain formula, each as one word of its letters and digits (see assets/javascripts/search.js)."""
    sides = [re.sub(r"[\W_]+", "", re.sub("[ᵀ⊤]", "T", side)) for side in text.split("=")]
    return [side for side in sides if len(side) > 1 and side not in text.split()]
