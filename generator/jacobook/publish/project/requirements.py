"""What a site needs before it is begun: programs and packages."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

from jacobook.errors import ToolError
from jacobook.publish.project.project import Project
from jacobook.publish.typeset.katex import find_package

SITE_HINT = "run: pip install 'jacobook[site]'"
NODE_HINT = "install Node 20 or newer and see that `node --version` answers; derive, check, pdf and export need none"


def require_tools(project: Project) -> None:
    """Raise `ToolError` now for what the site would miss at its end."""
    if find_spec("mkdocs") is None:
        raise ToolError("this needs mkdocs, which is part of the extra `site`", hint=SITE_HINT)
    if shutil.which("node") is None:
        raise ToolError("Node, which typesets the mathematics of the site, was not found", hint=NODE_HINT)
    find_package(project.root)
