"""The engine as the browser runs it: Pyodide, SymPy and the core, compiled and trimmed, in a folder of the site.

The same packages and the same core give the same bytes. The folder is named after them, so that a browser may keep
what it has for ever.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

import jacobook
from jacobook.errors import ToolError
from jacobook.publish.typeset.katex import installed_version
from jacobook.work.cache import Cache, key_of
from jacobook.work.files import folder_beside, replace_folder, writing
from jacobook.work.processes import find_program, run
from jacobook.work.unfinished import temporary_folder

PAGE = Path("differentiate", "index.md")
"""The page that needs the engine; a site without it goes without."""

LICENCES = Path(__file__).with_name("licences")
COMPILER = Path(__file__).with_name("engine_compiler.mjs")
LIMIT = 600.0
KIND = "engine"
TYPESETTER = "katex.min.js"
STANDARD, LIBRARY, CORE = "standard.zip", "library.zip", "jacobook.zip"
STANDARD_SOURCE = "python_stdlib.zip"
LIBRARIES = ("sympy", "mpmath")

_RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
_ROOMS = ("language", "calculus", "layout", "notation", "proof", "running", "claims", "derivation")
_ENTRANCES = (
    "__init__.py",
    "depth.py",
    "errors.py",
    "display.py",
    "block.py",
    "answer_display.py",
    "answer_data.py",
    "question.py",
)

# Folders of SymPy and mpmath that the engine never reaches; the tests derive the whole catalogue without them.
_UNUSED = frozenset(
    {
        *("tests", "benchmarks", "sandbox"),
        *("stats", "holonomic", "categories", "crypto", "diffgeom", "liealgebras", "codegen"),
        *("autolev", "latex", "c", "fortran"),
        *("biomechanics", "continuum_mechanics", "control", "hep", "mechanics", "optics", "quantum", "vector"),
    }
)
# Parts of the standard library that need a network, a terminal or processes, or that test and document.
_UNUSED_STANDARD = frozenset(
    {
        *("_pyrepl", "unittest", "doctest", "pdb", "bdb", "pydoc", "pydoc_data", "profile", "cProfile", "pstats"),
        *("multiprocessing", "xml", "xmlrpc", "wsgiref", "html", "http", "email", "imaplib", "mailbox", "smtplib"),
        *("ftplib", "poplib", "tarfile", "zipapp", "venv", "pickletools", "optparse", "cgi", "webbrowser", "uuid"),
        *("ensurepip", "idlelib", "tkinter", "turtle", "lib2to3", "sqlite3", "dbm", "curses", "socketserver"),
    }
)
_ENCODINGS = frozenset(
    {
        "__init__",
        "aliases",
        "ascii",
        "cp437",
        "idna",
        "latin_1",
        "punycode",
        "raw_unicode_escape",
        "unicode_escape",
        "utf_8",
    }
)


@dataclass(frozen=True, slots=True)
class _Recipe:
    """What an edition of the engine is made of: Pyodide, and the keys of the sources of each archive."""

    pyodide: Path
    keys: Mapping[str, str]
    edition: str


def compile_engine(docs: Path, cache: Cache, modules: Path) -> bool:
    """Have its archives compiled and remembered: a quarter of a minute where they are not yet. Raises `ToolError`.

    Whether there is something to do for `vendor_engine`: the engine is needed, and does not stand in its folder.
    """
    if not (docs / PAGE).is_file():
        return False
    recipe = _recipe(modules)
    if _stands(docs, recipe):
        return False
    _compiled(recipe, cache)
    return True


def vendor_engine(docs: Path, cache: Cache, modules: Path) -> Path | None:
    """Fill `assets/engine` of the documents' folder; the folder, or None where no page needs it.

    Compiles what is not remembered. Raises `ToolError`, `OutputError`.
    """
    target = docs / "assets" / "engine"
    if not (docs / PAGE).is_file():
        return None
    recipe = _recipe(modules)
    if _stands(docs, recipe):
        return target
    edition = recipe.edition
    files = {name: (recipe.pyodide / name).read_bytes() for name in _RUNTIME} | _compiled(recipe, cache)
    files[TYPESETTER] = (modules / "katex" / "dist" / TYPESETTER).read_bytes()
    platform = json.loads((recipe.pyodide / "pyodide-lock.json").read_text("utf-8"))["info"]
    sizes = {name: len(content) for name, content in sorted(files.items())}
    description = {"edition": edition, "platform": platform, "files": sizes}
    with folder_beside(target) as fresh:
        with writing(target):
            (fresh / edition).mkdir()
            for name, content in files.items():
                (fresh / edition / name).write_bytes(content)
            (fresh / "engine.json").write_text(json.dumps(description, indent=1) + "\n", "utf-8")
            for package, licence in _licences(modules):
                shutil.copyfile(licence, fresh / f"LICENSE-{package}.txt")
        replace_folder(fresh, target)
    return target


def _stands(docs: Path, recipe: _Recipe) -> bool:
    target = docs / "assets" / "engine"
    return (target / recipe.edition).is_dir() and (target / "engine.json").is_file()


def _recipe(modules: Path) -> _Recipe:
    pyodide = modules / "pyodide"
    if not (pyodide / "package.json").is_file():
        raise ToolError("the npm package pyodide is not installed", hint="Run `npm ci` in the project's folder.")
    version = json.loads((pyodide / "package.json").read_text("utf-8"))["version"]
    standard = hashlib.sha256((pyodide / STANDARD_SOURCE).read_bytes()).hexdigest()
    made_of = {STANDARD: standard, LIBRARY: [_digest(name) for name in LIBRARIES], CORE: _digests(_core())}
    program = [version, *(path.read_text("utf-8") for path in (Path(__file__), COMPILER))]
    keys = {name: key_of(program, digests) for name, digests in made_of.items()}
    return _Recipe(pyodide, keys, key_of(keys, installed_version(modules))[:16])


def _sources(pyodide: Path, archive: str) -> dict[str, bytes]:
    """What goes into an archive, before it is compiled."""
    if archive == CORE:
        return dict(_core())
    if archive == LIBRARY:
        return {name: content for package in LIBRARIES for name, content in _library(package)}
    with zipfile.ZipFile(pyodide / STANDARD_SOURCE) as packed:
        return {name: packed.read(name) for name in packed.namelist() if _is_needed(name)}


def _core() -> Iterator[tuple[str, bytes]]:
    package = Path(jacobook.__file__).parent
    paths = [package / name for name in _ENTRANCES]
    for path in chain(paths, *((package / room).rglob("*.py") for room in _ROOMS)):
        yield f"jacobook/{path.relative_to(package).as_posix()}", path.read_bytes()


def _is_needed(name: str) -> bool:
    """Whether a file of the standard library goes along."""
    first, *rest = name.split("/")
    if first == "encodings" and rest:
        return rest[0].partition(".")[0] in _ENCODINGS
    return not name.endswith("/") and first.partition(".")[0] not in _UNUSED_STANDARD


def _library(package: str) -> Iterator[tuple[str, bytes]]:
    root = _package(package)
    for path in root.rglob("*.py"):
        name = path.relative_to(root.parent)
        if not _UNUSED & set(name.parts[1:-1]):
            yield name.as_posix(), path.read_bytes()


def _digest(package: str) -> str:
    """What stands for the files of a package: what its installer wrote down of them, or, without that, themselves."""
    with suppress(metadata.PackageNotFoundError):
        record = metadata.distribution(package).read_text("RECORD") or ""
        lines = sorted(line for line in record.splitlines() if re.match(rf"{package}/[^,]*\.py,sha256=", line))
        if lines:
            return key_of(lines)
    return key_of(_digests(_library(package)))


def _package(name: str) -> Path:
    found = find_spec(name)
    if found is None or found.origin is None:
        raise ToolError(f"the package {name} is not installed")
    return Path(found.origin).parent


def _licences(modules: Path) -> Iterable[tuple[str, Path]]:
    """The terms of everything in the folder: Pyodide's and Python's, the typesetter's, the libraries'."""
    for path in sorted(LICENCES.glob("LICENSE-*.txt")):
        yield path.stem.removeprefix("LICENSE-"), path
    yield "katex", modules / "katex" / "LICENSE"
    # SymPy's and mpmath's own texts, where they were installed with them.
    for name in LIBRARIES:
        for path in sorted(_package(name).parent.glob(f"{name}-*.dist-info/**/LICENSE")):
            yield name, path


def _digests(files: Iterable[tuple[str, bytes]]) -> list[tuple[str, str]]:
    return sorted((name, hashlib.sha256(content).hexdigest()) for name, content in files)


def _compiled(recipe: _Recipe, cache: Cache) -> dict[str, bytes]:
    """Each archive as byte code: remembered, or compiled by Pyodide itself. Raises `ToolError`."""
    keys = recipe.keys
    found = {name: content for name, key in keys.items() if (content := cache.get(KIND, key)) is not None}
    missing = [name for name in keys if name not in found]
    if not missing:
        return found
    node = find_program("node", "Node, which compiles the engine", "install Node 20 or newer")
    with temporary_folder() as folder:
        pairs = [(folder / f"from-{name}", folder / name) for name in missing]
        for (packed, _), name in zip(pairs, missing, strict=True):
            packed.write_bytes(_packed(_sources(recipe.pyodide, name)))
        command = [node, str(COMPILER), str(recipe.pyodide), *(str(path) for pair in pairs for path in pair)]
        outcome = run(command, folder=folder, limit=LIMIT)
        if outcome.status != 0:
            raise ToolError("the engine for the browser could not be compiled", hint=outcome.output[-400:])
        for (_, compiled), name in zip(pairs, missing, strict=True):
            found[name] = compiled.read_bytes()
            cache.put(KIND, keys[name], found[name])
    return found


def _packed(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()
