"""`jacobook derive`: one question, its answer in the notation that is wanted."""

from __future__ import annotations

import json

import click

from jacobook.answer_data import component_derivative, derivative, steps
from jacobook.cli.answer_text import answer_text, components_text
from jacobook.cli.conversation import Choices, converse
from jacobook.derivation import CONVENTIONS, MOST_ORDER, Derivation, derive
from jacobook.document.environment import Templates
from jacobook.document.rule_page import rule_page
from jacobook.document.rule_source import rule_markdown
from jacobook.errors import Refused
from jacobook.language.declaration import parse_declarations
from jacobook.publish.answers import answer_question
from jacobook.question import array_form, missing_matrix_form

LAYOUTS = ("numerator", "denominator", "both")
FORMATS = ("text", "latex", "typst", "markdown", "spoken", "numpy", "jax", "torch", "sympy", "einsum", "json")

# How each notation writes a remark, for telling two layouts apart in its own terms.
_REMARK = {"latex": "%", "typst": "//"} | dict.fromkeys(("numpy", "jax", "torch", "sympy", "spoken", "einsum"), "#")


@click.command("derive")
@click.argument("expression", required=False)
@click.option("--wrt", metavar="NAME[,NAME]", help="Differentiate by this variable (two: one after the other).")
@click.option(
    "--where", "where", multiple=True, metavar="SHAPES", help='Shapes and properties, such as "A: n×n symmetric, x: n".'
)
@click.option(
    "--order", type=click.IntRange(1, MOST_ORDER), default=1, show_default=True, help="2 differentiates twice."
)
@click.option(
    "--symmetric",
    type=click.Choice(CONVENTIONS),
    default="free",
    show_default=True,
    help="By a symmetric, skew or diagonal variable: its entries free, or the gradient projected, (G + Gᵀ)/2.",
)
@click.option("--layout", type=click.Choice(LAYOUTS), default="both", show_default=True, help="Which layout to print.")
@click.option("--steps", "with_steps", is_flag=True, help="Show how the answer comes about.")
@click.option(
    "--format", "notation", type=click.Choice(FORMATS), default="text", show_default=True, help="How to print it."
)
@click.option("--interactive", is_flag=True, help="Ask question after question, with history and completion.")
@click.pass_context
def command(
    context: click.Context,
    *,
    expression: str | None,
    wrt: str | None,
    where: tuple[str, ...],
    order: int,
    symmetric: str,
    layout: str,
    with_steps: bool,
    notation: str,
    interactive: bool,
) -> None:
    """Differentiate EXPRESSION, prove the answer, and print it.

    Expressions are written as in NumPy: @ for the matrix product, * / ** entry by entry, .T, and functions such as
    sum, norm, exp, log, tanh, sigmoid, maximum. Names without a declared shape follow the usual convention: A to Z are
    matrices, a to g scalars, h to z vectors; sizes are inferred.

    \b
    Examples:
      jacobook derive "x @ A @ x" --wrt x
      jacobook derive "norm(A @ x - b)**2" --wrt x --steps
      jacobook derive "x @ A @ x" --wrt x --where "A: n×n symmetric" --layout denominator
      jacobook derive "exp(x)/sum(exp(x))" --wrt x --format latex
      jacobook derive "tanh(W @ x + b)" --wrt x --where "b: m" --format numpy --layout numerator
      jacobook derive --wrt x -- "-x"
    """  # noqa: D301 - \b is a character that click reads
    if interactive:
        converse(Choices(wrt or "", ", ".join(where), order, layout, with_steps))
        return
    if expression is None or wrt is None:
        missing = "expression" if expression is None else "wrt"
        raise click.MissingParameter(ctx=context, param=next(p for p in context.command.params if p.name == missing))
    declarations = parse_declarations(", ".join(where)) if where else {}
    derivation = derive(expression, wrt, declarations, order, symmetric=symmetric)
    refusal = missing_matrix_form(derivation)
    if refusal is not None:
        click.echo(_components_only(derivation, refusal, notation, with_steps=with_steps))
        return
    certificate = derivation.verify()
    remark = _read_as(derivation, notation)
    match notation:
        case "text":
            click.echo(remark + answer_text(derivation, certificate, layout, with_steps=with_steps))
        case "json":
            data = derivative(derivation, certificate) | {"translated": derivation.read_as}
            data |= {"steps": steps(derivation)} if with_steps else {}
            click.echo(json.dumps(data, ensure_ascii=False, indent=1))
        case "markdown":
            answer = answer_question(expression, wrt, declarations, order, symmetric)
            click.echo(rule_markdown(rule_page(answer), Templates()), nl=False)
        case "einsum":
            click.echo(remark + "".join(f"{line}\n" for line in _conditions(derivation, notation)), nl=False)
            click.echo(derivation.array)
        case _:
            click.echo(remark + "".join(f"{line}\n" for line in _conditions(derivation, notation)), nl=False)
            wanted = [found for found in derivation.answers if layout in (str(found.layout), "both")]
            for found in wanted:
                if len(wanted) > 1:
                    click.echo(f"{_REMARK[notation]} {found.layout} layout, {found.rows.label}×{found.columns.label}")
                click.echo(getattr(found, notation))


def _read_as(derivation: Derivation, notation: str) -> str:
    """A line that says what was read, as the notation writes remarks; nothing where it is what was written."""
    if derivation.read_as is None:
        return ""
    sign = _REMARK.get(notation, "")
    return f"{sign} read as: {derivation.read_as}\n".lstrip()


def _conditions(derivation: Derivation, notation: str) -> list[str]:
    """What must hold, as a remark in the terms of the notation."""
    words = notation if notation in ("latex", "typst", "spoken") else "text"
    return [f"{_REMARK[notation]} {line}" for line in filter(None, [derivation.holds_where(words)])]


def _components_only(derivation: Derivation, refusal: Refused, notation: str, *, with_steps: bool) -> str:
    """The component form, which is always there, in place of a matrix form; raises the refusal where it will not do."""
    certificate, remark = derivation.verify(), _read_as(derivation, notation)
    match notation:
        case "text":
            return remark + components_text(derivation, certificate, refusal, with_steps=with_steps)
        case "json":
            data = component_derivative(derivation, certificate, refusal.message) | {"array": array_form(derivation)}
            data |= {"translated": derivation.read_as}
            data |= {"steps": steps(derivation)} if with_steps else {}
            return json.dumps(data, ensure_ascii=False, indent=1)
        case "latex" | "typst" | "spoken":
            return remark + "\n".join(
                [*_conditions(derivation, notation), str(getattr(derivation.components, notation))]
            )
        case "einsum":
            return remark + derivation.array
        case "numpy":
            return remark + "\n".join([f"# {refusal.message}", *_conditions(derivation, notation), derivation.array])
        case _:
            raise refusal
