"""The extension of Sphinx under the name that conf.py uses: `extensions = ["jacobook.publish.sphinx"]`."""

from __future__ import annotations

from jacobook.publish.builders.sphinx import JacobianDirective, JacobianRole, setup

__all__ = ["JacobianDirective", "JacobianRole", "setup"]
