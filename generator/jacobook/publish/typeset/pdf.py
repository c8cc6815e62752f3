"""From a document's source to a PDF, by Typst or by LaTeX: offline, confined to one folder, the same each time."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import typst

from jacobook.errors import JacobookError, Location, ToolError
from jacobook.publish.typeset.copied_letters import with_plain_letters
from jacobook.work.processes import find_program, run
from jacobook.work.unfinished import temporary_folder

LATEX_LIMIT = 120.0
_THUMB = 48
TEX_HINT = (
    "install TeX Live (on Debian and Ubuntu: apt install latexmk texlive-latex-recommended texlive-fonts-recommended "
    "texlive-pictures lmodern), or use --engine typst, which needs nothing"
)

# What TeX may not do: start programs, or read and write outside its folder.
_LATEX_ENVIRONMENT = {"openin_any": "p", "openout_any": "p", "shell_escape": "f", "FORCE_SOURCE_DATE": "1"}
_LATEX_COMMAND = "pdflatex -no-shell-escape -file-line-error %O %S"


def source_date() -> date | None:
    """The day that SOURCE_DATE_EPOCH names; None without it, and then documents carry no date."""
    epoch = _epoch()
    return None if epoch is None else datetime.fromtimestamp(epoch, UTC).date()


def timestamp() -> int:
    """What documents say of their making: the second that SOURCE_DATE_EPOCH names, or none, which is 0."""
    return _epoch() or 0


def _epoch() -> int | None:
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 11:
        raise JacobookError(
            f"SOURCE_DATE_EPOCH is {text!r}", hint="it should be seconds since 1970, such as 1767225600"
        )
    return int(text)


def typst_pdf(source: str) -> bytes:
    """Compile Typst source; raises `ToolError` with what the compiler says, for its warnings too."""
    return typst_pdf_and_picture(source, None, timestamp())[0]


def typst_pdf_and_picture(source: str, page: int | None, timestamp: int) -> tuple[bytes, bytes]:
    """The PDF of Typst source, and a page of it (from 1) as a PNG of the size of a thumb; none without a page.

    The picture costs little, for the pages are set already. `timestamp` in seconds is what the document says of its
    making. Raises `ToolError`, for warnings too.
    """
    with _compiler(source) as compiler:
        compiled, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=["ua-1"], timestamp=timestamp)
        if warnings:
            raise _typst_error(warnings[0], source)
        document = with_plain_letters(compiled if isinstance(compiled, bytes) else b"".join(compiled or []))
        return document, _picture(compiler, page) if page is not None else b""


def typst_picture(source: str, page: int) -> bytes:
    """A page (from 1; the last where there are fewer) of Typst source as a PNG of the size of a thumb.

    Raises `ToolError`.
    """
    with _compiler(source) as compiler:
        return _picture(compiler, page)


@contextmanager
def _compiler(source: str) -> Iterator[typst.Compiler]:
    """A compiler that finds the source in a folder of its own and nothing else; its complaints become `ToolError`."""
    package = re.search(r'#(?:import|include)\s*"@', source)
    if package is not None:
        raise ToolError("the Typst source asks for a package from the network, which is not allowed")
    with temporary_folder() as folder:
        file = folder / "document.typ"
        file.write_text(source, encoding="utf-8")
        try:
            yield typst.Compiler(str(file), root=str(folder), ignore_system_fonts=True)
        except typst.TypstError as error:
            raise _typst_error(error, source) from None


def _picture(compiler: typst.Compiler, page: int) -> bytes:
    drawn = compiler.compile(format="png", ppi=_THUMB)
    pages = drawn if isinstance(drawn, list) else [drawn]
    return pages[min(page, len(pages)) - 1] or b""


def _typst_error(error: typst.TypstError | typst.TypstWarning, source: str) -> ToolError:
    message = re.sub(r" \(searched at .*\)", "", error.message)
    found = re.search(r"┌─ \S*?:(\d+):(\d+)", str(error.diagnostic))
    hint = "; ".join(error.hints)
    if found is None:
        return ToolError(f"Typst: {message}", hint=hint)
    line, column = int(found[1]), int(found[2])
    return _engine_error("Typst", message, source, line, column=column, hint=hint)


def latex_pdf(source: str) -> bytes:
    """Compile LaTeX source with pdfLaTeX; raises `ToolError` with its first complaint, an overfull box being one."""
    latexmk = find_program("latexmk", "LaTeX", TEX_HINT)
    find_program("pdflatex", "pdfLaTeX", TEX_HINT)
    with temporary_folder() as folder:
        (folder / "document.tex").write_text(source, encoding="utf-8")
        outcome = run(
            [
                *(latexmk, "-norc", "-pdf", "-interaction=nonstopmode", "-halt-on-error"),
                *(f"-pdflatex={_LATEX_COMMAND}", "document.tex"),
            ],
            folder=folder,
            limit=LATEX_LIMIT,
            environment={**_LATEX_ENVIRONMENT, "SOURCE_DATE_EPOCH": str(_epoch() or 0), "max_print_line": "1000"},
        )
        log = _read(folder / "document.log") or outcome.output
        document = folder / "document.pdf"
        if outcome.status != 0 or not document.is_file():
            raise _latex_error(log, source)
        unclosed = re.search(r"end occurred inside a group|end occurred when", log)
        if unclosed is not None:
            raise ToolError("LaTeX: a brace or an environment is opened and never closed")
        overfull = re.search(
            r"^Overfull \\[hv]box \(([\d.]+)pt too (wide|high)\)(?:.*? at lines? (\d+))?", log, re.MULTILINE
        )
        if overfull is not None:
            message = f"something is {overfull[1]} pt too {overfull[2]} for its place"
            raise _engine_error("LaTeX", message, source, int(overfull[3] or 0))
        return document.read_bytes()


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.is_file() else ""


def _latex_error(log: str, source: str) -> ToolError:
    complaints = re.finditer(r"^(?:! |\S*document\.tex:(\d+): )(?:LaTeX Error: |==> )?(.+)$", log, re.MULTILINE)
    # What TeX says first is the cause; the emergency stop is what follows from it.
    found = sorted(complaints, key=lambda complaint: "Emergency stop" in complaint[2])
    if not found:
        empty = "No pages of output" in log
        reason = "the document has no pages" if empty else "it stopped without saying why"
        return ToolError(f"LaTeX: {reason}")
    first = found[0]
    seen = re.search(r"^l\.(\d+) (.*)$", log[first.end() :], re.MULTILINE)
    line = int(first[1] or (seen[1] if seen else 0))
    hint = TEX_HINT if re.search(r"File `.+\.(?:sty|cls|fd|def)' not found", first[2]) else ""
    return _engine_error("LaTeX", first[2], source, line, before=seen[2] if seen else "", hint=hint)


def _engine_error(
    engine: str, message: str, source: str, line: int, *, column: int | None = None, before: str = "", hint: str = ""
) -> ToolError:
    """An engine's complaint with the rule it falls in and the place in the source."""
    lines = source.splitlines()
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    if column is None:
        # TeX prints the line up to where it stopped.
        column = len(before) if before and text.startswith(before) else 0
    rule = _rule_at(lines, line)
    location = _window(text, min(column, len(text))) if text else None
    context = (f"rule {rule}",) if rule else ()
    where = f"{engine}, line {line}" if line else engine
    return ToolError(f"{where}: {message}", location=location, hint=hint, context=context)


def _rule_at(lines: list[str], line: int) -> str:
    """The rule that a line of source belongs to: templates mark where one begins, `% rule: id` or `// rule: id`."""
    for text in reversed(lines[: max(line, 0)]):
        found = re.match(r"\s*(?:%|//) rule: (\S+)", text)
        if found:
            return found[1]
    return ""


def _window(line: str, column: int, reach: int = 60) -> Location:
    first = max(0, column - reach)
    return Location(line[first : column + reach], column - first)
