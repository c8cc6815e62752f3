"""Where a rule can also be found: the works that `sources` may name, and how to cite a place in them."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """A published work. `pattern` is what may follow `prefix:` in a rule's sources, `cited` how that place is named."""

    prefix: str
    author: str
    title: str
    year: str
    url: str
    pattern: str
    example: str
    cited: str = "equation ({})"


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a work: `text` is the place in words ("equation (81)"), `work` what it stands in."""

    work: Work
    place: str
    text: str


WORKS: dict[str, Work] = {
    work.prefix: work
    for work in (
        Work(
            "article",
            "Terence Parr and Jeremy Howard",
            "The Matrix Calculus You Need For Deep Learning",
            "2018",
            "https://explained.ai/matrix-calculus/",
            r"[A-I]\d+",
            "article:C5",
        ),
        Work(
            "wikipedia",
            "Wikipedia",
            "Matrix calculus",
            "",
            "https://en.wikipedia.org/wiki/Matrix_calculus",
            r"(vv|sv|vs|sm|ms|ssv|ssm|ds|dm|cv)-\d+(-[a-z0-9]+)*",
            "wikipedia:sv-13",
        ),
        Work(
            "cookbook",
            "Kaare Brandt Petersen and Michael Syskind Pedersen",
            "The Matrix Cookbook",
            "2012",
            "https://www2.imm.dtu.dk/pubdb/pubs/3274-full.html",
            r"\d+(-[a-z0-9]+)*",
            "cookbook:81",
        ),
        Work(
            "giles",
            "Mike Giles",
            "An extended collection of matrix derivative results",
            "2008",
            "https://people.maths.ox.ac.uk/gilesm/files/NA-08-01.pdf",
            r"\d(\.\d)*",
            "giles:3.1",
            "section {}",
        ),
        Work(
            "golub",
            "Gene Golub and Victor Pereyra",
            "The differentiation of pseudo-inverses and nonlinear least squares problems",
            "1973",
            "https://doi.org/10.1137/0710036",
            r"\d",
            "golub:4",
            "section {}",
        ),
        Work(
            "gpml",
            "Carl Edward Rasmussen and Christopher Williams",
            "Gaussian Processes for Machine Learning",
            "2006",
            "https://gaussianprocess.org/gpml/",
            r"\d\.\d+",
            "gpml:5.9",
        ),
    )
}

# The article numbers nothing; its sections are the places a reader can find.
_ARTICLE_SECTIONS = {
    "A": "Review: scalar derivative rules",
    "B": "Introduction to vector calculus and partial derivatives",
    "C": "Derivatives of vector element-wise binary operators",
    "D": "Derivatives involving scalar expansion",
    "E": "Vector sum reduction",
    "F": "The chain rules",
    "G": "The gradient of neuron activation",
    "H": "The gradient of the neural network loss function",
    "I": "Matrix calculus reference",
}

_WIKIPEDIA_TABLES = {
    "vv": "vector by vector",
    "sv": "scalar by vector",
    "vs": "vector by scalar",
    "sm": "scalar by matrix",
    "ms": "matrix by scalar",
    "ssv": "scalar by scalar, with vectors involved",
    "ssm": "scalar by scalar, with matrices involved",
    "ds": "differentials of scalars",
    "dm": "differentials of matrices",
    "cv": "conversion from differential to derivative form",
}


def is_source(text: str) -> bool:
    """Whether the text is a place in a known work, `prefix:place`."""
    prefix, colon, place = text.partition(":")
    return bool(colon) and prefix in WORKS and re.fullmatch(WORKS[prefix].pattern, place) is not None


def cite(text: str) -> Citation:
    """The citation that an entry of `sources` stands for."""
    prefix, _, place = text.partition(":")
    number = place.split("-")
    match prefix:
        case "article":
            words = f"section “{_ARTICLE_SECTIONS[place[0]]}”"
        case "wikipedia":
            words = f"table “{_WIKIPEDIA_TABLES[number[0]]}”, row {int(number[1])}"
        case _:
            words = WORKS[prefix].cited.format(number[0])
    return Citation(WORKS[prefix], place, words)
