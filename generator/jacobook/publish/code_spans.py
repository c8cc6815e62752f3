"""Lighter code in pages: the name by which mkdocs.yml asks for `jacobook.publish.markdown.code_spans`."""

from __future__ import annotations

from jacobook.publish.markdown.code_spans import makeExtension

__all__ = ["makeExtension"]
