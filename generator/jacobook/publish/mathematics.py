"""Formulas in pages: the name by which mkdocs.yml asks for `jacobook.publish.markdown.mathematics`."""

from __future__ import annotations

from jacobook.publish.markdown.mathematics import makeExtension

__all__ = ["makeExtension"]
