"""Judging a claim: read, compared with every form that it may have, and where it is wrong, why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from jacobook.claims.asked import Asked
from jacobook.claims.comparison import Outcome, outcome, points_of, where_equations_hold
from jacobook.claims.equal_lengths import with_equal_lengths
from jacobook.claims.every_size import holds_for_every_size
from jacobook.claims.forms import (
    ARRAY,
    BACKWARD,
    COMPONENTS,
    DENOMINATOR,
    DIFFERENTIAL,
    NUMERATOR,
    VEC_TURNED,
    Form,
    fits,
    forms_of,
)
from jacobook.claims.other_questions import other_questions
from jacobook.claims.ratios import ratio
from jacobook.claims.reading import Claim, lies, read_claim
from jacobook.claims.restrictions import Restriction, restrictions
from jacobook.claims.right_words import as_words, right_words, road
from jacobook.claims.shapes import HINTED, another_shape
from jacobook.claims.slips import slips_in
from jacobook.claims.values import Here, everywhere
from jacobook.claims.verdict import Finding, Kind, Verdict, in_order
from jacobook.claims.witness import Witness, smallest_witness
from jacobook.errors import LanguageError
from jacobook.language.expression import is_implicit
from jacobook.layout.formulas import formula as f
from jacobook.notation.latex import to_latex
from jacobook.notation.text import to_text
from jacobook.proof.oracle.arrays import Unproved
from jacobook.proof.points.search import Tried

_MOST_CONDITIONS = 3
_MOST_PLACES = 4


@dataclass(frozen=True, slots=True)
class _Right:
    """A form that a claim has."""

    form: Form
    outcome: Outcome


def judge(text: str, asked: Asked) -> Verdict:
    """The verdict on a claim. Raises `LanguageError` where it cannot be read, `Unproved` where no point tries it."""
    try:
        claim = read_claim(text, asked)
    except LanguageError as unread:
        verdict = _of_equal_lengths(text, asked, unread)
        if verdict is None:
            raise
        return verdict
    fitting, found, met = _compared(claim)
    return _right(claim, found, met) if found else _wrong(claim, fitting, met)


def _compared(claim: Claim) -> tuple[list[Form], list[_Right], Tried]:
    """The forms that a claim may have by its shape, those that it has, and what it was tried at.

    A claim may use that a declared equation holds, as an answer need not.
    """
    met = points_of(claim)
    fitting = [form for form in forms_of(claim) if fits(claim.shape, form)]
    found = _agreeing(claim, fitting, met)
    if not found and is_implicit(claim.asked.expression):
        met = where_equations_hold(met)
        found = _agreeing(claim, fitting, met)
    return fitting, found, met


def _agreeing(claim: Claim, fitting: Sequence[Form], met: Tried) -> list[_Right]:
    return [_Right(form, one) for form in fitting if (one := outcome(claim, form, met)).agrees]


def _of_equal_lengths(text: str, asked: Asked, unread: LanguageError) -> Verdict | None:
    """The verdict on a claim whose shapes only fit where lengths are equal; None where they never do."""
    for words, question in with_equal_lengths(asked):
        try:
            claim = read_claim(text, question)
        except LanguageError:
            continue
        fitting, agreeing, met = _compared(claim)
        first = Finding(Kind.SHAPE, f"The shapes do not fit: {unread.message}.")
        if agreeing:
            second = Finding(Kind.CONDITION, f"Right only if {words}.", (words,))
        else:
            places = everywhere(claim, met.cases)[:_MOST_PLACES]
            mistakes = in_order([*_findings(claim, fitting, places)])
            second = mistakes[0] if mistakes and mistakes[0].kind is not Kind.SHAPE else first
        findings = tuple(dict.fromkeys((second, first)))
        original = asked.paired(question.upstream) if (question := claim.asked).upstream else asked
        answer = _answer(replace(claim, asked=original or asked), _nearest(claim, fitting))
        return _verdict(
            claim,
            kind=findings[0].kind,
            right=False,
            conditions=findings[0].conditions,
            sentences=_explained((first, *(one for one in findings if one is not first)), None, answer),
            findings=findings,
            answer=answer,
        )
    return None


def _right(claim: Claim, found: Sequence[_Right], met: Tried) -> Verdict:
    first, one = found[0].form, found[0].outcome
    assert one.certificate is not None
    every_size = holds_for_every_size(claim, first)
    name, also = _named(claim, first, [each.form for each in found])
    conditions = _conditions_of(claim, one)
    said = [
        right_words(claim, first, name, also),
        *conditions.values(),
        road(one.certificate, met.unmet, every_size=every_size),
    ]
    return _verdict(
        claim,
        kind=Kind.RIGHT,
        right=True,
        form=name,
        also=also,
        every_size=every_size,
        conditions=tuple(conditions),
        sentences=tuple(filter(None, said)),
    )


def _named(claim: Claim, form: Form, forms: Sequence[Form]) -> tuple[str, tuple[str, ...]]:
    """What the form is called, and the others that it is as well.

    With one axis the layouts are told apart by how it is written: xᵀA is a row, Ax a column.
    """
    if form.name in (NUMERATOR, DENOMINATOR) and len(form.shape) == 1:
        of_value = any(a == 0 for group in form.groups for a, _ in group)
        name = NUMERATOR if of_value is not lies(claim.expression) else DENOMINATOR
        return name, ()
    others = tuple(dict.fromkeys(one.name for one in forms if one.name != form.name))
    return form.name, others if form.name != COMPONENTS else ()


def _conditions_of(claim: Claim, found: Outcome) -> Mapping[str, str]:
    """Where a claim that is right has no value, or another one, by what is to be said of it."""
    said: dict[str, str] = {}
    if found.jumps:
        words = "On a tie, where the derivative jumps, yours takes another value than ours; both are conventions."
        said["away from ties"] = words
    if found.holes and claim.formula is not None:
        for clause in claim.asked.conditions(f.MatrixForm(claim.formula)):
            said[clause] = f"It has a value only where {clause}."
    return said


def _wrong(claim: Claim, fitting: Sequence[Form], met: Tried) -> Verdict:
    places = everywhere(claim, met.cases)[:_MOST_PLACES]
    sizes = met.cases[0].sizes
    found = [*_findings(claim, fitting, places)]
    if places:
        restricted = islice(_restricted(claim, sizes), _MOST_CONDITIONS)
        told = any(one.kind is not Kind.SHAPE or one.sentence.endswith(HINTED) for one in found)
        found += _of_restrictions(claim, [*restricted], explained=told, misfit=not fitting)
    findings = in_order(found) if places else (_without_a_value(claim, fitting),)
    nearest = _nearest(claim, fitting)
    # Of a function that is only declared nobody can say the value.
    shows = nearest is not None and not claim.asked.functions
    witness = smallest_witness(claim, nearest, sizes) if nearest is not None and shows else None
    kind = findings[0].kind if findings else Kind.WRONG
    conditions = findings[0].conditions if findings else ()
    answer = _answer(claim, nearest)
    return _verdict(
        claim,
        kind=kind,
        right=False,
        conditions=conditions,
        sentences=_explained(findings, witness, answer),
        findings=findings,
        witness=witness,
        answer=answer,
    )


def _without_a_value(claim: Claim, fitting: Sequence[Form]) -> Finding:
    """Why a claim has a value at none of the points."""
    if not fitting:
        return another_shape(claim, ())
    if claim.indices:
        said = "Its indices run beyond the axes that they count: the first counts the entries of the value."
        return Finding(Kind.WRONG, said)
    return Finding(Kind.WRONG, "It has no value at any of the points that were tried.")


def _findings(claim: Claim, fitting: Sequence[Form], places: Sequence[Here]) -> Iterator[Finding]:
    if not places:
        return
    misfit = [] if fitting else [another_shape(claim, places)]
    yield from misfit
    multiples = filter(None, (ratio(claim, form, places) for form in fitting))
    multiple = next(multiples, None)
    if multiple is not None:
        yield multiple
    yield from other_questions(claim, places, told=any(one.sentence.endswith(HINTED) for one in misfit))
    if multiple is None:
        yield from slips_in(claim, places)


def _restricted(claim: Claim, sizes: Mapping[str, int]) -> Iterator[Restriction]:
    if not claim.indices:
        try:
            yield from restrictions(claim, sizes)
        except Unproved:
            return


def _of_restrictions(claim: Claim, found: Sequence[Restriction], *, explained: bool, misfit: bool) -> Iterator[Finding]:
    """Conditions under which a claim is right; one of sizes is told only where nothing else explains the claim."""
    properties = [one for one in found if not one.of_sizes and not (one.is_rare and explained)]
    for one in properties:
        name, _ = _named(claim, one.form, [one.form])
        shown = "shown for every size" if one.every_size else "at the points that were tried"
        yield Finding(Kind.CONDITION, f"Right if {one.words}{as_words(name)}; {shown}.", (one.words,))
    for one in found:
        if one.of_sizes and not properties and not explained:
            why = ": the rule for numbers does not hold for vectors and matrices" if one.words.endswith("= 1") else ""
            kind = Kind.SHAPE if misfit else Kind.CONDITION
            yield Finding(kind, f"Right only if {one.words}{why}.", (one.words,))


def _nearest(claim: Claim, fitting: Sequence[Form]) -> Form | None:
    """The form that a wrong claim is held against: that which it is written in."""
    by_name = {form.name: form for form in fitting}
    for name in (BACKWARD, DENOMINATOR, NUMERATOR, DIFFERENTIAL, COMPONENTS, ARRAY, VEC_TURNED):
        if name in by_name:
            return by_name[name]
    return fitting[0] if fitting else None


def _answer(claim: Claim, form: Form | None) -> str:
    """The answer in a form, as text; empty where there is none."""
    forms = claim.asked.forms()
    name = {None: DENOMINATOR, BACKWARD: DENOMINATOR}.get(form.name if form else None, form.name if form else "")
    if form is not None and form.name in (NUMERATOR, DENOMINATOR):
        name, _ = _named(claim, form, [form])
    found = forms.get(name)
    if found is None:
        return ""
    told = "".join(f", where {to_text(d.symbol)} = {to_text(d.meaning)}" for d in found.definitions)
    return f"{to_text(found.formula)}{told}"


def _explained(findings: Sequence[Finding], witness: Witness | None, answer: str) -> tuple[str, ...]:
    first_of = {(one.kind, bool(one.conditions)): one for one in reversed(findings)}
    said = [one.sentence for one in findings if one in first_of.values()][:2] or ["Wrong."]
    if answer:
        said.append(f"The derivative is {answer}.")
    if witness is not None:
        said.append(witness.sentence)
    return tuple(said)


def _verdict(
    claim: Claim,
    *,
    kind: Kind,
    right: bool,
    sentences: tuple[str, ...],
    form: str | None = None,
    also: tuple[str, ...] = (),
    every_size: bool | None = None,
    conditions: tuple[str, ...] = (),
    findings: tuple[Finding, ...] = (),
    witness: Witness | None = None,
    answer: str = "",
) -> Verdict:
    formula = claim.formula
    return Verdict(
        claim.text,
        kind,
        right,
        form,
        also,
        every_size,
        conditions,
        sentences,
        findings,
        witness,
        claim.read_as or claim.text,
        to_text(formula) if formula is not None else "",
        to_latex(formula) if formula is not None else "",
        answer,
    )
