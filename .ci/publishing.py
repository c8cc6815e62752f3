"""Writes what the publishing build installs, each package in one version with its hash, to the standard output.

    python .ci/publishing.py > .ci/publishing.txt

pip decides, within the bounds of pyproject.toml, for the Python and the system that it runs on: those of the workflows
that publish. Nothing is installed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """\
# What the site and the packages are published with: pip installs these very files (--require-hashes) and no others.
# Made by .ci/publishing.py for Python {python} on Linux; the weekly workflow tries what is newer.
"""


def wanted() -> list[str]:
    """What the project asks for to make a site, and to be built."""
    description = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = description["project"]
    return [
        *project["dependencies"],
        *project["optional-dependencies"]["site"],
        *description["build-system"]["requires"],
    ]


def main() -> None:
    """Ask pip, and print what it says."""
    options = ["--dry-run", "--ignore-installed", "--only-binary", ":all:", "--quiet", "--report", "-"]
    command = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        *options,
        *sys.argv[1:],
        *wanted(),
    ]
    report = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)  # noqa: S603 - pip
    lines = []
    for found in report["install"]:
        digest = found["download_info"]["archive_info"]["hashes"]["sha256"]
        metadata = found["metadata"]
        lines.append(f"{metadata['name'].lower().replace('_', '-')}=={metadata['version']} --hash=sha256:{digest}\n")
    version = ".".join(map(str, sys.version_info[:2]))
    sys.stdout.write(HEAD.format(python=version) + "".join(sorted(lines)))


if __name__ == "__main__":
    main()
