"""Raw HTML in pages: the name by which mkdocs.yml asks for `jacobook.publish.markdown.raw_html`."""

from __future__ import annotations

from jacobook.publish.markdown.raw_html import makeExtension

__all__ = ["makeExtension"]
