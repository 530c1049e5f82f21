"""Changes to many snippets over HTTP, each one step that can be undone; folders; exports."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint

from server.api.body import invalid, read_json
from server.library.batches import Batch
from server.library.exchange.write import EXPORTS, export
from server.library.search import Filter
from server.security import Access, access
from server.services import Services


def blueprint(services: Services) -> Blueprint:
    """``/v1/bulk``, ``/v1/batches``, ``/v1/folders`` and ``/v1/export``."""
    api = Blueprint("bulk", __name__)
    library = services.library

    def chosen(given: Mapping[str, Any]) -> list[str]:
        if ("ids" in given) == ("all" in given):
            raise invalid("ids", "or “all” must be there, and not both")
        if "ids" in given:
            return list(given["ids"])
        words = dict(given["all"])
        return library.find_ids(words.pop("q", ""), Filter(**words))

    def told(batch: Batch) -> dict[str, Any]:
        services.tell("library-changed")
        return asdict(batch)

    @api.post("/v1/bulk")
    @access(Access.OWNER)
    def bulk() -> dict[str, Any]:
        given = read_json("BulkCall")
        ids = chosen(given)
        match given["action"]:
            case "move":
                if "folder" not in given:
                    raise invalid("folder", "must be there to move")
                return told(library.move(ids, given["folder"]))
            case "delete":
                return told(library.delete_many(ids))
            case action:
                if not given.get("tags"):
                    raise invalid("tags", f"must be there to {action}")
                return told((library.tag if action == "tag" else library.untag)(ids, given["tags"]))

    @api.post("/v1/found")
    @access(Access.OWNER)
    def found() -> dict[str, Any]:
        return {"ids": chosen({"all": read_json("FoundCall")})}

    @api.get("/v1/batches")
    @access(Access.OWNER)
    def batches() -> dict[str, Any]:
        return {"batches": [asdict(batch) for batch in library.batches()]}

    @api.post("/v1/batches/<int:batch_id>/undo")
    @access(Access.OWNER)
    def undo(batch_id: int) -> dict[str, Any]:
        undone = library.undo(min(batch_id, 2**62))
        services.tell("library-changed")
        return asdict(undone)

    @api.get("/v1/folders")
    @access(Access.OWNER)
    def folders() -> dict[str, Any]:
        return {"folders": [{"name": name, "count": count} for name, count in library.folders()]}

    @api.post("/v1/folders/move")
    @access(Access.OWNER)
    def move_folder() -> dict[str, Any]:
        given = read_json("FolderMoveCall")
        if f"{given['into']}/".startswith(f"{given['folder']}/"):
            raise invalid("into", "must not be the folder itself or lie inside it")
        return told(library.move_folder(given["folder"], given["into"]))

    @api.post("/v1/export")
    @access(Access.OWNER)
    def exported() -> dict[str, Any]:
        given = read_json("ExportCall")
        snippets = library.selected(chosen(given) if "ids" in given or "all" in given else None)
        _, ending, kind = EXPORTS[given["format"]]
        name = f"alongside-{date.today():%Y-%m-%d}{ending}"
        return {"name": name, "type": kind, "text": "".join(export(snippets, given["format"])), "count": len(snippets)}

    return api
