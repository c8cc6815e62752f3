"""Reading what others wrote: never more than was meant to be read, and TOML in a time that grows with its length."""

from __future__ import annotations

import re
import stat
import sys
import tomllib
from pathlib import Path
from typing import Any

# A key of a file of ours has two parts, `textbook.x`. Python's reader takes a time that grows with the square of them.
MOST_PARTS = 16

_PART = r"""[\w-]+|"[^"\n]*"|'[^'\n]*'"""
_MANY_PARTS = re.compile(rf"(?<![\w-])(?:(?:{_PART})[ \t]*\.[ \t]*){{{MOST_PARTS}}}")
_TOKEN = re.compile(
    r'#[^\n]*|"""(?:[^"\\]|\\.|"(?!""))*+"{3,5}'
    r"|'''(?:[^']|'(?!''))*+'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*+'"
    r"|[\w-]++|[ \t]++|.",
    re.DOTALL,
)


class NotTomlError(ValueError):
    """Why a text is not TOML, or not any that we read; its end says where, as Python's reader does."""


def read_file(path: Path, most: int) -> bytes:
    """The content of an ordinary file. Raises `OSError` for anything else, `ValueError` where it is larger."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        raise OSError("not an ordinary file")
    return read_input(path, most)


def read_input(path: Path, most: int) -> bytes:
    """What a file or a pipe gives, which may have no end. Raises `OSError`; `ValueError` where there is more."""
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        unit, name = (1_000_000, "MB") if most >= 1_000_000 else (1000, "kB")
        raise ValueError(f"larger than {most // unit} {name}")
    return content


def toml_table(text: str) -> dict[str, Any]:
    """What a text in TOML says. Raises `NotTomlError`."""
    if _MANY_PARTS.search(text) and (place := _long_key(text)) is not None:
        raise NotTomlError(f"a key of more than {MOST_PARTS} parts {_at(text, place)}")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotTomlError(str(error)) from None
    except RecursionError:
        raise NotTomlError("nested too deeply") from None
    except ValueError:
        most = sys.get_int_max_str_digits()
        found = re.search(rf"(?<!\d)(?:\d_?){{{most + 1}}}", text)
        where = f" {_at(text, found.start())}" if found else ""
        raise NotTomlError(f"a number of more than {most} digits{where}") from None


def _long_key(text: str) -> int | None:
    """Where a key of too many parts begins: what only looks like one within a text or a remark is none."""
    parts, start, after_dot = 0, 0, False
    for token in _TOKEN.finditer(text):
        said = token[0]
        if said.isspace() and said != "\n":
            continue
        if said == ".":
            after_dot = True
            continue
        is_part = re.match(r"""[\w"'-]""", said) is not None
        if is_part and after_dot:
            parts += 1
        else:
            parts, start = int(is_part), token.start()
        after_dot = False
        if parts > MOST_PARTS:
            return start
    return None


def _at(text: str, place: int) -> str:
    before = text[:place]
    return f"(at line {before.count(chr(10)) + 1}, column {place - (before.rfind(chr(10)) + 1) + 1})"
