"""The site as readers get it: built by the command that builds it for them, and served to a real browser."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jacobook.publish.project.options import BuildOptions
from jacobook.publish.project.project import Project
from jacobook.publish.site.build import build
from jacobook.work.files import one_at_a_time
from jacobook.work.spread import Workers
from serving import FLAGS, served


@pytest.fixture(scope="session")
def built(root, node):
    """The checkout's own site, brought up to date: what `make site` leaves."""
    project = Project(root)
    assert build(project, strict=True, options=BuildOptions(spread=Workers())).warnings == ()
    return project


@pytest.fixture(scope="session")
def site(built, tmp_path_factory):
    """A copy of the site, which stays as it is while others build."""
    folder = tmp_path_factory.mktemp("served") / "site"
    with one_at_a_time(built.cache / "build.lock"):
        shutil.copytree(built.site, folder)
    return folder


@pytest.fixture(scope="session")
def port(site):
    """Where a server of this machine has the site."""
    with served(site) as number:
        yield number


@pytest.fixture(scope="session")
def address():
    """Where the browser finds the site: the map of its pages, which instant navigation reads, knows no port."""
    return "http://jacobook.localhost/"


@pytest.fixture(scope="session")
def published(root):
    """The address that pages give as their own."""
    return re.search(r"site_url:.*\"(https://[^\"]+)\"", (root / "mkdocs.yml").read_text("utf-8"))[1]


@pytest.fixture(scope="session")
def by_builder(built, root, tmp_path_factory):
    """Builds the same pages by another command; the site's folder. `rules` chooses those whose pages are kept."""

    def build_(*command, hook, rules=""):
        folder = tmp_path_factory.mktemp("project")
        with one_at_a_time(built.cache / "build.lock"):
            for name in ("theme", "docs"):
                shutil.copytree(root / name, folder / name)
        for page in (folder / "docs" / "reference" / "rules").glob("*.md"):
            if not re.match(rules, page.stem):
                page.unlink()
        settings = (root / "mkdocs.yml").read_text("utf-8")
        own = "generator/jacobook/publish/mkdocs/hook.py"
        assert own in settings
        settings = settings.replace(own, str(root / own)) if hook else settings.replace(f"hooks:\n  - {own}\n", "")
        (folder / "mkdocs.yml").write_text(settings, "utf-8")
        outcome = subprocess.run(
            [str(Path(sys.executable).with_name(command[0])), *command[1:]],
            cwd=folder,
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "JACOBOOK_GENERATED": "1"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
        return folder / "site"

    return build_


@pytest.fixture(scope="session")
def playwright():
    """What starts browsers: one of it in a process, which is all that it allows."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright, chromium, port):
    rules = f"--host-resolver-rules=MAP jacobook.localhost:80 127.0.0.1:{port}"
    started = playwright.chromium.launch(executable_path=str(chromium), headless=True, args=[*FLAGS, rules])
    yield started
    started.close()


@pytest.fixture
def visit(browser, address):
    """Opens a page in a fresh profile; `page.requested` lists all that it asks for, `page.errors` what failed."""
    contexts = []

    def open_page(path="", *, wait=True, **options):
        # What a test adds to a page, or evaluates in it, is not of the page; the tests of its policy say otherwise.
        settings = {"viewport": {"width": 1280, "height": 900}, "bypass_csp": True} | options
        context = browser.new_context(base_url=address, **settings)
        contexts.append(context)
        page = context.new_page()
        page.requested = []
        page.errors = []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)
        page.goto(path or "./")
        if wait and options.get("java_script_enabled", True):
            page.wait_for_function(
                "document.documentElement.classList.contains('js') && window.document$ !== undefined"
            )
        return page

    yield open_page
    for context in contexts:
        context.close()
