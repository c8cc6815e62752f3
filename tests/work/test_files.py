"""Files and folders are replaced whole or not at all, and only where they differ."""

import os
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jacobook.work import files, unfinished
from jacobook.work.files import (
    OutputError,
    clear_away,
    folder_beside,
    identity,
    recover,
    replace_folder,
    require_writable,
    synchronise,
    write_file,
)


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_file_is_written_with_its_folders(tmp_path):
    assert write_file(tmp_path / "a" / "b.md", "ⓘ")
    assert (tmp_path / "a" / "b.md").read_text("utf-8") == "ⓘ"
    assert names(tmp_path) == ["a/b.md"]


def test_a_file_that_is_there_already_is_left_alone(tmp_path):
    path = tmp_path / "a.md"
    write_file(path, "same")
    os.utime(path, (1, 1))
    assert not write_file(path, b"same")
    assert path.stat().st_mtime == 1


def test_a_file_is_as_readable_as_others_made_here(tmp_path):
    (tmp_path / "plain").touch()
    write_file(tmp_path / "ours", "x")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize("step", ["write_bytes", "replace"])
def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, step):
    path = tmp_path / "a.md"
    write_file(path, "old")

    def fail(self, *_):
        if step == "write_bytes":
            with self.open("wb") as file:
                file.write(b"ne")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, step, fail)
    with pytest.raises(OutputError, match=r"cannot write .*a\.md: no space left on device"):
        write_file(path, "new")
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.md"]


def test_a_folder_is_made_to_hold_exactly_what_is_given(tmp_path):
    synchronise(tmp_path, {"a.md": "1", "sub/b.md": "2", "old/c.md": "3"}.items())
    (tmp_path / ".d.md.1234.unfinished").touch()
    os.utime(tmp_path / "a.md", (1, 1))
    changes = synchronise(tmp_path, {"a.md": "1", "sub/b.md": "changed", "e.md": "4"}.items())
    assert changes.written == ("sub/b.md", "e.md")
    assert changes.deleted == (".d.md.1234.unfinished", "old/c.md")
    assert names(tmp_path) == ["a.md", "e.md", "sub/b.md"]
    assert not (tmp_path / "old").exists()
    assert (tmp_path / "a.md").stat().st_mtime == 1


def test_a_folder_is_replaced(tmp_path):
    target = tmp_path / "site"
    for content in ("first", "second"):
        with folder_beside(target) as fresh:
            (fresh / "index.html").write_text(content)
            replace_folder(fresh, target)
        assert (target / "index.html").read_text() == content
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_was_built_aside_and_failed_is_deleted(tmp_path):
    target = tmp_path / "site"
    target.mkdir()
    (target / "index.html").write_text("good")

    def build_and_fail():
        with folder_beside(target) as fresh:
            (fresh / "index.html").write_text("bad")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_and_fail()
    assert names(tmp_path) == ["site/index.html"]
    assert (target / "index.html").read_text() == "good"


def test_a_replacement_that_fails_puts_the_old_folder_back(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "exchanged", lambda *_: False)
    target = tmp_path / "site"
    target.mkdir()
    (target / "index.html").write_text("good")
    rename = Path.rename

    def fail_for_the_new(self, other):
        if self.name.endswith(files.UNFINISHED):
            raise OSError(30, "Read-only file system")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", fail_for_the_new)
    with folder_beside(target) as fresh, pytest.raises(OutputError, match="read-only file system"):
        replace_folder(fresh, target)
    assert names(tmp_path) == ["site/index.html"]


def test_a_replacement_cut_off_in_the_middle_is_undone(tmp_path):
    (tmp_path / ".site.previous").mkdir()
    recover(tmp_path / "site")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    (tmp_path / ".site.previous").mkdir()
    recover(tmp_path / "site")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_a_killed_run_left_is_cleared_away_but_not_what_another_run_is_making(tmp_path):
    (tmp_path / ".site.1.unfinished" / "assets").mkdir(parents=True)
    with folder_beside(tmp_path / "site") as going:
        recover(tmp_path / "site")
        assert list(tmp_path.iterdir()) == [going]
    assert list(tmp_path.iterdir()) == []


MAKER = """
import sys, time
from pathlib import Path
from jacobook.work.files import folder_beside
from jacobook.work.unfinished import temporary_folder
with folder_beside(Path(sys.argv[1])), temporary_folder() as passing:
    print(passing, flush=True)
    time.sleep(60)
"""


