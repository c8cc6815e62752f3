"""Blocks that are answered: the name by which mkdocs.yml asks for `jacobook.publish.markdown.jacobian_blocks`."""

from __future__ import annotations

from jacobook.publish.markdown.jacobian_blocks import makeExtension

__all__ = ["makeExtension"]
