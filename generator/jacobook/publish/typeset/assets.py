"""Copies what the site takes from npm, KaTeX's style sheet and fonts and the typefaces, to where the pages look for it.

KaTeX's style sheet, fonts and markup belong to one version, so they are copied as one unit from the package that
typesets.
"""

from __future__ import annotations

import json
import re
import shutil
from contextlib import suppress
from importlib import metadata
from pathlib import Path

from jacobook.errors import ToolError
from jacobook.publish.typeset.faces import in_halves
from jacobook.publish.typeset.katex import find_package
from jacobook.work.files import folder_beside, replace_folder, writing

_HERE = Path(__file__).parent

# One file a face: what typography.css names.
TYPEFACES = {
    "serif-regular.woff2": "@fontsource/source-serif-4/files/source-serif-4-latin-400-normal.woff2",
    "serif-italic.woff2": "@fontsource/source-serif-4/files/source-serif-4-latin-400-italic.woff2",
    "serif-semibold.woff2": "@fontsource/source-serif-4/files/source-serif-4-latin-600-normal.woff2",
    "sans.woff2": "@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2",
    "LICENSE-source-serif.txt": "@fontsource/source-serif-4/LICENSE",
    "LICENSE-source-sans.txt": "@fontsource-variable/source-sans-3/LICENSE",
}

# The faces that nearly every formula is set in: their usual glyphs travel inside the style sheet, so that the first
# formula that is painted is already the final one and no line moves when a face arrives.
_EMBEDDED = re.compile(
    r"@font-face\{[^}]*url\(fonts/(KaTeX_(?:Main-Regular|Main-Bold|Math-Italic|Size1-Regular|Size2-Regular)\.woff2)\)[^}]*\}"
)
_FALLBACK_SOURCE = re.compile(r',url\([^)]*\) format\("(?:woff|truetype)"\)')


def vendor_assets(docs: Path) -> Path:
    """Fill `assets/vendor` of the documents' folder from `node_modules`; the folder it filled.

    Must be called before the site is built. Does nothing if the folder already holds what the installed packages hold.
    A folder that is half written is never seen, since the new one replaces the old. Raises `ToolError`, `OutputError`.
    """
    katex = find_package(docs)
    modules = katex.parent
    target = docs / "assets" / "vendor"
    record = _record(modules)
    if _read(target / "record.json") == record:
        return target
    with folder_beside(target) as fresh:
        with writing(target):
            _copy_katex(katex, fresh / "katex")
            _copy_typefaces(modules, fresh / "fonts")
            _copy_terms_of_the_theme(fresh)
            (fresh / "record.json").write_text(record, encoding="utf-8")
        replace_folder(fresh, target)
    return target


def _record(modules: Path) -> str:
    """Which versions the folder is made from, in which edition of this module."""
    packages = ["katex", *sorted({"/".join(source.split("/")[:2]) for source in TYPEFACES.values()})]
    versions = {}
    for package in packages:
        description = modules / package / "package.json"
        if not description.is_file():
            if package != "katex" and _has_typefaces_of_its_own(modules.parent):
                continue
            raise ToolError(f"the npm package {package} is not installed", hint="Run `npm ci` in the project's folder.")
        versions[package] = json.loads(description.read_text(encoding="utf-8"))["version"]
    return json.dumps({"edition": 9, "style": compact_style(), "packages": versions}, indent=2, sort_keys=True) + "\n"


def _has_typefaces_of_its_own(project: Path) -> bool:
    """Whether the project's own list of npm packages asks for no typefaces; where there is no list, nobody asks."""
    listed = _read(project / "package.json")
    return listed is None or "@fontsource" not in listed


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def compact_style() -> str:
    """What the short markup of formulas looks like: `compact_markup.css`, and a class for each frequent style.

    The classes are s0, s1, and so on, in numbers of base 36, as compact_markup.mjs gives them.
    """
    styles: list[str] = json.loads((_HERE / "frequent_styles.json").read_text("utf-8"))
    classes = (f".katex .s{_in_base_36(place)}{{{style}}}\n" for place, style in enumerate(styles))
    return (_HERE / "compact_markup.css").read_text("utf-8") + "".join(classes)


def _in_base_36(number: int) -> str:
    head, last = divmod(number, 36)
    return (_in_base_36(head) if head else "") + "0123456789abcdefghijklmnopqrstuvwxyz"[last]


IN_ANY_THEME = """
/* Jacobook: what is wider than the page is scrolled, in any theme. */
div.math,.table-scroll,.flow-scroll{overflow:auto hidden}
p:has(>bdi.math){overflow:auto hidden}
body{overflow-wrap:break-word}
div.equation{display:flex;align-items:center;gap:1em}
div.equation>div.math{flex:1;min-width:0}
bdi.math{position:relative}
.flow svg{max-width:100%;height:auto}
"""
"""What formulas and figures need beside KaTeX's own style; a theme may say more."""


def _copy_katex(package: Path, target: Path) -> None:
    """KaTeX's style sheet with its woff2 fonts; the older formats are for browsers that no longer run."""
    (target / "fonts").mkdir(parents=True)
    style = (package / "dist" / "katex.min.css").read_text(encoding="utf-8")
    faces = package / "dist" / "fonts"

    style = _EMBEDDED.sub(lambda match: in_halves(match[0], faces / match[1]), _FALLBACK_SOURCE.sub("", style))
    (target / "katex.min.css").write_text(style + compact_style() + IN_ANY_THEME, encoding="utf-8")
    for font in sorted(faces.glob("*.woff2")):
        shutil.copyfile(font, target / "fonts" / font.name)
    shutil.copyfile(package / "LICENSE", target / "LICENSE.txt")


def _copy_terms_of_the_theme(target: Path) -> None:
    """The licence of Material for MkDocs, whose scripts and styles the site has, where it is installed."""
    with suppress(metadata.PackageNotFoundError):
        files = metadata.files("mkdocs-material") or []
        for path in (file for file in files if file.name == "LICENSE" and ".dist-info" in str(file)):
            shutil.copyfile(str(path.locate()), target / "LICENSE-mkdocs-material.txt")


def _copy_typefaces(modules: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for name, source in TYPEFACES.items():
        if (modules / source).is_file():
            shutil.copyfile(modules / source, target / name)
