"""What a visit to a rule's page costs, beside the same page whose formulas are typeset in the browser.

    make site && python benchmarks/page.py                                    the rule of the quadratic form
    python benchmarks/page.py reference/rules/softmax/ learn/jacobians/       other pages of site/

Every visit is a first one, in headless Chromium, to a server on this machine that compresses what it sends. The line
is throttled to 1.6 Mbit/s with 150 ms of delay and the processor to a quarter, as a phone's. The pages compared are
made of the built page: each finished formula is replaced by its LaTeX, and KaTeX or MathJax is added from the same
server, as the documentation of each says. The middle one of several visits counts.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import io
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
TYPESETTERS = ROOT / "benchmarks" / "typesetters"
VISITS = 5
BYTES_A_SECOND = 1.6e6 / 8
DELAY_MILLISECONDS = 150
SLOWER = 4
COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt"}
TYPESET = ".katex-html, mjx-container"

# Before anything of the page: what moves, and when the last formula stands there.
WATCH = """
  window.moved = 0
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value
  }).observe({ type: "layout-shift", buffered: true })
  window.finished = 0
  let count = 0
  new MutationObserver(() => {
    const now = document.querySelectorAll("TYPESET").length
    if (now > count) { count = now; window.finished = performance.now() }
  }).observe(document, { childList: true, subtree: true })
""".replace("TYPESET", TYPESET)

TO_LATEX = """() => {
  for (const formula of document.querySelectorAll(".katex")) {
    const tex = formula.querySelector("annotation").textContent
    const displayed = formula.querySelector("math").getAttribute("display") === "block"
    const whole = displayed ? formula.closest(".katex-display") ?? formula : formula
    whole.replaceWith(displayed ? `\\\\[${tex}\\\\]` : `\\\\(${tex}\\\\)`)
  }
  return "<!doctype html>" + document.documentElement.outerHTML
}"""

KATEX = """
<script defer src="/typesetters/katex/dist/katex.min.js"></script>
<script defer src="/typesetters/katex/dist/contrib/auto-render.min.js"
  onload="renderMathInElement(document.body, {trust: true, throwOnError: false})"></script>
"""
MATHJAX = """
<script>MathJax = {tex: {macros: {htmlData: ['#2', 2], htmlClass: ['#2', 2]}}, startup: {typeset: true}}</script>
<script defer src="/typesetters/mathjax/es5/tex-chtml.js"></script>
"""


@dataclass(frozen=True)
class Visit:
    kilobytes: float
    requests: int
    seen: float
    finished: float
    working: float
    moved: float
    formulas: int


class _Compressing(http.server.SimpleHTTPRequestHandler):
    """Sends text compressed, as every server of a site does."""

    def log_message(self, *_: object) -> None:
        pass

    def send_head(self) -> io.BytesIO | None:  # type: ignore[override]
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        if not path.is_file():
            self.send_error(404)
            return None
        data = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in COMPRESSED:
            data = gzip.compress(data)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return io.BytesIO(data)


def write_variants(browser: Browser, address: str, folder: Path, path: str) -> dict[str, str]:
    """The page's address and those of its two relatives, which are written beside it."""
    page = browser.new_page(java_script_enabled=True)
    page.route("**/*.js", lambda route: route.abort())
    page.goto(address + path)
    text = page.evaluate(TO_LATEX)
    page.close()
    addresses = {"finished when it arrives": path}
    for name, title, scripts in (
        ("katex", "KaTeX in the browser", KATEX),
        ("mathjax", "MathJax in the browser", MATHJAX),
    ):
        relative = f"{path.rstrip('/')}-by-{name}/"
        (folder / relative).mkdir(parents=True)
        (folder / relative / "index.html").write_text(text.replace("</body>", scripts + "</body>"), "utf-8")
        addresses[title] = relative
    return addresses


