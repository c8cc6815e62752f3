"""`jacobook new`: a template for a rule, filled in from an expression."""

from __future__ import annotations

import json

import click

from jacobook.catalogue.addresses import problem_of
from jacobook.language.dimension import shape_text
from jacobook.language.expression import variables
from jacobook.language.reader import read
from jacobook.publish.project.project import next_number_here


@click.command("new")
@click.argument("rule_id", metavar="RULE-ID")
@click.option("--expr", "expression", default="x @ A @ x", show_default=True, help="The function to differentiate.")
@click.option(
    "--wrt",
    multiple=True,
    metavar="NAME",
    help="The variable to differentiate with respect to; may be repeated.  [default: the last variable]",
)
def command(rule_id: str, expression: str, wrt: tuple[str, ...]) -> None:
    """Print a template for a rule, with the next free number. Try it in a file of its own, or paste it into a chapter.

    \b
    Examples:
      jacobook new squared-distance --expr "norm(x - a)**2" --wrt x
      jacobook new my-rule > my-rule.toml && jacobook check my-rule.toml
      jacobook new my-rule >> my-rules.toml
    """  # noqa: D301 - \b is a character that click reads
    problem = problem_of(rule_id)
    if problem is not None:
        raise click.BadParameter("; ".join(filter(None, problem)), param_hint="RULE-ID")
    parsed = read(expression, wrt=wrt)
    found = variables(parsed.expression)
    missing = [name for name in wrt if name not in found]
    if missing:
        raise click.BadParameter(f"{missing[0]} is not a variable of {expression}", param_hint="--wrt")
    by = list(wrt) or list(found)[-1:]
    where = ", ".join(f"{name} = {_quoted(shape_text(variable.shape))}" for name, variable in found.items())
    title = rule_id.replace("-", " ").capitalize()
    click.echo(
        f"[[rule]]\n"
        f"id = {_quoted(rule_id)}\n"
        f"number = {next_number_here()}\n"
        f"title = {_quoted(title)}\n"
        f"expr = {_quoted(parsed.source)}\n"
        f"where = {{ {where} }}\n"
        f"wrt = [{', '.join(map(_quoted, by))}]\n"
        f'summary = ""          # one sentence: what the rule is for, and what to notice\n'
        f'# condition = ""      # what must hold beyond the derived conditions\n'
        f'# textbook.{by[0] if by else "x"} = ""     # the form printed in a book, in numerator layout; it is checked\n'
        f'# sources = ["cookbook:81"]\n'
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
