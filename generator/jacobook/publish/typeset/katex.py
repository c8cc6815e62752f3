"""Typesets LaTeX formulas as HTML while the site is built, so that pages arrive with finished mathematics.

One Node process with the npm package `katex` serves a whole build; a cache on disk makes it superfluous for formulas
seen before. To the caller `Typesetter.render` is a pure function: the same formula gives the same text, whatever the
cache holds.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import json
import shutil
import sqlite3
import subprocess
import threading
import zlib
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jacobook.errors import JacobookError, Location, ToolError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Self

_HERE = Path(__file__).parent
SERVER = _HERE / "katex_server.mjs"

# \arraystretch gives fractions and superscripts in matrices room; KaTeX's own rows touch.
OPTIONS: dict[str, Any] = {
    "macros": {r"\arraystretch": "1.35"},
    "allowed": [r"\htmlClass", r"\htmlData"],
}

# What decides about the markup of a formula beside KaTeX: part of every cache key.
PROGRAMS = ("katex_server.mjs", "compact_markup.mjs", "heard_markup.mjs", "markup.mjs", "frequent_styles.json")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in LaTeX without delimiters, and whether it stands on its own line."""

    tex: str
    display: bool = False


class FormulaError(JacobookError):
    """A formula that KaTeX refuses."""


def find_package(*starts: Path) -> Path:
    """The folder of the npm package `katex`, looked for in `node_modules` of each start and of the folders above it.

    After the given starts come the working directory and the place of this file, so that a checkout is found from
    anywhere. Raises `ToolError` if the package is nowhere.
    """
    for start in (*starts, Path.cwd(), SERVER.parent):
        resolved = start.resolve()
        for folder in (resolved, *resolved.parents):
            package = folder / "node_modules" / "katex"
            if (package / "package.json").is_file():
                return package
    raise ToolError(
        "the npm package katex, which typesets the mathematics, is not installed",
        hint="Run `npm ci` in the project's folder (Node 20 or newer), or `make site`, which does it for you.",
    )


def _package_version(package: Path) -> str:
    return str(json.loads((package / "package.json").read_text(encoding="utf-8"))["version"])


def installed_version(*starts: Path) -> str:
    """The version of KaTeX that `find_package` finds, or nothing where it is not installed."""
    try:
        return _package_version(find_package(*starts))
    except ToolError:
        return ""


@functools.cache
def _edition() -> str:
    """The hash of the programs that write formulas."""
    found = hashlib.sha256()
    for name in PROGRAMS:
        found.update((_HERE / name).read_bytes())
    return found.hexdigest()


class FormulaCache:
    """Rendered formulas on disk, by the hash of all that determines them.

    A cache that cannot be read or written is no error: every lookup then misses. An entry begins with its key and is
    compressed with a checksum, so that a damaged one, or one under another key, is a miss and not a wrong formula.
    """

    def __init__(self, path: Path | None) -> None:
        self._connection = _open_database(path) if path is not None else None

    def get(self, keys: Sequence[bytes]) -> dict[bytes, str]:
        """What is known of the keys."""
        found: dict[bytes, str] = {}
        if self._connection is None:
            return found
        for key in keys:
            with suppress(sqlite3.Error, zlib.error, UnicodeDecodeError, TypeError):
                row = self._connection.execute("SELECT html FROM formula WHERE key = ?", (key,)).fetchone()
                content = b"" if row is None else zlib.decompress(row[0])
                if content.startswith(key):
                    found[key] = content.removeprefix(key).decode("utf-8")
        return found

    def put(self, entries: Iterable[tuple[bytes, str]]) -> None:
        """Remember rendered formulas, all or none of them."""
        if self._connection is None:
            return
        rows = [(key, zlib.compress(key + html.encode("utf-8"), 3)) for key, html in entries]
        with suppress(sqlite3.Error), self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO formula VALUES (?, ?)", rows)

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _open_database(path: Path) -> sqlite3.Connection | None:
    """The database at a path, created anew if the file is not a database; None if nothing can be written."""
    for attempt in range(2):
        connection: sqlite3.Connection | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=5, check_same_thread=False)
            # Nothing here is worth waiting for the disk: a file spoiled by a power cut is thrown away and made anew.
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("CREATE TABLE IF NOT EXISTS formula (key BLOB PRIMARY KEY, html BLOB) WITHOUT ROWID")
        except sqlite3.OperationalError:
            _close(connection)
            return None
        except sqlite3.DatabaseError:
            _close(connection)
            if attempt == 0:
                with suppress(OSError):
                    path.unlink()
        except OSError:
            return None
        else:
            return connection
    return None


