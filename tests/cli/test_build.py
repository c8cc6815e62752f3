"""`jacobook build` and `serve`: what is missing is told in one message, before anything is written."""

import signal
import socket
import subprocess
import sys
import time
from contextlib import closing

import pytest

from own_rules import write_rules

pytestmark = pytest.mark.thorough

CONFIGURATION = 'site_name: "Test"\ntheme: {name: mkdocs, highlightjs: false}\nplugins: []\n'
SQUARE = {"id": "square", "title": "Square", "expr": "x @ x", "wrt": ["x"]}


@pytest.fixture
def project(tmp_path, root):
    (tmp_path / "mkdocs.yml").write_text(CONFIGURATION, "utf-8")
    write_rules(tmp_path, SQUARE)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n", "utf-8")
    (tmp_path / "node_modules").symlink_to(root / "node_modules")
    return tmp_path


@pytest.mark.parametrize("name", ["build", "serve"])
def test_no_project_is_told(jacobook, name):
    run = jacobook(name, *(["--address", "127.0.0.1:1025"] if name == "serve" else []))
    assert run.status == 2
    assert "there is no mkdocs.yml" in run.err


@pytest.mark.parametrize("name", ["build", "serve"])
def test_missing_node_is_told(jacobook, project, name, monkeypatch, tmp_path_factory):
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("empty")))
    run = jacobook(name, *(["--address", f"127.0.0.1:{port}"] if name == "serve" else []))
    assert run.status == 2
    assert run.err.startswith("Error: Node, which typesets the mathematics of the site, was not found")
    assert sorted(path.name for path in project.iterdir()) == [
        "docs",
        "jacobook.toml",
        "mkdocs.yml",
        "node_modules",
        "rules",
    ]
    assert [path.name for path in (project / "docs").iterdir()] == ["index.md"]


def test_a_site_folder_that_is_a_file_is_told(jacobook, project, node):
    (project / "site").touch()
    run = jacobook("build")
    assert run.status == 2
    assert "cannot write" in run.err
    assert "a file with this name is in the way" in run.err


def test_an_address_that_is_taken_is_told(jacobook, project):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        run = jacobook("serve", "--address", f"127.0.0.1:{taken.getsockname()[1]}")
    assert run.status == 2
    assert "Address already in use" in run.err


@pytest.mark.slow
def test_the_site_is_built_and_summed_up(jacobook, project, node):
    run = jacobook("build", "--project", project)
    assert run.status == 0
    assert "pages in site/" in run.out
    assert "all proved" in run.out
    assert (project / "site" / "reference" / "rules.json").is_file()


@pytest.mark.slow
def test_an_interruption_leaves_the_old_site_and_nothing_else(project, node):
    (project / "site").mkdir()
    (project / "site" / "index.html").write_text("old")
    # A page that keeps MkDocs busy for longer than the test takes.
    (project / "hook.py").write_text("import time\n\ndef on_post_build(config):\n    time.sleep(300)\n")
    (project / "mkdocs.yml").write_text(CONFIGURATION + "hooks: [hook.py]\n", "utf-8")
    command = [sys.executable, "-m", "jacobook.cli", "build", "--project", str(project)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        for _ in range(400):
            if list(project.glob(".site.*/index.html")):
                break
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.25)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told == ""
    assert (project / "site" / "index.html").read_text() == "old"
    assert not list(project.glob(".site*"))
