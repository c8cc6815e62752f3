"""Blocks in Sphinx: a directive and a role, for every builder that sets mathematics, HTML and LaTeX among them.

In conf.py: `extensions = ["jacobook.publish.sphinx"]`. What is set are Sphinx' own nodes of mathematics: MathJax,
whichever extension a project has chosen in its place, or LaTeX.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective, SphinxRole

from jacobook import __version__
from jacobook.block import KEYS
from jacobook.display import Shown, Words
from jacobook.errors import JacobookError
from jacobook.publish.builders.answered_block import Code, Display, Paragraph, Part, formula_of, parts_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.domains.math import MathDomain


class JacobianDirective(SphinxDirective):
    """A block of a question: the expression and its options in the text, or options as fields."""

    has_content = True
    option_spec: ClassVar = dict.fromkeys(KEYS, directives.unchanged_required)

    def run(self) -> list[nodes.Node]:
        folder = Path(self.env.srcdir)
        try:
            parts = parts_of("\n".join(self.content), self.options, folder)
        except JacobookError as error:
            raise self.error(str(error)) from None
        return [made for part in parts for made in self._made(part)]

    def _made(self, part: Part) -> list[nodes.Node]:
        match part:
            case Paragraph(words, is_heading):
                said = _words(words)
                return [nodes.paragraph("", "", *([nodes.strong("", "", *said)] if is_heading else said))]
            case Code(text):
                return [nodes.literal_block(text, text, language="python")]
            case Display(latex, label):
                return self._displayed(latex, label)

    def _displayed(self, latex: str, label: str) -> list[nodes.Node]:
        # As Sphinx' own directive for mathematics makes it.
        named: dict[str, Any] = {"number": None, "label": label or None, "no-wrap": False, "nowrap": False}
        block = nodes.math_block(latex, latex, classes=[], docname=self.env.docname, **named)
        self.set_source_info(block)
        if not label:
            return [block]
        domain: MathDomain = self.env.domains.math_domain
        domain.note_equation(self.env.docname, label, location=block)
        block["number"] = domain.get_equation_number_for(label)
        target = nodes.target("", "", ids=[nodes.make_id(f"equation-{label}")])
        self.state.document.note_explicit_target(target)
        return [target, block]


class JacobianRole(SphinxRole):
    """The derivative alone, in a line."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            latex = formula_of(self.text, {}, Path(self.env.srcdir))
        except JacobookError as error:
            message = self.inliner.reporter.error(str(error), line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        return [nodes.math(self.rawtext, latex)], []


def _words(words: Words) -> list[nodes.Node]:
    return [nodes.math(word.latex, word.latex) if isinstance(word, Shown) else nodes.Text(word) for word in words]


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    app.add_directive("jacobian", JacobianDirective)
    app.add_role("jacobian", JacobianRole())
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
