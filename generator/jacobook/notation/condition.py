"""Conditions in words, in every notation: each of them, what needs it, and one sentence about them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jacobook.display import Displayed, Line, Shown, View
from jacobook.layout.conditions.condition import COMPONENTS, DIFFERENTIAL, FUNCTION, KINK, OF_ONE_FORM, Condition
from jacobook.layout.formulas import formula as f
from jacobook.notation.clause import Piece, clause, printed, short, worded


@dataclass(frozen=True, slots=True, repr=False)
class PrintableCondition(Displayed, Condition):
    """A condition that can be printed: as a clause in each notation (`X is invertible`), and in short."""

    @classmethod
    def of(cls, condition: Condition) -> PrintableCondition:
        """The same condition."""
        reason, needed_by, enough = condition.reason, condition.needed_by, condition.sufficient_only
        return cls(condition.subject, condition.predicate, reason, needed_by, enough)

    @property
    def clause(self) -> tuple[Piece, ...]:
        """Words and formulas that say it, to follow "where"."""
        return clause(self)

    @property
    def short(self) -> tuple[Piece, ...]:
        """The same where there is little room."""
        return short(self)

    @property
    def why(self) -> str:
        """What needs it, in words."""
        return printed(because([self]), "text")

    @property
    def words(self) -> list[str | Shown]:
        """What it says and what needs it, with formulas as notebooks show them."""
        why = worded(because([self]))
        return [*worded(self.clause), *([" (", *why, ")"] if why else [])]

    def _view(self) -> View:
        return View((Line(words=self.words),), f"<{self.text}>")

    @property
    def latex(self) -> str:
        return printed(self.clause, "latex")

    @property
    def typst(self) -> str:
        return printed(self.clause, "typst")

    @property
    def text(self) -> str:
        return printed(self.clause, "text")

    @property
    def spoken(self) -> str:
        return printed(self.clause, "spoken")


# That a function has no value without it is plain, and what is printed on a kink a note beside the answer says.
_SAID_ELSEWHERE = (FUNCTION, KINK)
_ONE_FORM = {COMPONENTS: "The component form", DIFFERENTIAL: "The differential"}


def sentence(conditions: Sequence[Condition], *, reasons: bool = False) -> tuple[Piece, ...]:
    """A sentence about all of them, "Holds where X is invertible."; none where there are none.

    With `reasons` it also says what needs those which the function itself does not need. What only the component form
    or the differential needs follows in a sentence of its own.
    """
    said: list[Piece] = []
    for only_of in (None, *OF_ONE_FORM):
        about = [condition for condition in conditions if condition.only_of == only_of]
        if not about:
            continue
        enough = any(condition.sufficient_only for condition in about)
        clauses = _clauses(about, reasons=reasons and only_of is None)
        if only_of is None:
            holds = "Holds at least where " if enough else "Holds where "
        else:
            needs = "is sure to hold" if enough else "holds"
            holds = f"{_ONE_FORM[only_of]} {needs} only where {'in addition ' if said else ''}"
        said += [" " if said else "", holds, *_listed(clauses), "."]
    return tuple(piece for piece in said if piece)


def _clauses(conditions: Sequence[Condition], *, reasons: bool) -> list[tuple[Piece, ...]]:
    """What conditions say, equal predicates once, and reasons once for all that stand together and share them."""
    groups = _grouped(conditions)
    clauses: list[tuple[Piece, ...]] = []
    waiting: list[Condition] = []
    for group, after in zip(groups, [*groups[1:], ()], strict=True):
        waiting += [condition for condition in group if condition.needed_by not in _SAID_ELSEWHERE]
        shared = len(_reasons(group)) == 1 and _reasons(group) == _reasons(after)
        if not reasons or not waiting or shared:
            clauses.append(_together(group))
            continue
        clauses.append((*_together(group), " (", *because(waiting), ")"))
        waiting.clear()
    return clauses


def _reasons(conditions: Sequence[Condition]) -> frozenset[tuple[str, str]]:
    """Why conditions are needed, the formulas aside; that a function has no value without them is not said."""
    return frozenset((c.reason.before, c.reason.after) for c in conditions if c.needed_by not in _SAID_ELSEWHERE)


def _grouped(conditions: Sequence[Condition]) -> list[tuple[Condition, ...]]:
    """The conditions that say the same of different subjects, and can be said at once, together."""
    groups: dict[object, list[Condition]] = {}
    for number, condition in enumerate(conditions):
        words = _words_about_one(condition)
        groups.setdefault(number if words is None else words, []).append(condition)
    return [tuple(group) for group in groups.values()]


_OF_SEVERAL = {
    ("", " is invertible"): ("", "and", " are invertible"),
    ("", " is a positive integer"): ("", "and", " are positive integers"),
    ("every entry of ", " is positive"): ("all entries of ", "and", " are positive"),
    ("no entry of ", " is negative"): ("no entry of ", "or", " is negative"),
    ("no entry of ", " is 0"): ("no entry of ", "or", " is 0"),
}
"""How what is said of one subject is said of several, by the words before and after the subject."""


def _words_about_one(condition: Condition) -> tuple[str, str] | None:
    """The words around the subject of a condition that can be said of several at once; None of others."""
    pieces = clause(condition)
    before = pieces[0] if isinstance(pieces[0], str) else ""
    rest = pieces[1:] if before else pieces
    match rest:
        case (subject, str() as after) if subject == condition.subject and (before, after) in _OF_SEVERAL:
            return before, after
        case _:
            return None


def _together(group: Sequence[Condition]) -> tuple[Piece, ...]:
    words = _words_about_one(group[0])
    if words is None or len(group) == 1:
        return clause(group[0])
    before, join, after = _OF_SEVERAL[words]
    named = _listed([(condition.subject,) for condition in group], join)
    return (*((before,) if before else ()), *named, after)


def because(conditions: Sequence[Condition]) -> tuple[Piece, ...]:
    """What needs conditions: X⁻¹ appears in the formula."""
    reasons: dict[tuple[str, str, str], list[f.Formula]] = {}
    for condition in conditions:
        reason = condition.reason
        about = reasons.setdefault((reason.before, reason.after, reason.after_several), [])
        about += [formula for formula in reason.about if formula not in about]
    subjects = [condition.subject for condition in conditions]
    said = [_reason(*words, about, subjects) for words, about in reasons.items()]
    return tuple(_listed(said))


def _reason(
    before: str, after: str, after_several: str, about: Sequence[f.Formula], subjects: Sequence[f.Formula]
) -> tuple[Piece, ...]:
    if not about:
        return (before + after,)
    # What the sentence has just named is "it".
    if before and not after and list(about) == list(subjects):
        return (f"{before}{'it' if len(about) == 1 else 'them'}",)
    named = _listed([(formula,) for formula in about])
    return (*((before,) if before else ()), *named, *filter(None, [after if len(about) == 1 else after_several]))


def _listed(clauses: Sequence[tuple[Piece, ...]], join: str = "and") -> list[Piece]:
    """A, B and C; with semicolons where a clause has a comma of its own."""
    has_comma = any(isinstance(piece, str) and "," in piece for one in clauses for piece in one)
    listed: list[Piece] = []
    for number, one in enumerate(clauses, start=1):
        if number > 1:
            last = number == len(clauses)
            listed.append((f"; {join} " if last else "; ") if has_comma else (f" {join} " if last else ", "))
        listed += one
    return listed
