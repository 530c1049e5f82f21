"""Puts what is known about a ticket into a snippet: ``{{ticket.requester.first_name}}`` and the rest of Liquid.

Liquid is what Zendesk macros are written in (https://shopify.github.io/liquid/). Templates see only the values they are given,
can load nothing, and are bounded in output, nesting and repetition, so a pack cannot hang or flood anything. What is not known
becomes a fill-in such as ``[[first name]]``: the agent sees it, the customer never does.
"""

import functools
import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # python-liquid takes a tenth of a second to import, and most of the time nobody needs it
    from liquid import BoundTemplate, Environment

MOST_CHARACTERS = 100_000
MOST_ROUNDS = 1_000
SAMPLES: Mapping[str, Any] = {
    "ticket": {
        "id": "48213",
        "title": "Charged twice in March",
        "due_date": "12 March",
        "requester": {"name": "Maria Silva", "first_name": "Maria", "last_name": "Silva", "email": "maria@example.com"},
    },
    "current_user": {"name": "Jo Park", "first_name": "Jo", "last_name": "Park"},
}
_PATH = re.compile(r"[\w.-]+")
_unknown: ContextVar[list[str]] = ContextVar("_unknown")


@dataclass(frozen=True, slots=True)
class Filled:
    """A snippet's text with its placeholders filled.

    ``unknown``: names nothing was known for, in order; each stands in the text as a fill-in. ``problem``: why the placeholders
    could not be read, with the line, or ""; the text is then the snippet as it was written.
    """

    text: str
    unknown: tuple[str, ...] = ()
    problem: str = ""


def fill(body: str, values: Mapping[str, Any]) -> Filled:
    """Fill the placeholders of ``body`` with ``values`` (nested mappings of text and numbers). Never raises."""
    if "{{" not in body and "{%" not in body:
        return Filled(body)
    from liquid.exceptions import LiquidError, TemplateNotFoundError  # noqa: PLC0415 - see the import above

    unknown: list[str] = []
    _unknown.set(unknown)
    try:
        text = _template(body).render(_harmless(values))
    except TemplateNotFoundError:
        return Filled(body, problem="A snippet cannot include other files.")
    except LiquidError as error:
        line = f"line {number}: " if (number := _line(error, body)) else ""
        return Filled(body, problem=f"{line}{str(error.args[0]).rstrip('.')}.")
    except (RecursionError, ArithmeticError, ValueError, TypeError) as error:
        return Filled(body, problem=f"The placeholders cannot be worked out ({type(error).__name__}).")
    return Filled(text, tuple(dict.fromkeys(unknown)))


def _line(error: Any, body: str) -> int | None:
    token = getattr(error, "token", None)
    return body.count("\n", 0, token.start_index) + 1 if token is not None and token.start_index >= 0 else None


def _harmless(value: Any) -> Any:
    """The values with anything that looks like a fill-in broken up, so that a customer's name cannot become one."""
    if isinstance(value, str):
        return value.replace("[[", "[ [").replace("]]", "] ]")
    if isinstance(value, Mapping):
        return _Record((str(name), _harmless(inner)) for name, inner in value.items())
    return value if isinstance(value, (int, float, bool)) else ""


class _Record(dict[str, Any]):
    """A group of values; written out whole it is its name, as in Zendesk."""

    def __str__(self) -> str:
        return str(self.get("name", ""))


@functools.lru_cache(maxsize=256)
def _template(body: str) -> "BoundTemplate":
    return _environment().from_string(body)


@functools.cache
def _environment() -> "Environment":
    from liquid import Environment, Undefined  # noqa: PLC0415 - see the import above

    class Shown(Undefined):
        """Something unknown: false in conditions, replaced by ``default``, a fill-in when it is written out."""

        def __str__(self) -> str:
            # ``name`` is only as much of the path as was looked up; the template has all of it.
            written = _PATH.match(self.token.source, self.token.start_index) if self.token else None
            name = written.group() if written else self.name
            _unknown.get().append(name)
            return f"[[{readable(name)}]]"

    class Bounded(Environment):
        output_stream_limit = MOST_CHARACTERS
        loop_iteration_limit = MOST_ROUNDS
        context_depth_limit = 20
        local_namespace_limit = MOST_CHARACTERS

    environment = Bounded(undefined=Shown)
    for name, made in environment.filters.items():
        environment.filters[name] = _bounded(made)
    return environment


def _bounded(made: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that refuses what would grow beyond all bounds: python-liquid counts what is written, not what filters build.

    A range of a hundred million numbers, or each of a hundred thousand letters replaced by as many, would fill the memory first.
    """
    from liquid.exceptions import FilterArgumentError  # noqa: PLC0415 - see the import above

    @functools.wraps(made)
    def guarded(left: object, *args: Any, **named: Any) -> object:
        items = len(left) if isinstance(left, (str, list, tuple, range)) else 1
        if not isinstance(left, str) and items > MOST_ROUNDS:
            raise FilterArgumentError("a list in it is too long", token=None)
        longest = max((len(arg) for arg in args if isinstance(arg, str)), default=0)
        if items * longest > 10 * MOST_CHARACTERS:
            raise FilterArgumentError("it would grow too long", token=None)
        result = made(left, *args, **named)
        if isinstance(result, str) and len(result) > MOST_CHARACTERS:
            raise FilterArgumentError("it grows too long", token=None)
        return result

    for mark in ("with_context", "with_environment"):  # how python-liquid knows what else a filter takes
        if getattr(made, mark, False):
            setattr(guarded, mark, True)
    return guarded


def readable(name: str) -> str:
    """ "first name" for ``ticket.requester.first_name``."""
    return name.rpartition(".")[2].replace("_", " ").strip()
