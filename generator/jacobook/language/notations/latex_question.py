"""A question in LaTeX: what stands before an expression, ∂/∂x or ∇ₓ, and the two sides of an equation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jacobook.language.book.letters import look, printed_look
from jacobook.language.book.signs import refused
from jacobook.language.notations import latex_commands as commands
from jacobook.language.notations.latex_tree import Node, plain

_DERIVED = "the derivative is taken of all that follows"
_LETTERS = {**commands.LETTERS, **{name: f"\x00{mark}" for name, mark in commands.ACCENTED.items()}}


@dataclass(frozen=True, slots=True)
class LatexQuestion:
    """The nodes of the expression, by what it is differentiated, the other side of an equation, and notes."""

    expression: tuple[Node, ...]
    wrt: tuple[str, ...] = ()
    claim: tuple[Node, ...] = ()
    notes: tuple[str, ...] = ()
    is_derivative: bool = False


def asked_in(text: str, nodes: Sequence[Node]) -> LatexQuestion:
    """The question that a formula asks. Raises `LanguageError` for an equation of which neither side is asked about."""
    nodes = _unwrapped(nodes)
    defined = next((place for place, node in enumerate(nodes) if _says(nodes, place, "with", "where")), len(nodes))
    nodes, definitions = nodes[:defined], tuple(nodes[defined:])
    left, *rights = _sides(nodes)
    found = _asked(text, nodes, left, rights)
    return replace(found, expression=(*found.expression, *definitions))


def _says(nodes: Sequence[Node], place: int, *words: str) -> bool:
    """Whether a word stands at a place, set upright."""
    upright = nodes[place].is_command("text", "mathrm", "textrm") and place + 1 < len(nodes)
    return upright and plain([nodes[place + 1]], {}).strip() in words


def _asked(text: str, nodes: Sequence[Node], left: list[Node], rights: list[list[Node]]) -> LatexQuestion:
    if not all(rights):
        raise refused(text, nodes[-1].start, nodes[-1].end, "this equation has an empty side")
    found = _framed(text, _trimmed(left))
    if found is None:
        if not rights:
            return LatexQuestion(tuple(left))
        if len(rights) == 1 and _is_name(_trimmed(left)):
            said = text[left[0].start : left[-1].end].strip()
            return LatexQuestion(tuple(rights[0]), notes=(f"read is the right side of {said} = …",))
        raise refused(
            text,
            rights[0][0].start - 1,
            rights[0][0].start,
            "this is an equation; an expression is wanted",
            "write one of its sides",
        )
    if not found.expression:
        raise refused(text, nodes[0].start, nodes[-1].end, "it does not say of what this is the derivative")
    claim = tuple(rights[-1]) if rights else ()
    return LatexQuestion(found.expression, found.wrt, claim, found.notes, is_derivative=True)


def _unwrapped(nodes: Sequence[Node]) -> list[Node]:
    """The nodes without the environments around them, and without what says nothing."""
    found: list[Node] = []
    for node in nodes:
        if node.kind == "environment" and node.text in commands.AROUND:
            found += _unwrapped([each for each in node.inside if each.text != "&"])
        else:
            found.append(node)
    return found


def _trimmed(nodes: Sequence[Node]) -> list[Node]:
    start = 0
    while start < len(nodes) and nodes[start].is_command(*commands.NOTHING):
        start += 1
    return list(nodes[start:])


def _sides(nodes: Sequence[Node]) -> list[list[Node]]:
    """What stands between signs of equality that are in no bracket."""
    sides: list[list[Node]] = [[]]
    depth = 0
    for node in nodes:
        shown = node.kind == "other" or node.is_command("lbrack", "rbrack", "lbrace", "rbrace", "{", "}")
        depth += (
            (node.text in ("(", "[", "lbrack", "lbrace", "{")) - (node.text in (")", "]", "rbrack", "rbrace", "}"))
            if shown
            else 0
        )
        if node.kind == "other" and node.text == "=" and depth <= 0:
            sides.append([])
        else:
            sides[-1].append(node)
    return sides


def _is_name(nodes: Sequence[Node]) -> bool:
    r"""Whether nodes are a name, perhaps with arguments: f(x), L, \mathcal{L}(\theta)."""
    if not nodes:
        return False
    first = nodes[0]
    rest = list(nodes[1:])
    if first.is_command(*commands.BOLD, *commands.PLAIN, *commands.UPRIGHT) and rest:
        rest = rest[1:]
    elif first.kind != "letter" and not first.is_command(*commands.LETTERS):
        return False
    if len(rest) >= 2 and rest[0].text == "_":
        rest = rest[2:]
    if not rest:
        return True
    return rest[0].text == "(" and rest[-1].text == ")" and sum(node.text == ")" for node in rest) == 1


def _framed(text: str, nodes: Sequence[Node]) -> LatexQuestion | None:
    """The derivative's sign at the front, with what follows it; None where there is none."""
    if not nodes:
        return None
    first = nodes[0]
    if first.is_command(*commands.FRACTIONS) and len(nodes) > 2:
        return _fraction(text, nodes)
    if first.is_command("nabla", "partial"):
        return _gradient(text, nodes)
    return None


