"""The OpenAPI 3.1 document: what ``GET /v1/openapi.json`` answers. The tests hold the server to it."""

from functools import cache
from typing import Any

from server.api.schemas import LONGEST_QUERY, MOST_SNIPPETS, ORDERS, SCHEMAS

Security = list[dict[str, list[str]]]
OWNER: Security = [{"control": []}, {"page": []}]
CLIENT: Security = [{"extension": []}, *OWNER]
NOBODY: Security = [{}]


def _operation(
    name: str,
    summary: str,
    security: Security,
    answer: str,
    *,
    call: str | None = None,
    call_needed: bool = True,
    parameters: tuple[dict[str, Any], ...] = (),
    status: str = "200",
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "security": security,
        "responses": {
            status: {"description": "Done", "content": _json(answer)},
            "default": {"description": "Not done; says what happened and what to do", "content": _json("Error")},
        },
    }
    if parameters:
        operation["parameters"] = list(parameters)
    if call is not None:
        operation["requestBody"] = {"required": call_needed, "content": _json(call)}
    return operation


def _json(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _query(name: str, schema: dict[str, Any], about: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": about}


def _path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _languagetool(name: str, summary: str, answer: str, *, form: bool = False, query: bool = False) -> dict[str, Any]:
    """A call of LanguageTool's API: parameters as a form or in the address, errors as plain text."""
    call = SCHEMAS["LanguageToolCall"]["properties"]
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "security": NOBODY,
        "parameters": [
            _path("key"),
            *(_query(name, kind, kind["description"]) for name, kind in call.items() if query),
        ],
        "responses": {
            "200": {"description": "Done", "content": _json(answer)},
            "default": {
                "description": "Not done; “Error:”, what happened and what to do",
                "content": {"text/plain": {"schema": {"type": "string", "pattern": "^Error: "}}},
            },
        },
    }
    if form:
        schema = {"schema": {"$ref": "#/components/schemas/LanguageToolCall"}}
        operation["requestBody"] = {"required": True, "content": {"application/x-www-form-urlencoded": schema}}
    return operation


_SNIPPET = (_path("snippet_id"),)
_REQUEST = (_path("request_id"),)
_PACK = (_path("pack_id"),)
_LOOK = (_path("look_id"),)
_PERIOD = tuple(
    _query(name, {"type": "string", "maxLength": 10}, about)
    for name, about in (
        ("from", "The first day, such as 2026-01-31; thirteen weeks before the last without"),
        ("to", "The last day; today without"),
    )
)
_WORDS = {"type": "string", "maxLength": LONGEST_QUERY}

_PATHS: dict[str, dict[str, Any]] = {
    "/v1/hello": {"get": _operation("hello", "Is this Alongside?", NOBODY, "Hello")},
    "/v1/openapi.json": {
        "get": {
            "operationId": "openapi",
            "summary": "This document",
            "security": CLIENT,
            "responses": {
                "200": {"description": "Done", "content": {"application/json": {"schema": {"type": "object"}}}},
                "default": {"description": "Not done", "content": _json("Error")},
            },
        }
    },
    "/v1/status": {"get": _operation("status", "How everything is", CLIENT, "Status")},
    "/v1/review": {"post": _operation("review", "Review a draft", CLIENT, "Review", call="ReviewCall")},
    "/v1/conversation": {
        "post": _operation(
            "conversation", "Read the customer's messages", CLIENT, "Conversation", call="ConversationCall"
        )
    },
    "/v1/snippets": {
        "get": _operation(
            "searchSnippets",
            "Search the phrase library",
            CLIENT,
            "Snippets",
            parameters=(
                _query("q", _WORDS, "Words to look for; without any, the most used and most recent come first"),
                _query("limit", {"type": "integer", "minimum": 1, "maximum": MOST_SNIPPETS}, "At most so many; 20"),
                _query("offset", {"type": "integer", "minimum": 0, "maximum": 1_000_000}, "Leave out so many first"),
                _query("situation", _WORDS, "Those that fit this situation come first"),
                _query("emotion", _WORDS, "Those that fit this emotion come first"),
                _query("folder", _WORDS, "Only this folder and those inside it"),
                _query("step", _WORDS, "Only those for this step of a conversation"),
                _query("tag", _WORDS, "Only those with this tag"),
                _query("origin", _WORDS, "Only “mine”, or those of this pack"),
                _query("order", {"enum": list(ORDERS)}, "Of all snippets, when there are no words; best"),
            ),
        ),
        "post": _operation("addSnippet", "Add a snippet", CLIENT, "Snippet", call="SnippetCall", status="201"),
    },
    "/v1/snippets/{snippet_id}": {
        "get": _operation("getSnippet", "One snippet", CLIENT, "Snippet", parameters=_SNIPPET),
        "put": _operation(
            "changeSnippet", "Change a snippet", CLIENT, "Snippet", call="SnippetChangeCall", parameters=_SNIPPET
        ),
        "delete": _operation("deleteSnippet", "Put a snippet in the trash", CLIENT, "Deleted", parameters=_SNIPPET),
    },
    "/v1/snippets/{snippet_id}/restore": {
        "post": _operation("restoreSnippet", "Take a snippet out of the trash", CLIENT, "Snippet", parameters=_SNIPPET)
    },
    "/v1/snippets/{snippet_id}/used": {
        "post": _operation("usedSnippet", "Count a use", CLIENT, "Snippet", parameters=_SNIPPET)
    },
    "/v1/snippets/{snippet_id}/history": {
        "get": _operation("history", "Earlier wordings, newest first", CLIENT, "History", parameters=_SNIPPET)
    },
    "/v1/snippets/{snippet_id}/revert": {
        "post": _operation(
            "revertSnippet", "Bring an earlier wording back", CLIENT, "Snippet", call="RevertCall", parameters=_SNIPPET
        )
    },
    "/v1/snippets/{snippet_id}/fill": {
        "post": _operation(
            "fillSnippet",
            "The body with its placeholders filled",
            CLIENT,
            "Filled",
            call="FillCall",
            parameters=_SNIPPET,
        )
    },
    "/v1/trash": {
        "get": _operation("trash", "Deleted snippets, last deleted first", OWNER, "Trash"),
        "delete": _operation("emptyTrash", "Delete for good what is in the trash", OWNER, "Emptied"),
    },
    "/v1/bulk": {"post": _operation("bulk", "Change many snippets as one step", OWNER, "Batch", call="BulkCall")},
    "/v1/found": {"post": _operation("found", "The ids of all that a search finds", OWNER, "Ids", call="FoundCall")},
    "/v1/batches": {"get": _operation("batches", "The last steps that changed many snippets", OWNER, "Batches")},
    "/v1/batches/{batch_id}/undo": {
        "post": _operation("undoBatch", "Undo such a step", OWNER, "Undone", parameters=(_path("batch_id"),))
    },
    "/v1/folders": {"get": _operation("folders", "All folders", OWNER, "Folders")},
    "/v1/folders/move": {
        "post": _operation(
            "moveFolder", "Rename a folder, or move it into another", OWNER, "Batch", call="FolderMoveCall"
        )
    },
    "/v1/export": {"post": _operation("exportSnippets", "Give snippets out", OWNER, "Export", call="ExportCall")},
    "/v1/imports": {
        "post": _operation("beginImport", "Begin to send a file", OWNER, "Import", call="ImportCall", status="201")
    },
    "/v1/imports/{import_id}": {
        "get": _operation("importState", "How an import stands", OWNER, "Import", parameters=(_path("import_id"),))
    },
    "/v1/imports/{import_id}/part": {
        "post": _operation(
            "importPart", "The next bytes", OWNER, "Import", call="ImportPartCall", parameters=(_path("import_id"),)
        )
    },
    "/v1/imports/{import_id}/preview": {
        "post": _operation(
            "previewImport",
            "Read the file and say what would come in",
            OWNER,
            "Import",
            call="ImportPreviewCall",
            parameters=(_path("import_id"),),
        )
    },
    "/v1/imports/{import_id}/run": {
        "post": _operation("runImport", "Bring it in", OWNER, "Import", parameters=(_path("import_id"),))
    },
    "/v1/packs": {"get": _operation("packs", "All packs and subscriptions", OWNER, "Packs")},
    "/v1/packs/{pack_id}": {
        "get": _operation("pack", "What a pack brings", OWNER, "PackInside", parameters=_PACK),
        "delete": _operation(
            "removePack", "Remove a pack; what the agent made theirs stays", OWNER, "PackDone", parameters=_PACK
        ),
    },
    "/v1/packs/{pack_id}/file": {
        "get": _operation("packFile", "The pack's file, for passing on", OWNER, "PackFile", parameters=_PACK)
    },
    "/v1/packs/{pack_id}/removal": {
        "get": _operation("packRemoval", "What removing would do", OWNER, "PackRemoval", parameters=_PACK)
    },
    "/v1/packs/{pack_id}/restore": {
        "post": _operation(
            "restorePack", "Bring a pack back that was just removed", OWNER, "PackDone", parameters=_PACK
        )
    },
    "/v1/packs/{pack_id}/sign": {
        "post": _operation("signPack", "Sign a pack with the agent's own key", OWNER, "PackFile", parameters=_PACK)
    },
    "/v1/pack-looks": {
        "post": _operation(
            "lookAtPack",
            "Read the packs of a source, to see what they would do",
            OWNER,
            "PackLook",
            call="PackLookCall",
            status="201",
        )
    },
    "/v1/pack-looks/{look_id}": {
        "get": _operation("packLook", "What was read, once more", OWNER, "PackLook", parameters=_LOOK)
    },
    "/v1/pack-looks/{look_id}/part": {
        "post": _operation(
            "packPart", "The next bytes of a file", OWNER, "PackLook", call="ImportPartCall", parameters=_LOOK
        )
    },
    "/v1/pack-looks/{look_id}/accept-key": {
        "post": _operation(
            "acceptKey",
            "Trust a pack's new key, whose words were compared",
            OWNER,
            "PackLook",
            call="AcceptKeyCall",
            parameters=_LOOK,
        )
    },
    "/v1/pack-looks/{look_id}/install": {
        "post": _operation(
            "installPack",
            "Install a pack exactly as it was looked at",
            OWNER,
            "PackDone",
            call="PackInstallCall",
            parameters=_LOOK,
        )
    },
    "/v1/pack-texts/start": {
        "post": _operation("startPack", "A text to start a pack from", OWNER, "PackText", call="PackStartCall")
    },
    "/v1/pack-texts/check": {
        "post": _operation(
            "checkPack",
            "Check a pack while it is written, and try its rules",
            OWNER,
            "PackChecked",
            call="PackCheckCall",
        )
    },
    "/v1/pack-texts/take-edits": {
        "post": _operation(
            "takeEdits",
            "The text with the words its snippets have in the library",
            OWNER,
            "PackText",
            call="PackTextCall",
        )
    },
    "/v1/pack-texts/save": {
        "post": _operation("savePack", "Save a pack as the agent's own", OWNER, "PackSaved", call="PackSaveCall")
    },
    "/v1/subscriptions": {
        "post": _operation(
            "subscribe", "Be offered newer packs of a source", OWNER, "Packs", call="SourceCall", status="201"
        )
    },
    "/v1/subscriptions/end": {
        "post": _operation("unsubscribe", "Never ask a source again", OWNER, "Packs", call="SourceCall")
    },
    "/v1/subscriptions/check": {"post": _operation("checkSubscriptions", "Ask all sources now", OWNER, "Packs")},
    "/v1/duplicates": {"get": _operation("duplicates", "Groups of snippets that say the same", OWNER, "Duplicates")},
    "/v1/events": {
        "post": _operation(
            "events", "Count what was done with suggestions", CLIENT, "EventsRecorded", call="EventsCall"
        )
    },
    "/v1/insights": {
        "get": _operation("insights", "The counts of a period", OWNER, "Insights", parameters=_PERIOD),
        "delete": _operation("eraseInsights", "Delete all counts for good", OWNER, "Erased"),
    },
    "/v1/insights/export": {
        "get": _operation("exportCounts", "Counts for the team's report", OWNER, "CountsExport", parameters=_PERIOD)
    },
    "/v1/insights/report": {
        "get": _operation(
            "report",
            "The counts of a period as a report, with ratings beside them",
            OWNER,
            "Report",
            parameters=(*_PERIOD, _query("since", {"type": "string"}, "The day between before and after")),
        ),
        "post": _operation(
            "teamReport", "Several agents' exports as one report", OWNER, "Report", call="TeamReportCall"
        ),
    },
    "/v1/ratings": {"get": _operation("ratings", "The ratings that were brought in", OWNER, "Ratings")},
    "/v1/ratings/{import_id}": {
        "delete": _operation(
            "takeRatingsBack", "Take an import back", OWNER, "Erased", parameters=(_path("import_id"),)
        )
    },
    "/v1/ratings/look": {
        "post": _operation(
            "lookAtRatings", "See how an export would be read", OWNER, "RatingsLook", call="RatingsLookCall"
        )
    },
    "/v1/ratings/uploads": {
        "post": _operation(
            "uploadRatings",
            "Begin to send an export",
            OWNER,
            "RatingsUpload",
            call="RatingsUploadCall",
            status="201",
        )
    },
    "/v1/ratings/uploads/{upload_id}/part": {
        "post": _operation(
            "ratingsPart",
            "The next bytes of the export",
            OWNER,
            "RatingsUpload",
            call="ImportPartCall",
            parameters=(_path("upload_id"),),
        )
    },
    "/v1/ratings/uploads/{upload_id}/run": {
        "post": _operation(
            "runRatings", "Bring its scores in", OWNER, "RatingsImported", parameters=(_path("upload_id"),)
        )
    },
    "/v1/practice": {
        "get": _operation("practice", "Scenarios and listening drills, with what was practised", OWNER, "Practice")
    },
    "/v1/practice/scenarios/{scenario_id}": {
        "get": _operation(
            "scenario", "A hard conversation to practise", OWNER, "Scenario", parameters=(_path("scenario_id"),)
        )
    },
    "/v1/practice/scenarios/{scenario_id}/replies": {
        "post": _operation(
            "practiseReply",
            "Reply to the customer of a scenario, and hear what they say to it",
            OWNER,
            "Reaction",
            call="PracticeReplyCall",
            parameters=(_path("scenario_id"),),
        )
    },
    "/v1/practice/drills/{drill_id}": {
        "get": _operation("drill", "An exercise in active listening", OWNER, "Drill", parameters=(_path("drill_id"),))
    },
    "/v1/practice/drills/{drill_id}/answers": {
        "post": _operation(
            "practiseAnswer",
            "Answer an exercise, and see what the answer does",
            OWNER,
            "DrillResult",
            call="PracticeAnswerCall",
            parameters=(_path("drill_id"),),
        )
    },
    "/v1/practice/progress": {
        "delete": _operation("resetPractice", "Forget what was practised", OWNER, "PracticeReset")
    },
    "/v1/pause": {"post": _operation("pause", "Pause reviews in the browser", CLIENT, "Pause", call="PauseCall")},
    "/v1/resume": {"post": _operation("resume", "Go on reviewing", CLIENT, "Pause")},
    "/v1/settings": {
        "get": _operation("settings", "All settings, and what is wrong in the file", OWNER, "Settings"),
        "put": _operation("changeSettings", "Change some settings", OWNER, "Settings", call="SettingsCall"),
    },
    "/lt/{key}/v2/check": {
        "get": _languagetool("languageToolQuery", "Check a short text", "LanguageToolResult", query=True),
        "post": _languagetool("languageToolCheck", "Check a text", "LanguageToolResult", form=True),
    },
    "/lt/{key}/v2/languages": {
        "get": _languagetool("languageToolLanguages", "Which languages are read", "LanguageToolLanguages")
    },
    "/v1/hotkeys/check": {
        "post": _operation(
            "checkHotkey", "Whether a combination could be had", OWNER, "HotkeyCheck", call="HotkeyCheckCall"
        )
    },
    "/v1/hotkeys/rest": {
        "post": _operation("restHotkeys", "Let all hotkeys go for a while", OWNER, "HotkeyRest", call="HotkeyRestCall")
    },
    "/v1/palette": {"post": _operation("showPalette", "Open the desktop's snippet palette", OWNER, "Shown")},
    "/v1/page-links": {
        "post": _operation(
            "pageLink",
            "A one-time link that signs the browser in",
            OWNER,
            "PageLink",
            call="PageLinkCall",
            status="201",
        )
    },
    "/v1/pairings": {
        "get": _operation("pairings", "Who is paired, and who asks", OWNER, "Pairings"),
        "post": _operation(
            "askForPairing", "An extension asks to be let in", NOBODY, "PairingAsked", call="PairingCall", status="201"
        ),
    },
    "/v1/pairings/{request_id}/claim": {
        "post": _operation(
            "claimPairing", "Ask how the request stands", NOBODY, "Claim", call="ClaimCall", parameters=_REQUEST
        )
    },
    "/v1/pairings/{request_id}/approve": {
        "post": _operation(
            "approvePairing",
            "Let an extension in",
            OWNER,
            "PairingRequest",
            call="DecisionCall",
            call_needed=False,
            parameters=_REQUEST,
        )
    },
    "/v1/pairings/{request_id}/refuse": {
        "post": _operation("refusePairing", "Keep an extension out", OWNER, "PairingRequest", parameters=_REQUEST)
    },
    "/v1/pairings/{pairing_id}": {
        "delete": _operation(
            "revokePairing", "Shut a paired extension out", OWNER, "Deleted", parameters=(_path("pairing_id"),)
        )
    },
}


@cache
def document(version: str) -> dict[str, Any]:
    """The OpenAPI document of a version of Alongside."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Alongside",
            "version": version,
            "license": {"name": "MIT", "identifier": "MIT"},
            "description": (
                "Listens on 127.0.0.1 only. All offsets are UTF-16 code units. "
                "Every answer that is not 2xx has the shape of the schema Error. The calls under /lt/ are those of "
                "LanguageTool 6; they are off until they are switched on, and the key in the address is their secret."
            ),
        },
        "servers": [{"url": "/"}],
        "paths": _PATHS,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "extension": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The token of a paired extension, sent from exactly the origin that was paired.",
                },
                "control": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The control token in run.json, which only the owner of the files can read.",
                },
                "page": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "alongside_PORT",
                    "description": "A page session; changes also need the header X-Alongside-CSRF.",
                },
            },
        },
    }
