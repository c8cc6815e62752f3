"""What a release says and holds besides the packages: notes from the changelog, and a bill of materials.

python .ci/release.py notes v0.1.0              the section of the changelog; fails where version and tag disagree
python .ci/release.py materials > sbom.json     what is installed here and what package-lock.json names (CycloneDX)
"""

from __future__ import annotations

import base64
import json
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SECTION = re.compile(r"^## (\S+)[^\n]*\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def version() -> str:
    """The version of the code."""
    text = (ROOT / "generator" / "jacobook" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        sys.exit("the package says no version")
    return found[1]


def sections() -> dict[str, str]:
    """What the changelog says, by version."""
    return {name: text.strip() for name, text in SECTION.findall((ROOT / "CHANGELOG.md").read_text("utf-8"))}


def notes(tag: str) -> str:
    """What the changelog says of the version that a tag names."""
    if tag != f"v{version()}":
        sys.exit(f"the tag {tag} is not of the version {version()}, which the package says")
    text = sections().get(version())
    if not text:
        sys.exit(f"CHANGELOG.md has nothing to say of {version()}")
    return f"{text}\n"


def materials() -> dict[str, Any]:
    """Every package that stands here for Python, and every one that package-lock.json names to be shipped."""
    parts = sorted([*_python(), *_node()], key=lambda part: str(part["purl"]))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": _part("application", "jacobook", version(), "pypi", "MIT")},
        "components": parts,
    }


def _part(kind: str, name: str, edition: str, registry: str, licence: str) -> dict[str, Any]:
    path = name.replace("@", "%40", 1)
    part: dict[str, Any] = {"type": kind, "name": name, "version": edition, "purl": f"pkg:{registry}/{path}@{edition}"}
    return part | ({"licenses": [{"license": {"name": licence}}]} if licence else {})


def _python() -> Iterator[dict[str, Any]]:
    for found in metadata.distributions():
        name = found.metadata["Name"]
        if name != "jacobook":
            licence = found.metadata.get("License-Expression") or found.metadata.get("License") or ""
            yield _part("library", name.lower().replace("_", "-"), found.version, "pypi", licence.partition("\n")[0])


def _node() -> Iterator[dict[str, Any]]:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    for place, found in lock["packages"].items():
        if place and not found.get("dev"):
            name = place.rpartition("node_modules/")[2]
            algorithm, _, digest = found["integrity"].partition("-")
            part = _part("library", name, found["version"], "npm", found.get("license", ""))
            content = base64.b64decode(digest).hex()
            yield part | {"hashes": [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": content}]}


def main(asked: list[str]) -> None:
    """Print what is asked for."""
    match asked:
        case ["notes", tag]:
            sys.stdout.write(notes(tag))
        case ["materials"]:
            sys.stdout.write(json.dumps(materials(), indent=1, ensure_ascii=False) + "\n")
        case _:
            sys.exit((__doc__ or "").strip())


if __name__ == "__main__":
    main(sys.argv[1:])