def _inside(node: Node) -> list[Node]:
    return _trimmed(node.inside if node.kind == "group" else (node,))


def _is_d(nodes: Sequence[Node], at: int) -> int:
    """How many nodes at a place are ∂ or d; 0 where there is neither."""
    if at >= len(nodes):
        return 0
    node = nodes[at]
    if node.is_command("partial") or (node.kind == "letter" and node.text in "d∂"):
        return 1
    upright = node.is_command("mathrm", "operatorname", "text", "mathsf", "rm") and at + 1 < len(nodes)
    return 2 if upright and plain([nodes[at + 1]], {}) == "d" else 0


def _order(nodes: Sequence[Node], at: int) -> tuple[int, int]:
    """An order above ∂, with the place after it."""
    if at + 1 < len(nodes) and nodes[at].text == "^":
        said = plain([nodes[at + 1]], {})
        if said.isdecimal():
            return int(said), at + 2
    return 1, at


def _fraction(text: str, nodes: Sequence[Node]) -> LatexQuestion | None:
    above, below, rest = _inside(nodes[1]), _inside(nodes[2]), _trimmed(nodes[3:])
    signs = _is_d(above, 0)
    if not signs or not _is_d(below, 0):
        return None
    order, at = _order(above, signs)
    body = _trimmed(above[at:])
    wrt = _by(text, below)
    if wrt is None:
        return None
    if order != len(wrt):
        raise refused(text, nodes[0].start, nodes[2].end, f"the order above the line is {order}, below it {len(wrt)}")
    if body and rest:
        raise refused(
            text,
            rest[0].start,
            rest[-1].end,
            "this stands beside the derivative of another part",
            "write ∂/∂x before the whole",
        )
    whole = tuple(body or rest)
    notes = (_DERIVED,) if rest and _has_terms(rest) else ()
    return LatexQuestion(whole, wrt, notes=notes, is_derivative=True)


def _by(text: str, nodes: Sequence[Node]) -> tuple[str, ...] | None:
    """The variables below the line, each after its ∂."""
    found: list[str] = []
    at = 0
    while at < len(nodes):
        if nodes[at].is_command(*commands.NOTHING):
            at += 1
            continue
        signs = _is_d(nodes, at)
        if not signs:
            return None
        start = at = at + signs
        while at < len(nodes) and not (at > start and _is_d(nodes, at)):
            at += 1
        part = [node for node in nodes[start:at] if not node.is_command(*commands.NOTHING)]
        times = 1
        cut = next((place for place, node in enumerate(part) if node.text == "^" and node.kind == "other"), None)
        if cut is not None:
            said = plain(part[cut + 1 : cut + 2], {**commands.LETTERS, "top": "T", "intercal": "T"})
            times = int(said) if said.isdecimal() else 1
            part = part[:cut]
        name = _named(part)
        if not name:
            raise refused(
                text, nodes[start].start if start < len(nodes) else 0, nodes[-1].end, "this names no variable"
            )
        found += [name] * min(times, 9)
    return tuple(found) or None


def _named(nodes: Sequence[Node]) -> str:
    """The name that letters are, with its label: X, x_1, β, x̂."""
    said = plain([node for node in nodes if node.text not in ("(", ")")], _LETTERS)
    # An accent is set before its letter in LaTeX, and after it in Unicode.
    while "\x00" in said:
        at = said.index("\x00")
        said = said[:at] + said[at + 2 : at + 3] + said[at + 1] + said[at + 3 :]
    return said.replace(" ", "")


def _gradient(text: str, nodes: Sequence[Node]) -> LatexQuestion | None:
    """∇ₓ f, ∇²ₓ f or ∂ₓ f."""
    at, order, name = 1, 1, ""
    for _ in range(2):
        if at + 1 < len(nodes) and nodes[at].text == "^":
            said = plain([nodes[at + 1]], {})
            if not said.isdecimal():
                return None
            order, at = int(said), at + 2
        elif at + 1 < len(nodes) and nodes[at].text == "_":
            name, at = _named([nodes[at + 1]]), at + 2
    if not name and nodes[0].is_command("partial"):
        return None
    rest = _trimmed(nodes[at:])
    notes = (_DERIVED,) if _has_terms(rest) else ()
    if order == 2 and nodes[0].is_command("nabla"):
        notes = (*notes, "∇² is the Hessian")
    return LatexQuestion(tuple(rest), (name,) * order if name else (), notes=notes, is_derivative=True)


def _has_terms(nodes: Sequence[Node]) -> bool:
    """Whether there is a plus or a minus in no bracket, after the first sign."""
    depth = bars = 0
    for node in nodes:
        depth += (node.text in "([" and node.kind == "other") - (node.text in ")]" and node.kind == "other")
        bars += node.text in ("|", "‖") or node.is_command(*commands.BARS)
        if depth == 0 and bars % 2 == 0 and node is not nodes[0] and node.kind == "other" and node.text in "+-−":
            return True
    return False


def alike(said: str, names: Sequence[str]) -> str | None:
    """The name that looks like what is said; None where none does."""
    seen = look(said)
    return next((name for name in names if seen in (look(name), printed_look(name))), None)


__all__ = ["LatexQuestion", "alike", "asked_in"]
