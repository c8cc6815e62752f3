"""The answer of a forward pass: the differential, with a name for the tangent of each variable."""

from __future__ import annotations

from jacobook.derivation.answer import Answer
from jacobook.derivation.passes import ForwardAnswer
from jacobook.language.expression import taken_apart
from jacobook.notation.names import printed_alike


def forward_answer(answer: Answer, *, proved: bool) -> ForwardAnswer:
    """The pushforward as it is handed out; the differential is proved with the answer. Raises `Refused`."""
    question, differential = answer.question, answer.differential
    tangents: dict[str, str] = {}
    for variable in taken_apart(question.wrt):
        taken = question.names | set(tangents.values())
        names = (f"d{variable.name}", f"{variable.name}_dot", f"tangent_of_{variable.name}")
        tangents[variable.name] = next(
            name for name in names if name not in taken and printed_alike({*taken, name}) is None
        )
    return ForwardAnswer(
        differential.left, differential.form, question.names | set(tangents.values()), proved, tangents=tangents
    )