def _close(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        connection.close()


# How many formulas are held in memory, at some ten kilobytes each; the others are in the cache.
MOST_RECENT = 500


class Typesetter:
    """Renders formulas with KaTeX; a context manager that ends its Node process when left.

    `package` is the folder of the npm package, `cache` the database file (None: no cache), `node` the program.
    Node is started when the first formula is asked for that the cache does not hold. Safe to share between threads.
    """

    def __init__(self, package: Path, *, cache: Path | None = None, node: str = "node") -> None:
        self._package = package
        self._node = node
        self._cache = FormulaCache(cache)
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self.version = _package_version(package)
        self._prefix = json.dumps([self.version, _edition(), OPTIONS], sort_keys=True)
        self._recent: dict[bytes, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def render(self, formula: Formula) -> str:
        """The formula as HTML with MathML inside. Raises `FormulaError`, `ToolError`."""
        return self.render_all([formula])[0]

    def render_all(self, formulas: Sequence[Formula]) -> list[str]:
        """Each formula as HTML, in order; the missing ones in one round trip. Raises `FormulaError`, `ToolError`."""
        with self._lock:
            keys = [self._key(formula) for formula in formulas]
            wanted = dict(zip(keys, formulas, strict=True))
            # What is used again goes to the end, so that what stands first has not been used for longest.
            found = {key: self._recent.pop(key) for key in wanted if key in self._recent}
            found |= self._cache.get([key for key in wanted if key not in found])
            missing = [key for key in wanted if key not in found]
            if missing:
                fresh = dict(zip(missing, self._ask([wanted[key] for key in missing]), strict=True))
                self._cache.put(fresh.items())
                found |= fresh
            self._recent |= found
            for key in list(islice(self._recent, max(0, len(self._recent) - MOST_RECENT))):
                del self._recent[key]
            return [found[key] for key in keys]

    def close(self) -> None:
        """End the Node process and let go of the cache file."""
        with self._lock:
            self._cache.close()
            process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):
            process.communicate(timeout=5)
        if process.poll() is None:
            process.kill()
            process.wait()

    def _key(self, formula: Formula) -> bytes:
        text = json.dumps([self._prefix, formula.tex, formula.display])
        return hashlib.sha256(text.encode("utf-8")).digest()

    def _ask(self, formulas: Sequence[Formula]) -> list[str]:
        request = {"formulas": [{"tex": f.tex, "display": f.display} for f in formulas], "options": OPTIONS}
        results = self._exchange(json.dumps(request))["results"]
        for formula, result in zip(formulas, results, strict=True):
            if "html" not in result:
                raise _refused(formula, str(result["message"]), result["position"])
        return [str(result["html"]) for result in results]

    def _exchange(self, request: str) -> dict[str, Any]:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(request + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError:
            answer = ""
        if not answer:
            self._process = None
            reason = _last_words(process)
            raise ToolError(
                f"Node ended while typesetting: {reason}", hint="Node 20 or newer is needed: `node --version`."
            )
        decoded: dict[str, Any] = json.loads(answer)
        return decoded

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            program = shutil.which(self._node)
            if program is None:
                raise ToolError(
                    "Node, which typesets the mathematics, was not found",
                    hint="Install Node 20 or newer and see that `node --version` answers.",
                )
            self._process = subprocess.Popen(  # noqa: S603  our own script, no shell
                [program, str(SERVER), str(self._package)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        return self._process


def _last_words(process: subprocess.Popen[str]) -> str:
    try:
        _, error = process.communicate(timeout=5)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        process.kill()
        process.wait()
        return "no reason was given"
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    named = [line for line in lines if line.startswith(("Error", "SyntaxError", "TypeError", "RangeError"))]
    return (named or lines or ["no reason was given"])[0]


def _refused(formula: Formula, message: str, position: int | None) -> FormulaError:
    """The error for a formula, pointing into its line that is wrong (KaTeX counts from the start of the formula)."""
    tex = formula.tex
    if position is None or not 0 <= position <= len(tex):
        return FormulaError(f"this formula cannot be typeset: {message}", hint=tex)
    start = tex.rfind("\n", 0, position) + 1
    line = tex[start:].split("\n", 1)[0]
    return FormulaError(f"this formula cannot be typeset: {message}", location=_window(line, position - start))


def _window(line: str, column: int, reach: int = 50) -> Location:
    """The place in a line that may be long, with as much around it as the eye takes in."""
    first, last = max(0, column - reach), min(len(line), column + reach)
    before, after = "… " if first > 0 else "", " …" if last < len(line) else ""
    return Location(before + line[first:last] + after, len(before) + column - first)


_shared: dict[Path, Typesetter] = {}
_shared_lock = threading.Lock()


def shared_typesetter(*starts: Path) -> Typesetter:
    """The typesetter that all pages of this process share, with its cache under `.cache/` beside `node_modules`.

    It ends with the process; `close_shared_typesetters` ends it earlier.
    """
    package = find_package(*starts)
    with _shared_lock:
        if package not in _shared:
            cache = package.parent.parent / ".cache" / "mathematics.sqlite3"
            _shared[package] = Typesetter(package, cache=cache)
        return _shared[package]


def close_shared_typesetters() -> None:
    """End the Node processes that `shared_typesetter` started."""
    with _shared_lock:
        for typesetter in _shared.values():
            typesetter.close()
        _shared.clear()


atexit.register(close_shared_typesetters)
