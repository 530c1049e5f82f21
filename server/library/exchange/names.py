"""Other programs' placeholders, as ours: what the ticket knows stays a placeholder, what only the agent knows is a fill-in.

Sources: Zendesk's placeholder reference, Freshdesk's list of placeholders, Intercom's macro attributes ("fallback"), Text Blaze's
command reference (blaze.today/commands), espanso's documentation of variables and forms.
"""

import re
from collections.abc import Callable

KNOWN = frozenset(
    f"{person}.{part}"
    for person in ("ticket.requester", "current_user")
    for part in ("name", "first_name", "last_name", "email")
) | {"ticket.id", "ticket.title", "ticket.subject", "ticket.due_date"}
_PERSONS = {
    "current_user": ("agent", "ticket.agent", "ticket.assignee", "assignee", "author", "teammate", "admin", "me", "my"),
    "ticket.requester": (
        "requester",
        "customer",
        "contact",
        "user",
        "client",
        "lead",
        "recipient",
        "ticket.customer",
        "",
    ),
}
_PARTS = {"name": "name", "full_name": "name", "fullname": "name", "first_name": "first_name", "firstname": "first_name",
          "last_name": "last_name", "lastname": "last_name", "email": "email"}  # fmt: skip
ALIASES = {
    f"{prefix}{joint}{theirs}".strip("._"): f"{ours}.{part}"
    for ours, prefixes in _PERSONS.items()
    for prefix in prefixes
    for joint in "._"
    for theirs, part in _PARTS.items()
} | {"ticket.number": "ticket.id", "ticket_id": "ticket.id", "id": "ticket.id", "subject": "ticket.title",
     "ticket.requester.firstname": "ticket.requester.first_name", "ticket.requester.lastname": "ticket.requester.last_name",
     "ticket.requester.full_name": "ticket.requester.name", "my_name": "current_user.name"}  # fmt: skip
_DOUBLE = re.compile(r"\{\{-?\s*([^{}|]{1,200}?)\s*((?:\|[^{}]{0,500}?)?)\s*-?\}\}")
_PATH = re.compile(r"[A-Za-z_][\w.\[\]-]*\Z")
_FALLBACK = re.compile(r"""\|\s*(?:fallback|default)\s*:\s*(?:"([^"]*)"|'([^']*)'|([^|]*))""")
_SINGLE = re.compile(r"\{([A-Za-z][\w \-.]{0,60})\}")


def fill_in(name: str, choices: list[str] | None = None) -> str:
    """A fill-in; what would end it early is left out of its words."""
    clean = " ".join(re.sub(r"[\[\]|\n]", " ", name).split()).replace(":", " ").strip() or "fill in"
    given = [" ".join(re.sub(r"[\[\]|\n]", " ", choice).split()) for choice in choices or ()]
    given = [choice for choice in given if choice]
    return f"[[{clean[:80]}: {'|'.join(given)}]]" if given else f"[[{clean[:80]}]]"


def liquid(body: str) -> tuple[str, list[str]]:
    """Placeholders in double braces, whichever helpdesk they are from; and which of them nothing is known for."""
    notes: list[str] = []

    def one(match: re.Match[str]) -> str:
        path, filters = match[1].strip(), match[2]
        if path.startswith(("'", '"')):
            return match[0]
        key = re.sub(r"[\s-]+", "_", path).lower()
        ours = key if key in KNOWN else ALIASES.get(key)
        if ours is None and not _PATH.match(path):
            notes.append(f"“{match[0]}” became a gap to fill in")
            return fill_in(path)
        if ours is None:
            notes.append(f"nothing is known for “{match[0]}”: it becomes a gap to fill in when you use it")
            return match[0]
        fallback = _FALLBACK.search(filters)
        if fallback and "fallback" in filters:
            word = next(part for part in fallback.groups("") if part is not None).strip().replace("'", "’")
            filters = f"| default: '{word}'"
        if ours == path and filters == match[2]:
            return match[0]
        return "{{" + ours + (f" {filters.strip()}" if filters.strip() else "") + "}}"

    return _DOUBLE.sub(one, body), list(dict.fromkeys(notes))


def magical(body: str) -> tuple[str, list[str]]:
    """Magical's variables, in one or two braces."""
    return liquid(_SINGLE.sub(r"{{\1}}", re.sub(r"\{\{([^{}]*)\}\}", r"{\1}", body)))


_COMMAND = re.compile(r"\{(=|[a-z]+(?=[:}\s]))(?::|\s)?\s*((?:[^{}]|\\[{}])*)\}", re.I)
_NOTE = re.compile(r"\{note\b[^{}]*\}.*?\{endnote\}", re.I | re.S)
_FORMS = {"formtext", "formparagraph", "formdate", "formmenu", "formbool", "formnumber"}
_GONE = {"cursor", "key", "click", "wait", "link", "endlink", "error", "action"}
_KEPT = {"formtoggle", "endformtoggle", "if", "else", "elseif", "endif", "repeat", "endrepeat", "var"}
_ASKED = {"clipboard": "what you copied", "time": "date", "date": "date", "site": "from the page", "urlload": "from the web",
          "urlsend": "", "user": "your name", "import": "snippet", "snippet": "snippet", "run": "", "dbselect": "from your data",
          "image": "picture"}  # fmt: skip


def text_blaze(body: str) -> tuple[str, list[str]]:
    """Text Blaze's commands: form fields become fill-ins; what cannot run here is left out and said so."""
    notes: list[str] = []
    if _NOTE.search(body):
        notes.append("notes that are only shown while filling in are left out")
        body = _NOTE.sub("", body)

    def one(match: re.Match[str]) -> str:
        name, rest = match[1].lower(), match[2].strip()
        settings, plain = _settings(rest)
        if name in _FORMS:
            label = settings.get("name") or settings.get("label") or {"formdate": "date"}.get(name, "fill in")
            first = [settings["default"]] if settings.get("default") else []
            return fill_in(label, [*first, *(choice for choice in plain if choice not in first)]
                           if name == "formmenu" else first)  # fmt: skip
        if name == "key" and rest.lower() in ("enter", "return", "tab"):
            return "\t" if rest.lower() == "tab" else "\n"
        if name == "=":
            notes.append(f"the formula “{match[0]}” became a gap to fill in")
            return fill_in(rest)
        if name in _GONE:
            notes.append(f"“{{{name}}}” is left out")
            return ""
        if name in _KEPT:
            notes.append(f"“{{{name}}}” is left out and the text inside it kept: check it")
            return ""
        if name in _ASKED:
            notes.append(f"“{match[0]}” became a gap to fill in")
            return fill_in(settings.get("name") or _ASKED[name] or name)
        return match[0]

    body, more = liquid(_COMMAND.sub(one, body))
    return body, list(dict.fromkeys([*notes, *more]))


def _settings(rest: str) -> tuple[dict[str, str], list[str]]:
    """“name=x; default=y; one; two” as named settings and plain values."""
    named: dict[str, str] = {}
    plain: list[str] = []
    for part in re.split(r"[;]", rest):
        name, equals, value = part.partition("=")
        if equals and re.fullmatch(r"\s*\w+\s*", name):
            named[name.strip().lower()] = value.strip().strip('"')
        elif part.strip():
            plain.append(part.strip())
    return named, plain


def nothing(body: str) -> tuple[str, list[str]]:
    """A body that is ours already."""
    return body, []


TRANSLATORS: dict[str, Callable[[str], tuple[str, list[str]]]] = {
    "zendesk": liquid,
    "freshdesk": liquid,
    "intercom": liquid,
    "table": liquid,
    "textblaze": text_blaze,
    "magical": magical,
}
