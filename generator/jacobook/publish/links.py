"""Links between pages: the name by which mkdocs.yml asks for `jacobook.publish.markdown.links`."""

from __future__ import annotations

from jacobook.publish.markdown.links import makeExtension

__all__ = ["makeExtension"]
