"""What is kept of a question that a page asks: what the page shows of its answer, however the page shows it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass

from pydantic import TypeAdapter, ValidationError

from jacobook.answers.engine_key import engine_key
from jacobook.block import Block
from jacobook.document.living.figure import LivingFigure
from jacobook.document.pages.gradient import PageBackward
from jacobook.document.pages.page import RulePage
from jacobook.document.pages.page_matrix import PageMatrix
from jacobook.notation.options import Notation
from jacobook.work.cache import Cache, key_of

KIND = "blocks"


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """The page of an answer; the backward pass, if it was asked for and there is one; what is said of a right claim."""

    page: RulePage
    backward: PageBackward | None
    claimed: str = ""
    matrix: PageMatrix | None = None
    figure: LivingFigure | None = None


_ADAPTER = TypeAdapter(AnsweredQuestion)


def answered_question(block: Block, cache: Cache | None, notation: Notation) -> AnsweredQuestion:
    """The answer to what a block asks, proved, from the cache where it has it. Raises what `answer_question` raises."""
    key = _key(block, notation)
    known = cache.get(KIND, key) if cache is not None else None
    if known is not None:
        with suppress(ValidationError):
            return _ADAPTER.validate_json(known)
    found = _worked_out(block, notation)
    if cache is not None:
        cache.put(KIND, key, _ADAPTER.dump_json(found))
    return found


def _key(block: Block, notation: Notation) -> str:
    """All that the answer depends on: neither the label of a block, nor its number, nor what else is shown of it."""
    question = (block.expression, block.wrt, block.where, block.order, block.symmetric, block.tangent, block.name)
    shown = tuple(each for each in ("backward", "matrix", "numbers", "rows", "figure") if each in block.show)
    beside = (block.at, block.highlight, block.figure)
    return key_of(engine_key(), question, shown, beside, block.upstream, block.claim, asdict(notation))


def _worked_out(block: Block, notation: Notation) -> AnsweredQuestion:
    # These load SymPy, of which a build that remembers its blocks has no need.
    from jacobook.answers.answers import answer_question  # noqa: PLC0415
    from jacobook.document.living.choosing import living_figure  # noqa: PLC0415
    from jacobook.document.pages.backward import page_backward  # noqa: PLC0415
    from jacobook.document.pages.rule_page import rule_page  # noqa: PLC0415
    from jacobook.document.pages.written_matrix import page_matrix  # noqa: PLC0415
    from jacobook.document.setting.mathematics import of_question, written_in  # noqa: PLC0415
    from jacobook.language.declaration import parse_declarations  # noqa: PLC0415

    where = parse_declarations(block.where) if block.where else {}
    question = (block.expression, block.wrt, where, block.order, block.symmetric)
    answer = answer_question(*question, tangent=block.tangent, name=block.name)
    (derivation,) = answer.derivations.values()
    claimed = derivation.matches(block.claim).accepted.explanation if block.claim else ""
    with written_in(notation):
        page = rule_page(answer, worked=False)
        with of_question(derivation.variables):
            asked = "backward" in block.show
            backward = page_backward(derivation, block.upstream, of_numbers=True) if asked else None
            matrix = page_matrix(derivation, block.show, block.at, block.highlight) if block.is_written_out else None
            figure = living_figure(derivation, block.figure, block.at) if "figure" in block.show else None
            return AnsweredQuestion(page, backward, claimed, matrix, figure)
