"""A small site of the real theme and the real hand-written pages, served to a real browser."""

import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from jacobook.publish.assets import vendor_assets

HERE = Path(__file__).parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STUB = "---\ntitle: {title}\ndescription: Rules of this kind, in both layouts.\n---\n\n# {title}\n\nNothing here.\n"


def _write_project(root, folder, *, hook):
    for name in ("theme", "docs"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("reference", "vendor"))
    settings = (root / "mkdocs.yml").read_text("utf-8")
    # Pages that the generator makes for the real site; here a few stand for them, written to the same contract.
    reference = folder / "docs" / "reference"
    shutil.copytree(HERE / "pages", reference)
    for name in re.findall(r"reference/tables/([\w-]+)\.md", settings):
        table = reference / "tables" / f"{name}.md"
        if not table.exists():
            table.write_text(STUB.format(title=name.replace("-", " ")), "utf-8")
    (reference / "index.md").write_text(STUB.format(title="Reference"), "utf-8")
    (reference / "all.md").write_text(STUB.format(title="Everything"), "utf-8")
    (reference / "_includes" / "downloads.md").write_text("No sheets here.\n", "utf-8")
    own = "generator/jacobook/publish/mkdocs_hook.py"
    assert own in settings
    settings = settings.replace(own, str(root / own)) if hook else settings.replace(f"hooks:\n  - {own}\n", "")
    (folder / "mkdocs.yml").write_text(settings, "utf-8")


def _run_builder(folder, address, *command):
    outcome = subprocess.run(
        [str(Path(sys.executable).with_name(command[0])), *command[1:]],
        cwd=folder,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": address, "JACOBOOK_GENERATED": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Serves the folder of the sample site, which is built for the server's address."""
    folder = tmp_path_factory.mktemp("sample")
    handler = functools.partial(_Quiet, directory=str(folder / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{listening.server_port}/"
        listening.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def build(root, node, server, tmp_path_factory):
    """Builds the checkout's site by a command, with sample pages for the generated ones; the site's folder."""

    def build_(*command, hook=True, folder=None):
        folder = folder or tmp_path_factory.mktemp("project")
        _write_project(root, folder, hook=hook)
        vendor_assets(folder / "docs")
        _run_builder(folder, server[1], *command)
        return folder / "site"

    return build_


@pytest.fixture(scope="session")
def site(build, server):
    """The sample site as MkDocs builds it, strictly."""
    return build("mkdocs", "build", "--strict", folder=server[0])


@pytest.fixture(scope="session")
def address(site, server):
    """Where the sample site is served."""
    return server[1]


@pytest.fixture(scope="session")
def browser(chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(chromium), headless=True, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(browser, address):
    """Opens a page in a fresh profile; `page.requested` lists all that it asks for, `page.errors` what failed."""
    contexts = []

    def open_page(path="", *, wait=True, **options):
        context = browser.new_context(base_url=address, **{"viewport": {"width": 1280, "height": 900}, **options})
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