def test_a_run_that_was_killed_is_known_at_once_whatever_the_clock_says(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "passing"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    (tmp_path / "passing").mkdir()
    command = [sys.executable, "-c", MAKER, str(tmp_path / "site")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as maker:
        passing = Path(maker.stdout.readline().strip())
        assert passing.stat().st_mode & 0o777 == 0o700
        before = names_of_folders(tmp_path)
        clear_away([tmp_path])
        assert names_of_folders(tmp_path) == before
        assert passing.is_dir()
        maker.kill()
    clear_away([tmp_path])
    assert names_of_folders(tmp_path) == ["passing"]
    assert not passing.exists()


def names_of_folders(folder):
    return sorted(path.name for path in folder.iterdir())


def test_unfinished_files_are_cleared_away_and_no_others(tmp_path):
    (tmp_path / f".a.md.1234{files.UNFINISHED}").touch()
    (tmp_path / f"mine{files.UNFINISHED}").touch()
    (tmp_path / ".mine").touch()
    clear_away([tmp_path, tmp_path / "nowhere"])
    assert names(tmp_path) == [".mine", f"mine{files.UNFINISHED}"]


def test_a_link_is_never_followed_when_clearing_away(tmp_path):
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "kept").touch()
    (tmp_path / f".site.1{files.UNFINISHED}").symlink_to(tmp_path / "else")
    recover(tmp_path / "site")
    assert (tmp_path / "else" / "kept").exists()


def test_where_there_are_no_locks_only_what_is_old_is_cleared_away(tmp_path, monkeypatch):
    monkeypatch.setattr(unfinished, "_lock", lambda _: None)
    monkeypatch.setattr(unfinished, "_has_locks", lambda _: False)
    young, old = tmp_path / ".site.1.unfinished", tmp_path / ".site.2.unfinished"
    young.mkdir()
    old.mkdir()
    os.utime(old, (1, 1))
    recover(tmp_path / "site")
    assert list(tmp_path.iterdir()) == [young]
    with folder_beside(tmp_path / "site") as fresh:
        assert fresh.is_dir()


def absent(target, stop):
    """How often a folder was looked for and not there, until it is told to stop."""
    count = 0
    while not stop.is_set():
        count += not os.path.exists(target / "index.html")  # noqa: PTH110 - as fast as can be
    return count


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have another call, or none")
def test_there_is_no_moment_without_a_site(tmp_path):
    target, stop = tmp_path / "site", threading.Event()
    target.mkdir()
    (target / "index.html").touch()
    with ThreadPoolExecutor(1) as beside:
        missing = beside.submit(absent, target, stop)
        for number in range(300):
            with folder_beside(target) as fresh:
                (fresh / "index.html").write_text(str(number))
                replace_folder(fresh, target)
        stop.set()
        assert missing.result() == 0
    assert (target / "index.html").read_text() == "299"
    assert names_of_folders(tmp_path) == ["site"]


def test_without_such_a_call_a_folder_is_replaced_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "exchanged", lambda *_: False)
    test_a_folder_is_replaced(tmp_path)


@pytest.mark.parametrize("name", [".", "folder"])
def test_a_folder_in_the_way_of_a_file_is_told(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="a folder with this name is in the way"):
        write_file(Path(name), "x")


def test_a_device_takes_what_it_is_given_and_stays_what_it_is():
    assert write_file(Path("/dev/null"), "x")
    assert Path("/dev/null").is_char_device()
    with pytest.raises(OutputError, match="no space left on device"):
        write_file(Path("/dev/full"), "x")


def test_a_folder_that_can_be_made_is_writable(tmp_path):
    require_writable(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_told(tmp_path):
    (tmp_path / "site").touch()
    with pytest.raises(OutputError, match="a file with this name is in the way"):
        require_writable(tmp_path / "site")


def test_a_read_only_file_system_is_told():
    with pytest.raises(OutputError, match="cannot write /proc/site"):
        require_writable(Path("/proc/site"))


def test_a_folder_without_permission_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(OutputError, match="permission denied"):
        require_writable(tmp_path / "site")


def test_a_file_is_told_from_one_that_is_put_in_its_place(tmp_path):
    """Also from one that is as long, and says that it was changed at the same time."""
    page, other = tmp_path / "page", tmp_path / "other"
    page.write_text("one", "utf-8")
    other.write_text("two", "utf-8")
    before, times = identity(page), page.stat()
    assert identity(page) == before
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    other.replace(page)
    assert identity(page)[1:] == before[1:]
    assert identity(page) != before


@pytest.mark.parametrize(
    "change", [lambda page: page.write_text("longer", "utf-8"), lambda page: os.utime(page, (0, 0))]
)
def test_a_file_that_is_changed_is_told_from_itself(tmp_path, change):
    page = tmp_path / "page"
    page.write_text("one", "utf-8")
    before = identity(page)
    change(page)
    assert identity(page) != before
