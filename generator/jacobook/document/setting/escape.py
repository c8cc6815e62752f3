"""Plain text made harmless in the language that it is set in: HTML, Markdown, LaTeX or Typst.

Every function takes any text at all and returns source that shows exactly this text and does nothing else; what a
target cannot show is an error that names the character.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata

from jacobook.errors import JacobookError

# Beyond what HTML itself asks for: a dollar opens a formula for the site's Markdown, a backtick code, a brace an
# attribute list, a backslash an escape; as character references they are letters to everyone.
_HTML_EXTRA = str.maketrans({character: f"&#{ord(character)};" for character in "$`{}\\"})
_MARKDOWN = str.maketrans({character: f"&#{ord(character)};" for character in "\\`*_{}[]<>#|$~^&!"})
# What extensions of other sites read: a name between colons as a picture, an address as a link, ++ as a key, == as a
# mark, @name as somebody.
_MARKDOWN_SHORTHAND = re.compile(r":(?=[\w+-]+:|//)|\+(?=\+)|(?<=\+)\+|=(?==)|(?<==)=|@(?=\S)")
_MARKDOWN_BLOCK_START = re.compile(r"(\s*)([-+:=]|\d(?=\d*[.)]))")

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "[": "{[}",
    "]": "{]}",
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "…": r"\dots{}",
    "§": r"\S{}",
    "\u00a0": "~",
    "\u2009": r"\,",
    "\u202f": r"\,",
}
# In T1 these pairs are ligatures (a dash, a quotation mark); text shown as it was written has none.
_LATEX_LIGATURE = re.compile(r"-(?=-)|'(?=')|,(?=,)")


def _commands(characters: str, commands: str) -> dict[str, str]:
    return dict(zip(characters, (f"\\{name}" for name in commands.split()), strict=True))


_LATEX_MATHEMATICS = {
    **_commands("αβγδεζηθικλμ", "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu"),
    **_commands("νξπρστυφχψω", "nu xi pi rho sigma tau upsilon varphi chi psi omega"),
    **_commands("ΓΔΘΛΞΠΣΦΨΩ", "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"),
    **_commands("∂∇∞≤≥≠≈∈∉∑∏√⊙⊘⊗", "partial nabla infty leq geq neq approx in notin sum prod surd odot oslash otimes"),
    **_commands("⊤∘→↦⇒∀∃‖∅·×±", "top circ to mapsto Rightarrow forall exists Vert emptyset cdot times pm"),
    "ℝ": r"\mathbb{R}",
    "−": "-",
    "°": r"^{\circ}",
    "ᵀ": r"^{\top}",
    "𝟎": r"\mathbf{0}",
    "𝟏": r"\mathbf{1}",
}
_ACCENTS = {"\u0307": r"\.", "\u0302": r"\^", "\u0304": r"\=", "\u0303": r"\~", "\u0308": '\\"'}
_PLACES = {"<super>": "^", "<sub>": "_"}
_RAISED = re.compile(r"(?:\\ensuremath\{\^\{[^{}\\]*\}\}){2,}")
_LOWERED = re.compile(r"(?:\\ensuremath\{_\{[^{}\\]*\}\}){2,}")
_LAST_LETTER_OF_T1 = "\u017f"


_SPACES = re.compile(r"[^\S\u00a0\u2009\u202f]+")


def plain(text: str) -> str:
    """The text on one line, without control characters: what a title or a cell may hold. Narrow spaces stay."""
    if text.isprintable() and "  " not in text:
        return text
    return _SPACES.sub(" ", "".join(c for c in text if c.isspace() or unicodedata.category(c)[0] != "C"))


def escape_html(text: str) -> str:
    """The text as HTML on one line, for an element or a quoted attribute, that the site's Markdown leaves alone too."""
    return html.escape(plain(text), quote=True).translate(_HTML_EXTRA)


def escape_markdown(text: str) -> str:
    """The text as a piece of a Markdown paragraph, heading or list item, on one line."""
    line = _MARKDOWN_SHORTHAND.sub(lambda found: f"&#{ord(found[0])};", plain(text).translate(_MARKDOWN))
    start = _MARKDOWN_BLOCK_START.match(line)
    return f"{start[1]}&#{ord(start[2])};{line[start.end() :]}" if start else line


def markdown_code(text: str) -> str:
    """The text as a code span of Markdown, on one line; a longer run of backticks surrounds those in it."""
    line = plain(text)
    ticks = "`" * (1 + max(map(len, re.findall("`+", line)), default=0))
    edge = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{edge}{line}{edge}{ticks}"


