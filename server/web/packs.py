"""The pages about packs. What is in them comes over the HTTP API; these views only show where it goes."""

from flask import Blueprint, render_template, request

from server.packs.names import CATEGORY_NAMES, SEVERITY_NAMES
from server.security import Access, access
from server.services import Services
from server.sharing.packs import Packs


def blueprint(services: Services) -> Blueprint:
    """``/packs``, ``/packs/add``, ``/packs/new`` and ``/packs/edit/ID``."""
    web = Blueprint("packs", __name__, template_folder="templates")
    shelf = Packs(services.folders.data, services.library)

    @web.context_processor
    def library() -> dict[str, object]:
        return {"read_only": services.library.read_only}

    @web.get("/packs")
    @access(Access.OWNER)
    def index() -> str:
        return render_template("packs.html")

    @web.get("/packs/add")
    @access(Access.OWNER)
    def add() -> str:
        return render_template("pack_add.html")

    @web.get("/packs/new")
    @access(Access.OWNER)
    def new() -> str:
        return _editor("", "A new pack", from_library=request.args.get("from") == "library")

    @web.get("/packs/edit/<pack_id>")
    @access(Access.OWNER)
    def edit(pack_id: str) -> str:
        there = shelf.find(pack_id)
        return _editor(pack_id, there.title, source=there.source)

    def _editor(pack_id: str, title: str, *, source: str = "", from_library: bool = False) -> str:
        return render_template(
            "pack_editor.html",
            id=pack_id,
            heading=title,
            source=source,
            from_library=from_library,
            categories=CATEGORY_NAMES,
            severities=SEVERITY_NAMES,
        )

    return web
