"""One rule by itself, to be carried into a notebook, a README or a paper."""

from __future__ import annotations

from jacobook.document.pages.page import RulePage
from jacobook.document.setting.environment import Templates
from jacobook.layout.formulas.layouts import Layout


def rule_markdown(page: RulePage, templates: Templates) -> str:
    """A rule as Markdown with formulas between dollars, as notebooks and code hosts read it."""
    return templates.render("markdown", "rule-plain.md.jinja", page=page)


def rule_latex(page: RulePage, templates: Templates, layout: Layout = Layout.BOTH) -> str:
    r"""A rule as LaTeX for \input into a paper that loads the package jacobook, which lies beside it."""
    return templates.render("latex", "rule.tex.jinja", page=page, layout=layout)
