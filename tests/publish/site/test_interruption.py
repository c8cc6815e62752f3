"""Whatever interrupts a build, the last good site and the last good PDFs stand, whole."""

import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from jacobook.work.files import OutputError, synchronise, write_file
from own_rules import write_rules

PROGRAM = """
import sys
from pathlib import Path
from jacobook.publish.site.build import build
from jacobook.publish.project.options import BuildOptions
from jacobook.publish.project.project import Project
from jacobook.work.spread import Workers
if __name__ == "__main__":
    build(Project(Path(sys.argv[1])), options=BuildOptions(Workers(2)))
"""
CONFIGURATION = """
site_name: "Test"
site_url: "https://example.org/"
theme: {name: mkdocs, highlightjs: false}
plugins: [search, jacobook]
not_in_nav: |
  /reference/
nav: [index.md]
"""


@pytest.fixture(scope="module")
def project(root, node, tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    hook = root / "generator" / "jacobook" / "publish" / "mkdocs" / "hook.py"
    text = CONFIGURATION.replace("plugins: [search, jacobook]", f"plugins: [search]\nhooks: [{hook}]")
    extensions = "markdown_extensions: [attr_list, md_in_html, pymdownx.superfences, pymdownx.details,\n"
    extensions += (
        "  {pymdownx.tabbed: {alternate_style: true}}, jacobook.publish.links, jacobook.publish.mathematics]\n"
    )
    (folder / "mkdocs.yml").write_text(text + extensions, "utf-8")
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("# Home\n", "utf-8")
    (folder / "node_modules").symlink_to(root / "node_modules")
    (folder / "program.py").write_text(PROGRAM, "utf-8")
    change(folder, 1)
    finish(start(folder))
    return folder


def change(folder, factor):
    rule = {"id": "square", "title": "Square", "expr": f"{factor} * x @ x", "wrt": ["x"], "cheatsheet": True}
    write_rules(folder, rule)


# Limits the size of files and becomes the program; what is ignored and limited stays so.
LIMITED = """
import os, resource, signal, sys
room = int(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
os.execv(sys.argv[2], sys.argv[2:])
"""


def start(folder, room=None):
    command = [sys.executable, folder / "program.py", folder]
    if room is not None:
        command = [sys.executable, "-c", LIMITED, str(room), *command]
    # The home page of this theme tells when it was built.
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0"}
    return subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, start_new_session=True)


def finish(process):
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said.decode()


def is_running(session):
    """Whether any process of a session is left, other than the dead whom nobody has buried."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == session and fields[0] != "Z":
                    return True
    return False


def state(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for place in ("site", "docs/reference/downloads")
        for path in (folder / place).rglob("*")
        if path.is_file()
    }


def site(folder):
    return {name: content for name, content in state(folder).items() if name.startswith("site/")}


def changed(before, after):
    """The names of the files that differ: a report of them can be read, one of their bytes cannot."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def is_whole(folder):
    """All of one build: its page says what its data say, and its sheets are there."""
    page = (folder / "site/reference/rules/square/index.html").read_text("utf-8")
    data = (folder / "site/reference/rules.json").read_text("utf-8")
    sheets = list((folder / "site/reference/downloads").glob("*.pdf"))
    return page.rstrip().endswith("</html>") and data.rstrip().endswith("}") and len(sheets) == 6


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
@pytest.mark.parametrize("after", [0.3, 1.0, 1.8, 2.6])
def test_a_signal_at_any_time_leaves_a_whole_site(project, number, after):
    before = site(project)
    change(project, int(after * 10) + 10 * number)
    process = start(project)
    time.sleep(after)
    os.kill(process.pid, number)
    process.communicate(timeout=60)
    assert is_whole(project)
    stands = site(project)
    assert all(
        content.startswith(b"%PDF") and content.rstrip().endswith(b"%%EOF")
        for name, content in state(project).items()
        if name.endswith(".pdf")
    )
    # A signal that comes between the swap and the end of the process finds the new site in place, all of it.
    if changed(before, stands):
        finish(start(project))
        assert not changed(stands, site(project))


@pytest.mark.slow
def test_after_interruptions_the_next_build_succeeds_and_leaves_nothing_behind(project):
    change(project, 7)
    process = start(project)
    time.sleep(1.2)
    process.kill()
    process.communicate()
    finish(start(project))
    assert is_whole(project)
    assert "14" in (project / "site/reference/rules.json").read_text("utf-8")
    change(project, 8)
    finish(start(project))
    assert not [path.name for path in project.iterdir() if ".previous" in path.name]


@pytest.mark.slow
def test_two_builds_at_a_time_do_not_get_into_each_others_way(project):
    # What a killed run has left is cleared away when it is surely nobody's.
    left = set(project.glob(".site*"))
    change(project, 11)
    both = [start(project), start(project), start(project)]
    for process in both:
        finish(process)
    assert is_whole(project)
    assert set(project.glob(".site*")) <= left


@pytest.mark.slow
def test_no_process_outlives_a_run_that_was_killed(project):
    change(project, 9)
    process = start(project)
    time.sleep(1.0)
    process.kill()
    process.communicate()
    for _ in range(100):
        if not is_running(process.pid):
            break
        time.sleep(0.2)
    assert not is_running(process.pid)


@pytest.mark.slow
@pytest.mark.parametrize("room", [2_000, 20_000, 60_000])
def test_a_disk_that_is_full_leaves_the_old_site(project, room):
    """A limit on the size of files stands in for it: every write beyond it fails, in MkDocs too."""
    before = site(project)
    change(project, 100 + room)

    process = start(project, room)
    _, said = process.communicate(timeout=60)
    assert process.returncode != 0, said
    assert not changed(before, site(project))
    assert is_whole(project)


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    (tmp_path / "a").write_text("old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
        with pytest.raises(OutputError, match="cannot write"):
            write_file(tmp_path / "a", "x" * 20_000)
        with pytest.raises(OutputError, match="cannot write"):
            synchronise(tmp_path, [("a", "new"), ("b", "x" * 20_000)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert {path.name for path in tmp_path.iterdir()} <= {"a", "b"}
    assert (tmp_path / "a").read_text() in ("old", "new")
    assert not (tmp_path / "b").exists()
