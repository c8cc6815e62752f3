"""The tools that some tests need: where one is absent the test is skipped, or fails if everything is required."""

import os
import shutil
import signal
import sys
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import pytest

from hearing import heard_again

ANSWERED = frozenset({"derivations", "records", "rule_pages"})
"""The fixtures that answer the whole catalogue."""
ROOT = Path(__file__).resolve().parent.parent

# Whatever tests start reads what was compiled before: to compile the package takes as long as to import SymPy.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def _absent(what: str) -> NoReturn:
    if os.environ.get("JACOBOOK_REQUIRE_ALL") == "1":
        pytest.fail(f"{what}, and JACOBOOK_REQUIRE_ALL=1 allows no skipping", pytrace=False)
    pytest.skip(what)


def _find(what: str, *names: str) -> Path:
    for name in names:
        if path := shutil.which(name):
            return Path(path)
    _absent(f"{what} is not installed (looked for {', '.join(names)})")


def pytest_configure() -> None:
    """Tests started in the background ignore the interrupt, and so would all that they start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What looks at the whole catalogue, answered, is thorough."""
    for item in items:
        if ANSWERED & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.thorough)


@pytest.fixture(scope="module", autouse=True)
def _programs_of_jax_are_forgotten() -> Iterator[None]:
    """JAX keeps what it compiled for each program, which comes to gigabytes over all the tests of one process."""
    yield
    if "jax" in sys.modules:
        sys.modules["jax"].clear_caches()


@pytest.fixture(autouse=True)
def _signals_are_heard_again() -> Iterator[None]:
    with heard_again():
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The top folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def records(root: Path) -> Any:
    """The records of the package's rules, worked out once: from the checkout's cache, in which builds find them too."""
    from jacobook.answers.records import attempted_records, require_answers
    from jacobook.catalogue.loader import load
    from jacobook.work.cache import Cache
    from jacobook.work.files import one_at_a_time
    from jacobook.work.progress import silent
    from jacobook.work.spread import Workers

    with one_at_a_time(root / ".cache" / "records.lock"):
        found = attempted_records(load(), Cache(root / ".cache"), silent, Workers())
    require_answers(found)
    return found.answered


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser that Playwright drives by `executable_path`; it never downloads one of its own."""
    return _find("Chromium", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def sphinx() -> None:
    """Sphinx, which makes other people's documents."""
    if find_spec("sphinx") is None:
        _absent("Sphinx is not installed (the extra `builders`)")


@pytest.fixture(scope="session")
def myst(node: Path) -> Path:
    """MyST, likewise; it runs on Node."""
    beside = Path(sys.executable).with_name("myst")
    return beside if beside.is_file() else _find("MyST (the extra `builders`)", "myst")


@pytest.fixture(scope="session")
def pandoc() -> Path:
    """Pandoc, likewise."""
    if find_spec("pypandoc") is None:
        return _find("Pandoc (the extra `builders`)", "pandoc")
    import pypandoc

    return Path(pypandoc.get_pandoc_path())


@pytest.fixture(scope="session")
def pdflatex() -> Path:
    """The LaTeX engine."""
    return _find("pdfLaTeX", "pdflatex")


@pytest.fixture(scope="session")
def latexmk(pdflatex: Path) -> Path:
    """The tool that runs LaTeX as often as it is needed."""
    return _find("latexmk", "latexmk")


@pytest.fixture(scope="session")
def pdftotext() -> Path:
    """Poppler's reader of text in a PDF."""
    return _find("pdftotext", "pdftotext")


@pytest.fixture(scope="session")
def node() -> Path:
    """Node, with the packages of package-lock.json beside it."""
    path = _find("Node", "node")
    if not (ROOT / "node_modules").is_dir():
        _absent("The Node packages are not installed (npm ci)")
    return path


@pytest.fixture(scope="session")
def pyodide(node: Path) -> Path:
    """The npm package with Python for browsers."""
    package = ROOT / "node_modules" / "pyodide"
    if not package.is_dir():
        _absent("The npm package pyodide is not installed (npm ci)")
    return package


@pytest.fixture(scope="session")
def jax() -> ModuleType:
    """JAX on the processor in double precision: the second oracle."""
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    try:
        import jax as module
    except ImportError:
        _absent("JAX is not installed (pip install 'jacobook[oracles]')")
    module.config.update("jax_enable_x64", True)  # noqa: FBT003 - the signature is JAX's
    return module


@pytest.fixture(scope="session")
def torch() -> ModuleType:
    """PyTorch on the processor, which runs the code that we print for it."""
    try:
        with warnings.catch_warnings():
            # A build made for an older NumPy says so; the numbers are compared all the same.
            warnings.simplefilter("ignore")
            import torch as module
    except ImportError:
        _absent("PyTorch is not installed (pip install 'jacobook[pytorch]')")
    return module


@pytest.fixture(scope="session")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A shell of IPython, as the kernel of a notebook has one; a process has one of them."""
    os.environ["IPYTHONDIR"] = str(tmp_path_factory.mktemp("ipython"))
    try:
        from IPython.core.interactiveshell import InteractiveShell
    except ImportError:
        _absent("IPython is not installed (pip install 'jacobook[dev]')")
    main = sys.modules["__main__"]
    instance = InteractiveShell.instance(colors="nocolor", history_load_length=0)
    sys.modules["__main__"] = main
    return instance


@pytest.fixture
def ipython(shell: Any) -> Iterator[Any]:
    """The shell, with nothing in it. Its module is the main one for a test's duration: processes start from that."""
    main = sys.modules["__main__"]
    shell.reset(new_session=True)
    shell.extension_manager.loaded.clear()
    yield shell
    sys.modules["__main__"] = main
