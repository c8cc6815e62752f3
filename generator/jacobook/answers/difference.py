"""The differences between the formulas of two states of a catalogue, for people who review a change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from jacobook.answers.lock import PLACES, Answers, Forms
from jacobook.layout.formulas.layouts import Layout

# GitHub takes comments of 65,536 characters.
LONGEST_COMMENT = 60_000
_NAMES = {
    Layout.NUMERATOR: Layout.NUMERATOR.words,
    Layout.DENOMINATOR: Layout.DENOMINATOR.words,
    "components": "one entry",
    "conditions": "holds where",
}
# What is markup in HTML, in Markdown or in a comment on GitHub, as character references.
_SPELLED = str.maketrans({character: f"&#{ord(character)};" for character in "&<>\"'\\|`*_[]$~@#:"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A derivative that was added (no `old`), removed (no `new`), or changed; one that is no longer proved failed."""

    rule: str
    wrt: str
    old: Forms
    new: Forms
    failed: bool = False

    @property
    def verb(self) -> str:
        """What happened, in a word."""
        if self.failed:
            return "failed"
        return "added" if not self.old else "removed" if not self.new else "changed"

    def places(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Where it differs: the name of the place, then text before and after, then LaTeX before and after."""
        for place in PLACES:
            old, new = self.old.get(place, {}), self.new.get(place, {})
            if old != new:
                texts = old.get("text", "–"), new.get("text", "–")
                yield _NAMES[place], *texts, old.get("latex", ""), new.get("latex", "")


def differences(
    old: Answers, new: Answers, failed: Collection[tuple[str, str]] = frozenset()
) -> tuple[Difference, ...]:
    """Every derivative that is not the same in both, by rule and variable; in `failed` are those without proof."""
    keys = sorted({(rule, wrt) for answers in (old, new) for rule, by in answers.items() for wrt in by})
    both = ((rule, wrt, old.get(rule, {}).get(wrt, {}), new.get(rule, {}).get(wrt, {})) for rule, wrt in keys)
    return tuple(Difference(*found, found[:2] in failed) for found in both if found[2] != found[3])


def counted(found: Sequence[Difference]) -> str:
    """How many of each kind: "2 changed, 1 added"."""
    verbs = [difference.verb for difference in found]
    counts = [f"{verbs.count(verb)} {verb}" for verb in ("changed", "added", "removed", "failed") if verb in verbs]
    return ", ".join(counts) or "no formula differs"


def as_text(found: Sequence[Difference]) -> str:
    """For a terminal."""
    return "\n".join([*(line for difference in found for line in _lines(difference)), counted(found)]) + "\n"


def _lines(difference: Difference) -> Iterator[str]:
    yield f"{difference.rule} w.r.t. {difference.wrt}: {difference.verb}"
    for name, old, new, old_latex, new_latex in difference.places():
        yield f"  {name}"
        if difference.old:
            yield f"    - {old}"
        if difference.new:
            yield f"    + {new}"
        if old == new:
            # What differs is the LaTeX alone.
            yield f"    - {old_latex}"
            yield f"    + {new_latex}"
    yield ""


def as_markdown(found: Sequence[Difference], longest: int = LONGEST_COMMENT) -> str:
    """For a comment on a review: what it was and what it is in two columns, as text and as LaTeX."""
    title = f"**Formulas: {counted(found)}**"
    parts = [title, ""]
    room = longest - len(title) - 100
    for number, difference in enumerate(found):
        part = "\n".join(_rows(difference))
        room -= len(part) + 1
        if room < 0:
            parts.append(f"… and {len(found) - number} more; jacobook diff shows them all.")
            break
        parts.append(part)
    return "\n".join(parts).rstrip() + "\n"


def _rows(difference: Difference) -> Iterator[str]:
    yield f"<details open><summary>{_code(difference.rule)} w.r.t. {_code(difference.wrt)}: {difference.verb}</summary>"
    yield ""
    yield "| | before | after |"
    yield "|---|---|---|"
    for name, old, new, old_latex, new_latex in difference.places():
        yield f"| {name} | {_code(old)} | {_code(new)} |"
        yield f"| LaTeX | {_code(old_latex)} | {_code(new_latex)} |"
    yield ""
    yield "</details>"
    yield ""


def _code(text: str) -> str:
    """Text that Markdown takes for nothing else, in a table too."""
    if not text:
        return ""
    return f"<code>{' '.join(text.splitlines()).translate(_SPELLED)}</code>"