def escape_latex(text: str) -> str:
    """The text as LaTeX for pdfLaTeX with T1 fonts, on one line; outside that a character is an error, not a blank."""
    spelled = "".join(
        _latex_bar(part) or "".join(map(_latex_character, part)) for part in _LATEX_PARTS.findall(plain(text))
    )
    together = _RAISED.sub(lambda run: _in_one(run[0], "^"), spelled)
    return _LATEX_LIGATURE.sub(r"\g<0>{}", _LOWERED.sub(lambda run: _in_one(run[0], "_"), together))


def _in_one(run: str, place: str) -> str:
    """Raised or lowered characters side by side as one exponent or one index."""
    letters = "".join(re.findall(r"\{([^{}]*)\}\}", run))
    return rf"\ensuremath{{{place}{{{letters}}}}}"


_BAR = "\u0304"
_LATEX_PARTS = re.compile(rf".{_BAR}|.", re.DOTALL)


def _latex_bar(part: str) -> str:
    """A letter below a bar, such as a conjugate, as mathematics; nothing for any other part."""
    letter = _LATEX_MATHEMATICS.get(part[0], part[0] if part[0].isascii() and part[0].isalpha() else "")
    return rf"\ensuremath{{\bar{{{letter}}}}}" if part[1:] == _BAR and letter else ""


def _latex_character(character: str) -> str:
    if character in _LATEX:
        return _LATEX[character]
    if character in _LATEX_MATHEMATICS:
        return rf"\ensuremath{{{_LATEX_MATHEMATICS[character]}}}"
    if character <= _LAST_LETTER_OF_T1 and (character.isascii() or character.isalpha()):
        return character
    place, _, _ = unicodedata.decomposition(character).partition(" ")
    letter = unicodedata.normalize("NFKC", character).replace("\u2212", "-")
    if place in _PLACES and letter.isascii() and letter.isprintable() and letter not in "\\{}$&#%_^~":
        return rf"\ensuremath{{{_PLACES[place]}{{{letter}}}}}"
    if character == "′":
        return r"\ensuremath{'}"
    apart = unicodedata.normalize("NFD", character)
    if len(apart) > 1 and apart[0].isascii() and apart[1:] in _ACCENTS:
        return f"{_ACCENTS[apart[1:]]}{{{apart[0]}}}"
    raise JacobookError(
        f"pdfLaTeX cannot set the character {character!r} (U+{ord(character):04X})",
        hint="write the text without it, or use the Typst engine",
    )


# A full stop is escaped before another one only, where it would become an ellipsis.
_TYPST = re.compile(r"""[\\*_`$#@<>~\[\]=+\-/"']|\.(?=\.)""")
_TYPST_NUMBERED = re.compile(r"(\s*\d+)(\.)")


def escape_typst(text: str) -> str:
    """The text as Typst markup, on one line."""
    line = _TYPST.sub(r"\\\g<0>", plain(text))
    return _TYPST_NUMBERED.sub(r"\1\\\2", line, count=1) if _TYPST_NUMBERED.match(line) else line


def typst_string(text: str) -> str:
    """The text as a string of Typst code, its quotation marks included."""
    return '"' + plain(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def typst_code(line: str) -> str:
    """A line of a program as a string of Typst code, with all its spaces."""
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "    ") + '"'


def latex_code(line: str) -> str:
    """A line of a program as LaTeX, with all its spaces."""
    return "~".join(map(escape_latex, line.replace("\t", "    ").split(" ")))


# What a browser takes for the beginning of a tag, a comment or an instruction.
_TAG = re.compile("&lt;(?=[A-Za-z/!?])")


def yaml_string(text: str) -> str:
    """The text as a YAML scalar in quotation marks, for front matter."""
    return json.dumps(plain(text), ensure_ascii=False)


def front_matter(text: str) -> str:
    """The text as a YAML scalar that holds it as HTML: a title or a description of a page.

    Themes print both as they are, some after they have taken tags out and turned references back into characters: a
    joiner, which nobody sees, keeps `<` from the letter after it even then.
    """
    return json.dumps(_TAG.sub("&lt;\N{WORD JOINER}", escape_html(text)), ensure_ascii=False)


def html_attribute(text: str) -> str:
    """The text as the value of an attribute that nothing but HTML will read, such as the source of a formula."""
    return html.escape(plain(text), quote=True)


def fenced(code: str, language: str, indent: int = 4) -> str:
    """The code as a fenced block of Markdown, indented to stand in a tab; no line of it can end the block."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
    lines = [f"{fence}{language}", *code.rstrip("\n").split("\n"), fence]
    return "\n".join(" " * indent + line if line else "" for line in lines)