def visit(browser: Browser, url: str) -> Visit:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.add_init_script(WATCH)
    devtools = context.new_cdp_session(page)
    for call, options in (
        ("Network.enable", {}),
        ("Performance.enable", {}),
        ("Network.setCacheDisabled", {"cacheDisabled": True}),
        ("Emulation.setCPUThrottlingRate", {"rate": SLOWER}),
        (
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": DELAY_MILLISECONDS,
                "downloadThroughput": BYTES_A_SECOND,
                "uploadThroughput": BYTES_A_SECOND,
            },
        ),
    ):
        devtools.send(call, options)
    sizes: list[float] = []
    inside: set[str] = set()

    def asked(event: dict) -> None:
        if event["request"]["url"].startswith("data:"):
            inside.add(event["requestId"])

    def arrived(event: dict) -> None:
        if event["requestId"] not in inside:
            sizes.append(event["encodedDataLength"])

    devtools.on("Network.requestWillBeSent", asked)
    devtools.on("Network.loadingFinished", arrived)
    page.goto(url, wait_until="networkidle", timeout=120_000)
    settle(page)
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    finished = max(paint, page.evaluate("window.finished"))
    metrics = {item["name"]: item["value"] for item in devtools.send("Performance.getMetrics")["metrics"]}
    moved = page.evaluate("window.moved")
    formulas = page.locator(TYPESET).count()
    context.close()
    return Visit(sum(sizes) / 1000, len(sizes), paint / 1000, finished / 1000, metrics["TaskDuration"], moved, formulas)


def settle(page: Page) -> None:
    """Waits until no formula has come for a second."""
    page.wait_for_function("performance.now() - window.finished > 1000", timeout=120_000)


def without_scripts(browser: Browser, url: str) -> int:
    """How many formulas a reader sees whose browser runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(url)
    count = page.locator(TYPESET).count()
    context.close()
    return count


def report(console: Console, path: str, rows: dict[str, tuple[Visit, int]]) -> None:
    table = Table(title=f"{path}: first visit of a phone, median of {VISITS}")
    for heading in (
        "formulas",
        "KB",
        "requests",
        "first seen, s",
        "all formulas, s",
        "processor, s",
        "shift",
        "unscripted",
    ):
        if not table.columns:
            table.add_column("")
        table.add_column(heading, justify="right")
    ours = next(iter(rows.values()))[0]
    for name, (row, unscripted) in rows.items():
        table.add_row(
            name,
            str(row.formulas),
            f"{row.kilobytes:.0f}",
            str(row.requests),
            f"{row.seen:.2f}",
            f"{row.finished:.2f} ({row.finished / ours.finished:.1f}×)",
            f"{row.working:.2f} ({row.working / ours.working:.1f}×)",
            f"{row.moved:.4f}",
            f"{unscripted} of {row.formulas}",
        )
    console.print(table)


def main() -> None:
    site = ROOT / "site"
    paths = sys.argv[1:] or ["reference/rules/quadratic-form/"]
    for path in paths:
        if not (site / path / "index.html").is_file():
            sys.exit(f"site/{path} is not there: `make site` builds the site, and addresses end in /")
    if not (TYPESETTERS / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=TYPESETTERS, check=True)  # noqa: S607
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory(prefix="jacobook-benchmark-") as name:
        folder = Path(name) / "site"
        shutil.copytree(site, folder)
        (folder / "typesetters").symlink_to(TYPESETTERS / "node_modules")
        handler = functools.partial(_Compressing, directory=str(folder))
        with (
            http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
            sync_playwright() as playwright,
        ):
            threading.Thread(target=server.serve_forever, daemon=True).start()
            address = f"http://127.0.0.1:{server.server_port}/"
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-quic"])
            for path in paths:
                rows = {}
                for title, variant in write_variants(browser, address, folder, path).items():
                    visits = [visit(browser, address + variant) for _ in range(VISITS)]
                    middle = sorted(visits, key=lambda one: one.finished)[VISITS // 2]
                    moved = statistics.median(one.moved for one in visits)
                    assert middle.formulas > 0
                    rows[title] = (
                        Visit(**(vars(middle) | {"moved": moved})),
                        without_scripts(browser, address + variant),
                    )
                report(Console(width=140), path, rows)
            browser.close()
            server.shutdown()


if __name__ == "__main__":
    main()
