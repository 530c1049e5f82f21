"""The shapes of packs, looks at packs, and texts of packs; part of ``server.api.schemas``."""

from typing import Any, get_args

from server.api.shapes import COUNT, SWITCH, TEXT, WHEN, Schema, call, listed, maybe, record, ref
from server.library.from_packs import Kind
from server.packs.contents import PARTS

LONGEST_TEXT = 1_500_000  # characters of a pack that is written in the page; larger ones come as files
LONGEST_TRY = 20_000
MOST_IDS = 100_000
_NUMBER: Schema = {"type": "integer", "minimum": 0, "maximum": 1000}
_SOURCE: Schema = {
    "type": "string",
    "minLength": 1,
    "maxLength": 2000,
    "description": "An https address, or the whole path of a file or folder",
}
_ID: Schema = {"type": "string", "minLength": 1, "maxLength": 100}
_TEXT_IN: Schema = {"type": "string", "maxLength": LONGEST_TEXT, "description": "The pack's YAML"}
_IDS: Schema = {"type": "array", "items": {"type": "string", "maxLength": 200}, "maxItems": MOST_IDS}
_QUERY: Schema = {"type": "string", "maxLength": 500}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_KEY: Schema = {**_MAYBE_TEXT, "description": "The key in eight words, or null"}


def _sides(*sides: str) -> Schema:
    """What the agent chose, by snippet id."""
    return {"type": "object", "additionalProperties": {"enum": list(sides)}, "maxProperties": 20_000}


_HEAD: dict[str, Schema] = {
    "id": TEXT,
    "title": TEXT,
    "version": TEXT,
    "language": TEXT,
    "author": TEXT,
    "license": TEXT,
    "description": TEXT,
    "counts": record(dict.fromkeys(PARTS, COUNT), closed=True),
}
_CONTENT: Schema = maybe(
    record(
        {
            "title": TEXT,
            "body": TEXT,
            "shortcut": _MAYBE_TEXT,
            "tags": listed(TEXT),
            "steps": listed(TEXT),
            "situations": listed(TEXT),
            "emotions": listed(TEXT),
            "folder": TEXT,
            "language": TEXT,
        },
        closed=True,
    )
)


def _closed(**fields: Any) -> Schema:
    return record(fields, closed=True)


