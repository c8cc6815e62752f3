"""The live preview follows changes, survives mistakes, and ends with everything it started."""

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing

import pytest

from jacobook.catalogue import PACKAGE_RULES
from jacobook.errors import JacobookError
from jacobook.publish.project.project import Project
from jacobook.publish.site.preview import parse_address, require_free, reserved, snapshot, watched
from own_rules import write_rules

CONFIGURATION = """
site_name: "Test"
theme: {name: mkdocs, highlightjs: false}
plugins: []
exclude_docs: "/reference/_includes/"
markdown_extensions: [attr_list, md_in_html, pymdownx.superfences, {pymdownx.tabbed: {alternate_style: true}},
  pymdownx.details, jacobook.publish.links, jacobook.publish.mathematics]
"""
LINEAR_MAP = {"id": "linear-map", "title": "Matrix times vector", "expr": "A @ x", "wrt": ["x"]}


def test_an_address_is_a_host_and_a_port():
    assert parse_address("127.0.0.1:8000") == ("127.0.0.1", 8000)


@pytest.mark.parametrize("text", ["", "8000", "host:", ":8000", "host:0", "host:70000", "host:x", "a b:80"])
def test_anything_else_is_told(text):
    with pytest.raises(JacobookError, match="is not an address"):
        parse_address(text)


def test_a_port_that_is_taken_is_told():
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(JacobookError, match="in use"):
            require_free("127.0.0.1", port)
    require_free("127.0.0.1", port)


def test_a_snapshot_sees_changes_of_rules_and_templates(tmp_path):
    (tmp_path / "deep").mkdir()
    rule, template = tmp_path / "a.toml", tmp_path / "deep" / "b.jinja"
    rule.touch()
    template.touch()
    (tmp_path / "other.txt").touch()
    before = snapshot([tmp_path, tmp_path / "nothing"])
    assert set(before) == {rule, template}
    template.write_text("changed")
    template.touch()
    assert snapshot([tmp_path]) != before


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere MkDocs tells who comes second")
def test_a_port_that_another_is_about_to_listen_on_is_told():
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    with reserved("127.0.0.1", port):
        with pytest.raises(JacobookError, match=f"cannot listen on 127.0.0.1:{port}: another preview is about to"):
            reserved("127.0.0.1", port).__enter__()
        # MkDocs, which it is kept for, listens all the same.
        socket.create_server(("127.0.0.1", port)).close()
    with reserved("127.0.0.1", port):
        pass


def test_rules_templates_and_settings_of_the_project_are_followed(tmp_path):
    (tmp_path / "mkdocs.yml").write_text(CONFIGURATION, "utf-8")
    project = Project(tmp_path)
    assert PACKAGE_RULES in watched(project)
    (tmp_path / "jacobook.toml").write_text('catalogue = ["mine", "one.toml"]\n', "utf-8")
    (tmp_path / "mine" / "deep").mkdir(parents=True)
    files = [tmp_path / name for name in ("one.toml", "mine/two.toml", "mine/deep/three.toml")]
    for file in files:
        file.touch()
    project = Project(tmp_path)
    assert set(snapshot(watched(project))) == {tmp_path / "jacobook.toml", *files}
    (tmp_path / "jacobook.toml").write_text("catalogue = [", "utf-8")
    assert set(snapshot(watched(Project(tmp_path)))) == {tmp_path / "jacobook.toml"}


@pytest.mark.slow
def test_a_changed_template_is_seen_and_a_broken_one_told(tmp_path, root, node):
    (tmp_path / "mkdocs.yml").write_text(CONFIGURATION, "utf-8")
    write_rules(tmp_path, LINEAR_MAP)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n", "utf-8")
    (tmp_path / "node_modules").symlink_to(root / "node_modules")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "jacobook.cli", "serve", "--address", address, "--project", str(tmp_path)]
    with (tmp_path / "log").open("w+") as log, subprocess.Popen(command, stderr=log, stdout=log) as process:
        try:
            page = f"http://{address}/reference/rules/linear-map/"
            _wait_until(lambda: b"Matrix times vector" in _fetch(page), process, log)
            override = tmp_path / "templates" / "markdown" / "rule.md.jinja"
            override.parent.mkdir(parents=True)
            original = (root / "templates" / "markdown" / "rule.md.jinja").read_text("utf-8")
            override.write_text(original + "\nLooked at twice.\n", "utf-8")
            _wait_until(lambda: b"Looked at twice." in _fetch(page), process, log)
            override.write_text("{% if", "utf-8")
            _wait_until(lambda: "until this is fixed" in (tmp_path / "log").read_text("utf-8"), process, log)
            _wait_until(lambda: b"Looked at twice." in _fetch(page), process, log)
            override.unlink()
            chosen = 'catalogue = ["rules"]\n[notation]\nvectors = "arrow"\n'
            (tmp_path / "jacobook.toml").write_text(chosen, "utf-8")
            _wait_until(lambda: rb"\vec{x}" in _fetch(page), process, log)
            rules = next((tmp_path / "rules").glob("*.toml"))
            rules.write_text(rules.read_text("utf-8").replace("Matrix times vector", "A linear map"), "utf-8")
            _wait_until(lambda: b"A linear map" in _fetch(page), process, log)
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
        finally:
            process.kill()
    require_free("127.0.0.1", int(address.rpartition(":")[2]))


def _fetch(address):
    try:
        with urllib.request.urlopen(address, timeout=30) as response:  # noqa: S310 - our own server
            return response.read()
    except OSError:
        return b""


def _wait_until(condition, process, log):
    for _ in range(240):
        if condition():
            return
        assert process.poll() is None, (log.seek(0), log.read())[1]
        time.sleep(0.5)
    pytest.fail((log.seek(0), log.read())[1])
