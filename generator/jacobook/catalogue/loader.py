"""Reading files of rules: from TOML to a checked catalogue, or to a message that says where it is wrong.

Every expression is read by the language, so that shapes fit and names are known; nothing is derived here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from jacobook.catalogue import PACKAGE_RULES
from jacobook.catalogue.model import Catalogue, Chapter, Rule, variables_of, with_conjugates
from jacobook.catalogue.schema import ChapterEntry, Entry, FileEntry, RuleEntry, problems
from jacobook.catalogue.written import TITLE_LENGTH
from jacobook.errors import CatalogueError, JacobookError, LanguageError, Location
from jacobook.language.asked import names_in
from jacobook.language.definition import is_definition
from jacobook.language.expression import variables
from jacobook.language.reader import read
from jacobook.work.reading import NotTomlError, read_file, toml_table

LARGEST_FILE = 4_000_000
MOST_SUGGESTIONS = 20
_RULE = re.compile(r"\s*\[\[\s*rule\s*\]\]")
_EXAMPLE = re.compile(r"\s*\[\[\s*rule\s*\.\s*example\s*\]\]")


class CatalogueErrors(CatalogueError):
    """Several things wrong with a catalogue; `problems` holds them in the order of the files."""

    problems: tuple[JacobookError, ...] = ()

    def __str__(self) -> str:
        return "\n\n".join(map(str, self.problems)) + f"\n\n{self.message}"


def load(
    paths: Sequence[Path] | None = None,
    is_sound: Callable[[Rule], bool] | None = None,
    *,
    left_out: list[JacobookError] | None = None,
    tried: bool = False,
) -> Catalogue:
    """The catalogue of the given files and folders (of the package's own rules without any).

    Expressions of a rule that `is_sound` are not read: they were before. What is wrong with a rule or a file is added
    to `left_out`, if it is given, and the others are the catalogue, as long as there are any. A file whose rules are
    being `tried` needs no chapter. Raises `CatalogueError`, or `CatalogueErrors` with everything that is wrong.
    """
    found: list[JacobookError] = []
    read = (_chapter(path, found, is_sound, tried=tried) for path in _files(paths or [PACKAGE_RULES]))
    chapters = [chapter for chapter in read if chapter is not None]
    found += _names_given_twice(chapters)
    found += _numbers_given_twice(chapters)
    if not found:
        found += _relations_to_nothing(chapters)
    if found and left_out is not None:
        left = Catalogue(tuple(_in_order(_without(chapters, found))))
        if len(left):
            left_out += found
            return left
    if len(found) == 1:
        raise found[0]
    if found:
        errors = CatalogueErrors(f"{len(found)} problems in the catalogue")
        errors.problems = tuple(found)
        raise errors
    return Catalogue(tuple(_in_order(chapters)))


def _in_order(chapters: Iterable[Chapter]) -> list[Chapter]:
    return sorted(chapters, key=lambda chapter: (chapter.order, chapter.id))


def _without(chapters: Iterable[Chapter], problems: Iterable[JacobookError]) -> Iterator[Chapter]:
    """The chapters without the rules that something is wrong with, which problems name by place and id."""
    names = {(re.sub(r":\d+$", "", problem.context[0]), part) for problem in problems for part in problem.context[1:2]}
    seen: set[str] = set()
    for chapter in chapters:
        # A chapter of a name that is taken has no address for its rules' table.
        if chapter.id not in seen:
            seen.add(chapter.id)
            yield replace(
                chapter, rules=tuple(rule for rule in chapter.rules if (rule.file, f"rule {rule.id}") not in names)
            )


def _files(paths: Iterable[Path]) -> list[Path]:
    files: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(path.glob("*.toml"))
            if not inside:
                raise CatalogueError(f"no rules in {path}", hint="files of rules end in .toml")
            files |= {file.resolve(): file for file in inside}
        elif path.is_file():
            files[path.resolve()] = path
        else:
            raise CatalogueError(f"no file or folder {path}")
    return list(files.values())


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of a file, for finding the line that a rule or a field stands on."""

    name: str
    lines: list[str]

    def rule_lines(self) -> list[int]:
        """Line numbers, from 1, of the `[[rule]]` headers."""
        return [number for number, line in enumerate(self.lines, 1) if _RULE.match(line)]

    def field_line(self, start: int, field: str) -> int:
        """The line of a field within the table that starts at a line; that line itself if it is not found."""
        example = re.match(r"example\[(\d+)\](?:\.|$)(.*)", field)
        if example:
            return self._example_line(start, int(example[1]), example[2])
        key = re.escape(field.partition("[")[0].partition(".")[0])
        for number in range(start + 1, len(self.lines) + 1):
            line = self.lines[number - 1]
            if re.match(r"\s*\[\[", line):
                break
            if re.match(rf"\s*{key}\s*[=.]", line):
                return number
        return start

    def _example_line(self, start: int, example: int, field: str) -> int:
        """The line of a field of a `[[rule.example]]`, counted from 1, of the rule that starts at a line."""
        seen = 0
        for number in range(start + 1, len(self.lines) + 1):
            line = self.lines[number - 1]
            if _RULE.match(line):
                break
            seen += bool(_EXAMPLE.match(line))
            if seen == example:
                return self.field_line(number, field) if field else number
        return start

    def at(self, line: int) -> str:
        return f"{self.name}:{line}" if line else self.name


def _read(path: Path) -> tuple[_Text, dict[str, Any]]:
    name = str(path)
    try:
        text = read_file(path, LARGEST_FILE).decode("utf-8")
    except UnicodeDecodeError as error:
        raise CatalogueError(f"not UTF-8 text (byte {error.start + 1})", context=(name,)) from None
    except OSError as error:
        raise CatalogueError(f"cannot be read: {error.strerror or error}", context=(name,)) from None
    except ValueError as error:
        raise CatalogueError(str(error), context=(name,)) from None
    lines = text.splitlines()
    try:
        return _Text(name, lines), toml_table(text)
    except NotTomlError as error:
        raise _toml_error(name, lines, str(error)) from None


def _toml_error(name: str, lines: list[str], message: str) -> CatalogueError:
    found = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    reason = message[: found.start()] if found else message
    if found is None:
        return CatalogueError(f"not TOML: {reason}", context=(name,))
    if found[1] is None:
        return CatalogueError(f"not TOML: {reason}, at the end of the file", context=(name,))
    line, column = int(found[1]), int(found[2])
    source = lines[line - 1] if line <= len(lines) else ""
    return CatalogueError(
        f"not TOML: {reason}",
        location=Location(source.replace("\t", " "), min(column - 1, len(source))),
        context=(f"{name}:{line}:{column}",),
    )


_Entry = TypeVar("_Entry", bound=Entry)


def _validated(model: type[_Entry], table: object) -> _Entry | list[CatalogueError]:
    try:
        return model.model_validate(table)
    except ValidationError as error:
        return [
            CatalogueError(message, hint=hint, context=(field,) if field else ())
            for field, message, hint in problems(error, model)
        ]


def _chapter(
    path: Path, found: list[JacobookError], is_sound: Callable[[Rule], bool] | None, *, tried: bool
) -> Chapter | None:
    try:
        text, table = _read(path)
    except CatalogueError as error:
        found.append(error)
        return None
    if tried and "rule" in table and "chapter" not in table:
        table["chapter"] = _chapter_of(path)
    file = _validated(FileEntry, table)
    if isinstance(file, list):
        found += [error.within(text.name) for error in file]
        return None
    lines = text.rule_lines()
    if len(lines) != len(file.rule):
        lines = [0] * len(file.rule)
    rules = []
    for number, (line, rule_table) in enumerate(zip(lines, file.rule, strict=True), 1):
        entry = _validated(RuleEntry, rule_table)
        given = rule_table.get("id")
        name = f"rule {given}" if isinstance(given, str) and given else f"rule {number} of the file"
        if isinstance(entry, list):
            found += [error.within(_place(text, line, error), name) for error in entry]
            continue
        rule = _rule(entry, file.chapter, text.name, line)
        if is_sound is None or not is_sound(rule):
            found += [error.within(_place(text, line, error), name) for error in _mistakes(rule)]
        rules.append(rule)
    chapter = file.chapter
    return Chapter(chapter.id, chapter.title, chapter.order, chapter.summary, tuple(rules), text.name)


def _chapter_of(path: Path) -> dict[str, str]:
    """A chapter that is named after its file."""
    name = "-".join(re.findall(r"[a-z0-9]+", path.stem.lower()))[:TITLE_LENGTH].strip("-")
    name = name if name[:1].isalpha() else f"rules-{name}".rstrip("-")
    return {"id": name, "title": name.replace("-", " ").capitalize()}


def _place(text: _Text, line: int, error: JacobookError) -> str:
    if not line or not error.context:
        return text.at(line)
    # A field of an example is named by two: example[1] and expr.
    field = ".".join(error.context[: 2 if error.context[0].startswith("example[") else 1])
    return text.at(text.field_line(line, field))


def _rule(entry: Entry, chapter: ChapterEntry, file: str, line: int) -> Rule:
    written = entry.model_dump()
    examples = tuple(
        Rule(id=f"{written['id']}/{number}", **_with_conjugates(example), chapter=chapter.id, file=file, line=line)
        for number, example in enumerate(written.pop("example"), 1)
    )
    return Rule(**_with_conjugates(written), examples=examples, chapter=chapter.id, file=file, line=line)


def _with_conjugates(written: dict[str, Any]) -> dict[str, Any]:
    """The fields of a rule, which has both derivatives with respect to a complex variable."""
    return written | {"wrt": with_conjugates(written["wrt"], written["where"])}


def _mistakes(rule: Rule) -> Iterator[JacobookError]:
    """What is wrong with a rule that has the right fields, or with its examples."""
    yield from _mistakes_of_question(rule)
    for number, example in enumerate(rule.examples, 1):
        yield from (error.within(f"example[{number}]") for error in _mistakes_of_question(example))


def _asked_names(rule: Rule) -> list[str]:
    """The names of the variables that a rule is differentiated by."""
    return [name for item in rule.wrt for stacked in variables_of(item) for name in names_in(stacked)]


def _mistakes_of_question(rule: Rule) -> Iterator[JacobookError]:
    try:
        parsed = read(rule.expr, rule.where, _asked_names(rule))
    except LanguageError as error:
        declared = bool(error.context) and error.context[0].startswith("declaration of")
        yield error.within("where" if declared else "expr")
        return
    known = list(parsed.variables)
    used = variables(parsed.expression)
    asked: set[tuple[str, ...]] = set()
    for number, item in enumerate(rule.wrt, 1):
        names = variables_of(item)
        field = f"wrt[{number}]" if len(rule.wrt) > 1 else "wrt"
        if names in asked:
            yield CatalogueError(f"{item!r} is there twice", hint="list each derivative once", context=(field,))
        asked.add(names)
        if len(names) > 2 or (len(names) == 2 and rule.order == 1):
            yield CatalogueError(
                f"{item!r} names {len(names)} variables",
                hint='list one variable per item; two, "x,w", only for a mixed second derivative (order = 2)',
                context=(field,),
            )
        for name in (each for stacked in names for each in names_in(stacked)):
            if name not in parsed.variables:
                yield CatalogueError(
                    f"{name!r} is not a variable of this rule", hint=_suggestion(name, known), context=(field,)
                )
    wanted = _asked_names(rule)
    for name in rule.where:
        if name not in used and name not in wanted and name not in parsed.functions and not is_definition(name):
            yield CatalogueError(
                f"{name!r} is declared but occurs neither in expr nor in wrt",
                hint=_suggestion(name, list(used)),
                context=("where",),
            )
    yield from _textbook_mistakes(rule, parsed.variables)


def _textbook_mistakes(rule: Rule, known: Mapping[str, object]) -> Iterator[JacobookError]:
    for item, text in rule.textbook.items():
        field = f"textbook.{item}"
        if item not in rule.wrt:
            yield CatalogueError(f"{item!r} is not in wrt", hint=_suggestion(item, list(rule.wrt)), context=(field,))
            continue
        try:
            printed = read(text, rule.where)
        except LanguageError as error:
            yield error.within(field)
            continue
        for name in variables(printed.expression):
            if name not in known:
                yield CatalogueError(
                    f"{name!r} is not a variable of this rule", hint=_suggestion(name, list(known)), context=(field,)
                )


def _names_given_twice(chapters: Sequence[Chapter]) -> Iterator[CatalogueError]:
    chapter_files: dict[str, str] = {}
    for chapter in chapters:
        first = chapter_files.setdefault(chapter.id, chapter.file)
        if first != chapter.file:
            message = f"the chapter {chapter.id!r} is already in {first}"
            yield CatalogueError(
                message, hint="each chapter needs a file of its own", context=(chapter.file, "chapter")
            )
    taken: dict[str, Rule] = {}
    for rule in (rule for chapter in chapters for rule in chapter.rules):
        for name in (rule.id, *rule.aliases):
            other = taken.setdefault(name, rule)
            if other is not rule:
                yield CatalogueError(
                    f"the id {name!r} is already used at {other.file}:{other.line}",
                    hint="ids and aliases are permanent addresses, so each must be unique",
                    context=(f"{rule.file}:{rule.line}", f"rule {rule.id}"),
                )


def _numbers_given_twice(chapters: Sequence[Chapter]) -> Iterator[CatalogueError]:
    taken: dict[int, Rule] = {}
    numbers = [rule.number for chapter in chapters for rule in chapter.rules if rule.number is not None]
    free = max(numbers, default=0) + 1
    for rule in (rule for chapter in chapters for rule in chapter.rules):
        if rule.number is None:
            continue
        other = taken.setdefault(rule.number, rule)
        if other is not rule:
            yield CatalogueError(
                f"the number {rule.number} is already used by {other.id} at {other.file}:{other.line}",
                hint=f"numbers are permanent; the next free one is {free}",
                context=(f"{rule.file}:{rule.line}", f"rule {rule.id}"),
            )


def _relations_to_nothing(chapters: Sequence[Chapter]) -> Iterator[CatalogueError]:
    rules = [rule for chapter in chapters for rule in chapter.rules]
    known = {name: None for rule in rules for name in (rule.id, *rule.aliases)}
    if any(name not in known for rule in rules for name in rule.related):
        known |= dict.fromkeys(_package_names())
    suggestions = 0
    for rule in rules:
        for name in rule.related:
            if name not in known:
                # Each takes as long as there are rules.
                suggestions += 1
                yield CatalogueError(
                    f"there is no rule {name!r}",
                    hint=_suggestion(name, list(known)) if suggestions <= MOST_SUGGESTIONS else "",
                    context=(f"{rule.file}:{rule.line}", f"rule {rule.id}", "related"),
                )


def _package_names() -> Iterator[str]:
    """The ids and aliases of the package's rules, which rules elsewhere may be related to."""
    for path in _files([PACKAGE_RULES]):
        _, table = _read(path)
        for rule in table["rule"]:
            yield from (rule["id"], *rule.get("aliases", ()))


def _suggestion(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, 1, 0.6)
    if near:
        return f"did you mean {near[0]}?"
    return f"known: {', '.join(known)}" if 0 < len(known) <= 12 else ""