PACKS_SCHEMAS: dict[str, Schema] = {
    "SourceCall": call({"source": _SOURCE}, "source"),
    "PackLookCall": call(
        {
            "source": _SOURCE,
            "update": {**_ID, "description": "An installed pack, or one that is offered: look where a newer one is"},
            "name": {**_ID, "maxLength": 300, "description": "A file that is sent in parts"},
            "size": COUNT,
        }
    ),
    "AcceptKeyCall": call({"number": _NUMBER, "words": {"type": "string", "maxLength": 200}}, "number", "words"),
    "PackInstallCall": call(
        {
            "number": _NUMBER,
            "conflicts": {**_sides("mine", "theirs", "both"), "description": "Whose words, by snippet"},
            "shortcuts": {**_sides("mine", "theirs"), "description": "Who gets a shortcut that two want, by snippet"},
        },
        "number",
    ),
    "PackStartCall": call(
        {
            "kind": {"enum": ["example", "house-style", "snippets"]},
            "title": {"type": "string", "minLength": 1, "maxLength": 120},
            "ids": _IDS,
            "all": call(dict.fromkeys(("q", "folder", "tag", "step", "origin"), _QUERY)),
        },
        "kind",
        "title",
    ),
    "PackCheckCall": call(
        {
            "text": _TEXT_IN,
            "whole": {**SWITCH, "description": "Hold it against all other rules as well, which takes a second or two"},
            "draft": {"type": "string", "maxLength": LONGEST_TRY, "description": "A reply to try its rules on"},
            "customer": {"type": ["string", "null"], "maxLength": LONGEST_TRY},
        },
        "text",
    ),
    "PackTextCall": call({"text": _TEXT_IN}, "text"),
    "PackSaveCall": call(
        {"text": _TEXT_IN, "instead": {**_IDS, "description": "Own snippets that the pack takes the place of"}}, "text"
    ),
    "Packs": _closed(
        packs=listed(
            _closed(
                **_HEAD,
                state={"enum": ["built in", "installed", "put there by hand", "changed by hand", "missing", "broken"]},
                problem=TEXT,
                source=TEXT,
                asks={**SWITCH, "description": "Whether its source can be asked for a newer one"},
                key=_KEY,
                own={**SWITCH, "description": "Whether that is the agent's own key"},
                editable=SWITCH,
                update={**_MAYBE_TEXT, "description": "The newer version that is offered"},
                on=SWITCH,
            )
        ),
        subscriptions=listed(
            _closed(
                source=TEXT,
                since=TEXT,
                checked=WHEN,
                due=WHEN,
                failures=COUNT,
                problem=TEXT,
                offers=listed(_closed(pack=TEXT, title=TEXT, version=TEXT, source=TEXT)),
            )
        ),
        renewing={**SWITCH, "description": "Whether changed packs are being read, and their rules do not count yet"},
        key={**_KEY, "description": "The agent's own key in words, once it was made"},
    ),
    "PackContents": _closed(
        rules=listed(_closed(id=TEXT, category=TEXT, severity=TEXT, why=TEXT, before=TEXT, after=_MAYBE_TEXT)),
        snippets=listed(_closed(id=TEXT, title=TEXT, body=TEXT, shortcut=_MAYBE_TEXT, folder=TEXT)),
        situations=listed(record({"id": TEXT, "as": TEXT, "link": TEXT}, closed=True)),
        gestures=listed(_closed(id=TEXT, title=TEXT, limit=TEXT, body=TEXT)),
        practice=listed(_closed(id=TEXT, title=TEXT)),
        overrides=listed(_closed(rule=TEXT, does=TEXT)),
    ),
    "PackHead": record(_HEAD, closed=True),
    "PackInside": _closed(pack=ref("PackHead"), contents=ref("PackContents")),
    "PackFile": _closed(name=TEXT, text=TEXT, key=_KEY),
    "PackSnippetChange": _closed(
        kind={"enum": list(get_args(Kind))},
        snippet=TEXT,
        title=TEXT,
        fields=listed(TEXT),
        detail=TEXT,
        mine=_CONTENT,
        theirs=_CONTENT,
    ),
    "PackDone": _closed(snippets=listed(ref("PackSnippetChange")), restorable=SWITCH),
    "PackRemoval": _closed(snippets=listed(ref("PackSnippetChange"))),
    "PackChange": _closed(
        kind={"enum": ["added", "changed", "removed"]},
        part=TEXT,
        title=TEXT,
        words={**TEXT, "description": "The change in a sentence"},
        details=listed(_closed(name=TEXT, before=TEXT, after=TEXT)),
    ),
    "PackPreview": _closed(
        pack=ref("PackHead"),
        old_version={**TEXT, "description": "Of the installed pack, or “”"},
        same={**SWITCH, "description": "Whether it is what is installed"},
        key=_KEY,
        key_state={"enum": ["none", "new", "known", "changed"]},
        notes=listed(TEXT),
        changes=listed(ref("PackChange")),
        snippets=listed(ref("PackSnippetChange")),
        contents=maybe(ref("PackContents")),
    ),
    "PackLook": _closed(
        id=TEXT,
        source=TEXT,
        waiting={**COUNT, "description": "How many bytes of the file are still to come"},
        problems={**listed(TEXT), "description": "Packs of the source that could not be read"},
        packs=listed(
            _closed(
                number=COUNT,
                source=TEXT,
                installed=SWITCH,
                preview=maybe(ref("PackPreview")),
                refused=maybe(
                    _closed(code=TEXT, message=TEXT, next=TEXT, problems=listed(TEXT), known_key=_KEY, new_key=_KEY)
                ),
            )
        ),
    ),
    "PackText": _closed(id=TEXT, text=TEXT),
    "PackSaved": _closed(id=TEXT, snippets=listed(ref("PackSnippetChange")), text=TEXT),
    "PackChecked": _closed(
        problems=listed(
            _closed(
                line={**COUNT, "description": "From 1; 0: the whole text"},
                column={**COUNT, "description": "From 1; 0: unknown"},
                entry=TEXT,
                message=TEXT,
            )
        ),
        saves={**SWITCH, "description": "Whether it can be saved as it is"},
        pack=maybe(ref("PackHead")),
        examples={**COUNT, "description": "How many examples were run"},
        saved_version=_MAYBE_TEXT,
        changes={**listed(ref("PackChange")), "description": "Against the version that is installed"},
        edited={**COUNT, "description": "Snippets of it whose words were changed in the library"},
        findings={**listed(ref("Finding")), "description": "What the pack's rules mark in the draft"},
        others={**COUNT, "description": "How much other rules mark in it, where they were asked"},
    ),
}
