"""`jacobook derive`: answer one question in the notation chosen."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click

from jacobook.answer_data import component_derivative, derivative, steps
from jacobook.cli.answer_text import answer_text, components_text, without_matrix
from jacobook.cli.backward import FORMATS as BACKWARD_FORMATS
from jacobook.cli.backward import backward_text
from jacobook.cli.claim import told_of_claim
from jacobook.cli.conversation import Choices, converse
from jacobook.cli.layout_option import layout_option
from jacobook.cli.patience import patience_option
from jacobook.derivation import CONVENTIONS, MOST_ORDER, SIDES, Derivation, backward, derive
from jacobook.errors import Refused
from jacobook.language.declaration import parse_declarations
from jacobook.language.reader import the_reading
from jacobook.layout.formulas.layouts import LAYOUTS, Layout
from jacobook.notation.notations import NOTATIONS
from jacobook.proof.verdict.certificate import Certificate
from jacobook.question import array_form, missing_matrix_form

FORMATS = (*dict.fromkeys(("text", *NOTATIONS)), "markdown", "einsum", "json")

DONE = 0

# How each notation writes a remark, for telling two layouts apart in its own terms.
_REMARK = {"einsum": "#"} | {name: notation.remark for name, notation in NOTATIONS.items()}


@click.command("derive")
@click.argument("expression", required=False)
@click.option(
    "--wrt",
    "given",
    multiple=True,
    metavar="NAME[,NAME]",
    help="Differentiate with respect to this variable (two names give a mixed second derivative).",
)
@click.option(
    "--where", "where", multiple=True, metavar="SHAPES", help='Shapes and properties, such as "A: n×n symmetric, x: n".'
)
@click.option(
    "--order",
    type=click.IntRange(1, MOST_ORDER),
    default=1,
    show_default=True,
    help="The order of the derivative; 2 gives a Hessian.",
)
@click.option(
    "--symmetric",
    type=click.Choice(CONVENTIONS),
    default="free",
    show_default=True,
    help="For a symmetric, skew, diagonal, orthogonal, or unit variable: treat its entries as free, or project the "
    "gradient, as (G + Gᵀ)/2.",
)
@click.option(
    "--tangent",
    type=click.Choice(SIDES),
    default="right",
    show_default=True,
    help="For a rotation R: differentiate along R Exp(τ) at τ = 0, or on the left, along Exp(τ) R.",
)
@layout_option("The layout to print.")
@click.option("--steps", "with_steps", is_flag=True, help="Show the steps of the derivation.")
@click.option(
    "--format", "notation", type=click.Choice(FORMATS), default="text", show_default=True, help="The output format."
)
@click.option(
    "--backward",
    "pulls_back",
    is_flag=True,
    help="Given the upstream gradient, print the gradient with respect to each variable.",
)
@click.option("--upstream", default="", metavar="NAME", help="The name of the upstream gradient.  [default: G, or g]")
@click.option(
    "--claim",
    metavar="FORMULA",
    help="Judge this formula for the derivative: status 0 if it is right, 1 if it is not, 2 if it cannot be read.",
)
@click.option("--conjugate", "by_conjugate", is_flag=True, help="With respect to the conjugate of a complex variable.")
@click.option("--interactive", is_flag=True, help="Ask for one expression after another, with history and completion.")
@patience_option
@click.pass_context
def command(
    context: click.Context,
    *,
    expression: str | None,
    given: tuple[str, ...],
    where: tuple[str, ...],
    order: int,
    symmetric: str,
    tangent: str,
    layout: Layout,
    with_steps: bool,
    notation: str,
    pulls_back: bool,
    upstream: str,
    claim: str | None,
    by_conjugate: bool,
    limit: float,
    interactive: bool,
) -> int:
    """Differentiate EXPRESSION, prove the answer, and print it.

    Write expressions as in NumPy: @ for the matrix product, * / ** element-wise, .T, and functions such as
    sum, norm, exp, log, tanh, sigmoid, maximum. Undeclared names follow the usual convention: A to Z are matrices,
    a to g scalars, h to z vectors; sizes are inferred.

    \b
    Examples:
      jacobook derive "x @ A @ x" --wrt x
      jacobook derive "norm(A @ x - b)**2" --wrt x --steps
      jacobook derive "x @ A @ x" --wrt x --where "A: n×n symmetric" --layout denominator
      jacobook derive "exp(x)/sum(exp(x))" --wrt x --format latex
      jacobook derive "tanh(W @ x + b)" --wrt x --where "b: m" --format numpy --layout numerator
      jacobook derive "tanh(X @ W)" --wrt W --backward
      jacobook derive "tanh(X @ W)" --wrt X,W --backward --format torch
      jacobook derive "x @ A @ x" --wrt x --claim "(A + A.T) @ x"
      jacobook derive --wrt x -- "-x"
    """  # noqa: D301 - \b is a character that click reads
    if len(given) > 1:
        hint = f"for a mixed derivative, write --wrt {','.join(given)}"
        raise click.BadParameter(f"it was given {len(given)} times; {hint}", ctx=context, param_hint="--wrt")
    wrt = given[0] if given else None
    if interactive:
        converse(Choices(wrt or "", ", ".join(where), order, layout, with_steps), limit)
        return DONE
    declarations = parse_declarations(", ".join(where)) if where else {}
    expression, wrt = _required(context, expression, wrt, declarations)
    if pulls_back:
        _refuse_beside_backward(notation, order, claim, with_steps=with_steps)
        passed = backward(expression, wrt, declarations, upstream, symmetric=symmetric)
        click.echo(backward_text(passed, layout, notation))
        return DONE
    derivation = derive(expression, wrt, declarations, order, symmetric=symmetric, tangent=tangent)
    if by_conjugate:
        derivation = derivation.conjugate
    if claim is not None:
        return told_of_claim(derivation.matches(claim), notation)
    refusal = missing_matrix_form(derivation)
    if refusal is not None:
        click.echo(_components_only(derivation, refusal, notation, layout, with_steps=with_steps))
        return DONE
    certificate = derivation.verify()
    match notation:
        case "text":
            click.echo(_read_as(derivation) + answer_text(derivation, certificate, layout, with_steps=with_steps))
        case "json":
            data = derivative(derivation, certificate) | {"translated": derivation.read_as}
            data |= {"steps": steps(derivation)} if with_steps else {}
            click.echo(json.dumps(data, ensure_ascii=False, indent=1))
        case "markdown":
            by = wrt or ",".join(variable.name for variable in derivation.wrt)
            click.echo(_page(expression, by, declarations, order, symmetric=symmetric, tangent=tangent), nl=False)
        case "einsum":
            click.echo("\n".join([*_remarks(derivation, certificate, notation), derivation.array]))
        case _:
            for line in _remarks(derivation, certificate, notation):
                click.echo(line)
            wanted = [found for found in derivation.answers if layout.shows(found.layout)]
            for found in wanted:
                if len(wanted) > 1:
                    click.echo(f"{_REMARK[notation]} {found.layout.words}, {found.rows.label}×{found.columns.label}")
                click.echo(found.printed(notation))
    return DONE


def _required(
    context: click.Context, expression: str | None, wrt: str | None, where: Mapping[str, str]
) -> tuple[str, str]:
    """What must be given, unless the expression itself names its variables; raises `MissingParameter`."""
    if expression is not None and wrt is None:
        wrt = ",".join(the_reading(expression, where).wrt) or None
    if expression is None or wrt is None:
        missing = "expression" if expression is None else "given"
        raise click.MissingParameter(ctx=context, param=next(p for p in context.command.params if p.name == missing))
    return expression, wrt


def _refuse_beside_backward(notation: str, order: int, claim: str | None, *, with_steps: bool) -> None:
    """Raise `click.BadParameter` for options that a backward pass does not have."""
    if notation not in BACKWARD_FORMATS:
        raise click.BadParameter(f"a backward pass is not printed as {notation}", param_hint="--format")
    if order != 1:
        raise click.BadParameter("a backward pass is that of a first derivative", param_hint="--order")
    if claim is not None:
        raise click.BadParameter(
            "a claim is judged in every form, also this one, without --backward", param_hint="--claim"
        )
    if with_steps:
        raise click.BadParameter("the steps are printed without --backward", param_hint="--steps")


def _page(expression: str, wrt: str, where: Mapping[str, str], order: int, **chosen: str) -> str:
    """The answer as a page in Markdown."""
    # The templates come with the extra `site`, and loading them would keep everybody else waiting.
    from jacobook.answers.answers import answer_question  # noqa: PLC0415
    from jacobook.document.collections.rule_source import rule_markdown  # noqa: PLC0415
    from jacobook.document.pages.rule_page import rule_page  # noqa: PLC0415
    from jacobook.document.setting.environment import Templates  # noqa: PLC0415

    answer = answer_question(expression, wrt, where, order, **chosen)
    return rule_markdown(rule_page(answer), Templates())


def _read_as(derivation: Derivation) -> str:
    """Lines that say what was read, and of two variables what was asked; nothing where that is what was written."""
    names = [variable.name for variable in derivation.wrt]
    lines = [] if derivation.read_as is None else [f"read as: {derivation.read_as}"]
    if len(set(names)) > 1:
        gradients = f"for the gradient with respect to each, write --backward --wrt {','.join(names)}"
        lines.append(f"the mixed derivative with respect to {' and '.join(names)}; {gradients}")
    return "".join(f"{line}\n" for line in lines)


def _remarks(
    derivation: Derivation, certificate: Certificate, notation: str, refusal: Refused | None = None
) -> list[str]:
    """What must be known of an answer, as remarks of the notation: how it was read, where it holds, what was proved.

    Remarks are read as they stand, so that nothing in them is markup.
    """
    lines = [
        "" if derivation.read_as is None else f"read as: {derivation.read_as}",
        "" if refusal is None else without_matrix(refusal),
        derivation.holds_where("spoken" if notation == "spoken" else "text"),
        *derivation.notes,
        f"✓ {certificate.sentence}",
    ]
    return [f"{_REMARK[notation]} {line}" for line in lines if line]


def _components_only(
    derivation: Derivation, refusal: Refused, notation: str, layout: Layout, *, with_steps: bool
) -> str:
    """The component form, which is always there, in place of a matrix form; raises the refusal where it will not do."""
    certificate = derivation.verify()
    match notation:
        case "text":
            return _read_as(derivation) + components_text(
                derivation, certificate, refusal, layout, with_steps=with_steps
            )
        case "json":
            data = component_derivative(derivation, certificate, refusal.message) | {"array": array_form(derivation)}
            data |= {"translated": derivation.read_as}
            data |= {"steps": steps(derivation)} if with_steps else {}
            return json.dumps(data, ensure_ascii=False, indent=1)
        case "latex" | "typst" | "spoken":
            shown = [found for each, found in zip(LAYOUTS, derivation.slices, strict=False) if layout.shows(each)]
            answer = "\n".join(found.printed(notation) for found in shown)
            answer = answer or str(getattr(derivation.components, notation))
        case "einsum" | "numpy":
            answer = derivation.array
        case _:
            raise refusal
    return "\n".join([*_remarks(derivation, certificate, notation, refusal), answer])
