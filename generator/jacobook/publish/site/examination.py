"""A finished site, looked at as its visitors will."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jacobook.errors import ToolError
from jacobook.publish.site.page_reading import Readings
from jacobook.publish.site.site_check import Finding, check_site
from jacobook.publish.site.website import first_of


def examine(folder: Path, readings: Readings, *, strict: bool, generated: str | None = None) -> tuple[str, ...]:
    """What a visitor of the site in a folder would stumble over is returned, or, if strict, raised as `ToolError`.

    `generated` is the folder of generated pages in it.
    """
    findings = check_site(folder, readings=readings, generated=generated)
    if findings and strict:
        raise ToolError(_counted(findings), hint="\n  ".join(first_of([str(finding) for finding in findings])))
    return tuple(map(str, findings))


def _counted(findings: Sequence[Finding]) -> str:
    count = len(findings)
    return f"the built site has {count} {'problem' if count == 1 else 'problems'}, so the old one stays"
