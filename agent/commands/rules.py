"""``alongside rules``: what the loaded packs mark, and why."""

import textwrap
from collections.abc import Iterator

import click

from agent.commands.console import width
from agent.commands.place import read_packs
from agent.commands.problems import COULD_NOT

CATEGORIES = ("sympathy", "hollow-apology", "formulaic", "dismissive", "blame", "deflection", "command")
SEVERITIES = ("high", "medium", "hint")


@click.command()
@click.argument("words", nargs=-1)
@click.option("--category", type=click.Choice(CATEGORIES), help="Only rules of this category.")
@click.option("--severity", type=click.Choice(SEVERITIES), help="Only rules this severe.")
@click.option("--full", is_flag=True, help="Everything about each rule: phrases, suggestions, examples.")
@click.pass_context
def rules(ctx: click.Context, words: tuple[str, ...], category: str | None, severity: str | None, full: bool) -> int:
    """List the rules that are loaded; with WORDS, those in which all of them stand.

    A rule's id alone shows everything about it. Exits with 1 when nothing fits.

    \b
      alongside rules policy
      alongside rules sorry-you-feel-that-way
    """
    from server.packs.model import Pack, Rule

    def fits(rule: Rule) -> bool:
        text = " ".join([rule.id, rule.why, *rule.match, *(say.text for say in rule.say)]).lower()
        return (
            (category is None or rule.category == category)
            and (severity is None or rule.severity == severity)
            and all(word.lower() in text for word in words)
        )

    def told(pack: Pack, rule: Rule) -> Iterator[str]:
        yield click.style(rule.id, bold=True) + f"  {rule.category}, {rule.severity}, in {pack.id}"
        yield from textwrap.wrap(rule.why, width(), initial_indent="   ", subsequent_indent="   ")
        if not full:
            return
        yield from (f"   marks        {line}" for line in rule.match)
        yield from (f"   offers       {say.text or '(leaves the words out)'}" for say in rule.say)
        yield from (f"   not with     {line}" for line in (*rule.unless, *rule.unless_next, *rule.unless_customer))
        for example in rule.examples:
            yield f"   example      {example.before}" + (f" → {example.after}" if example.after else "")
        yield from (f"   leaves alone {line}" for line in rule.leave_alone)

    found: list[tuple[Pack, Rule]] = []
    total = 0
    for pack in read_packs(ctx.obj):
        total += len(pack.rules)
        found += [(pack, rule) for rule in pack.rules if fits(rule)]
    exact = [(pack, rule) for pack, rule in found if (rule.id,) == words]
    if exact:
        found, full = exact, True
    for pack, rule in found:
        click.echo("\n".join(told(pack, rule)))
    click.echo(f"{len(found)} of {total} rules", err=True)
    return 0 if found else COULD_NOT
