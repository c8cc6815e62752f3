"""On demand: looks for text that makes the reader of expressions, or of rules, fail otherwise than with a message.

    pip install atheris
    python tests/fuzz.py expression -max_total_time=600
    python tests/fuzz.py catalogue -max_total_time=600

Guided by which lines of the program an input reaches. What is found lies in the working directory, in a file crash-….
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["jacobook"]):
    from jacobook.catalogue import PACKAGE_RULES
    from jacobook.catalogue.loader import load
    from jacobook.errors import JacobookError
    from jacobook.language.grammar import parse

WORDS = "x A @ * / ** .T ( ) [ ] , norm( sum( exp( where( vec( kron( inv( trace( eye( 2 0.5 1e9 pi > < - + n×n".split()  # noqa: SIM905


def expression(content):
    """Half of the inputs are put together from words of the language, so that they get further."""
    data = atheris.FuzzedDataProvider(content)
    if data.ConsumeBool():
        text = " ".join(data.PickValueInList(WORDS) for _ in range(data.ConsumeIntInRange(1, 40)))
    else:
        text = data.ConsumeUnicodeNoSurrogates(400)
    try:
        parse(text, {}, ["x"])
    except JacobookError as error:
        str(error)


SOURCES = [path.read_bytes() for path in sorted(PACKAGE_RULES.glob("*.toml"))]
FILE = Path(tempfile.mkdtemp(prefix="jacobook-fuzz-")) / "rules.toml"


def catalogue(content):
    """A few rules of ours with the input put somewhere into them."""
    data = atheris.FuzzedDataProvider(content)
    source = data.PickValueInList(SOURCES)[:3000]
    start = data.ConsumeIntInRange(0, len(source))
    end = min(len(source), start + data.ConsumeIntInRange(0, 60))
    FILE.write_bytes(source[:start] + data.ConsumeBytes(200) + source[end:])
    try:
        load([FILE])
    except JacobookError as error:
        str(error)


if __name__ == "__main__":
    target = {"expression": expression, "catalogue": catalogue}[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
