"""What others wrote is read within bounds: no more than was meant, and in a time that grows with its length."""

import os
import threading
import tomllib
from pathlib import Path

import pytest

from jacobook.work.reading import MOST_PARTS, NotTomlError, read_file, read_input, toml_table

LONG = ".".join(["a"] * (MOST_PARTS + 1))
SPACED = LONG.replace(".", " . ") + "=1"
QUOTED = ".".join(["'a b'", '"c"'] * MOST_PARTS)


def test_a_file_without_an_end_is_read_as_far_as_was_meant():
    with pytest.raises(ValueError, match="larger than 2 kB"):
        read_input(Path("/dev/zero"), 2000)
    with pytest.raises(OSError, match="not an ordinary file"):
        read_file(Path("/dev/zero"), 2000)


def test_a_pipe_may_be_an_input(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"x" * 2000,))
    writer.start()
    assert read_input(pipe, 2000) == b"x" * 2000
    writer.join()
    with pytest.raises(OSError, match="not an ordinary file"):
        read_file(pipe, 2000)


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG} = 1",
        f"[{LONG}]",
        f"[[{LONG}]]",
        f"x = {{ {LONG} = 1 }}",
        f"{QUOTED} = 1",
        LONG.replace(".", " . ") + "=1",
    ],
)
def test_a_key_of_very_many_parts_is_refused_with_its_place(text):
    with pytest.raises(NotTomlError, match=rf"more than {MOST_PARTS} parts \(at line 2, column \d+\)"):
        toml_table(f"b = 1\n{text}\n")


@pytest.mark.parametrize(
    "text",
    [
        ".".join(["a"] * MOST_PARTS) + " = 1",
        f'x = "{LONG}"',
        f"x = '{LONG}'",
        f'x = """\n{LONG}\n"""',
        f"x = '''{LONG}'''",
        f'x = "\\"{LONG}"',
        f"# {LONG} = 1",
        "x = [" + "1.5, " * 40 + "]",
        "x.y = 1\n" * 1 + "".join(f"a{n}.b = 1.5\n" for n in range(40)),
    ],
)
def test_what_only_looks_like_one_is_read(text):
    assert toml_table(text) == tomllib.loads(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a = 1\nb = " + "9" * 5000, r"a number of more than 4300 digits \(at line 2, column 5\)"),
        ("a = " + "[" * 100_000, "nested too deeply"),
        ("a = 1\na =\nb = 2", r"\(at line 2, column 4\)"),
        ("a", "."),
    ],
)
def test_whatever_is_no_toml_is_told_by_one_error(text, reason):
    with pytest.raises(NotTomlError, match=reason):
        toml_table(text)


def test_the_time_grows_with_the_length():
    """What grew with the square of it would be waited for in vain."""
    for text in ("a" * 500_000, ".".join(["a"] * 500_000) + "=1", "'" * 499_999, '"' * 499_999, "a." * 250_000):
        with pytest.raises(NotTomlError):
            toml_table(text)
