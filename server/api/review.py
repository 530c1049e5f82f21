"""Reviewing drafts and reading customers' messages. Nothing of either is stored or logged."""

import time
from typing import Any

from flask import Blueprint

from server.api import serialise
from server.api.body import read_json, too_long
from server.api.schemas import LONGEST_CUSTOMER
from server.coaching.choose import CANDIDATES, choose
from server.errors import ApiError
from server.insights.recorder import Marked, Reviewed
from server.language.model import Review
from server.language.text import mask
from server.security import Access, access, current_caller
from server.services import Services

SUGGESTED = 5  # snippets that come with a conversation


def counted(answer: Review, draft: str) -> Reviewed:
    """What is counted of a review: numbers and ids, none of the words."""
    mood = answer.mood
    return Reviewed(
        words=len(mask(draft).split()),
        findings=[Marked(found.rule, found.category, found.severity) for found in answer.findings],
        done=[point.id for point in answer.checklist if point.done],
        lacks=[point.id for point in answer.checklist if not point.done],
        emotion=mood.emotion if mood else "",
        intensity=mood.intensity if mood else 0,
        urgent=bool(mood and mood.urgent),
        situation=answer.situation.id if answer.situation else "",
    )


def blueprint(services: Services) -> Blueprint:
    """``/v1/review`` and ``/v1/conversation``."""
    api = Blueprint("review", __name__)

    def refuse_when_paused() -> None:
        paused, until = services.pause.state()
        if paused and current_caller().kind == "extension":  # the agent's own pages and commands go on working
            when = f" until {until.astimezone():%H:%M}" if until else ""
            raise ApiError(
                409,
                "paused",
                f"Alongside is paused{when}.",
                what="Your draft is untouched.",
                next_step="Resume from the tray icon or the extension.",
            )

    def checked_draft(draft: str | None) -> None:
        limit = services.settings.longest_draft
        if draft is not None and len(draft) > limit:
            raise too_long("draft", limit, len(draft))

    @api.post("/v1/review")
    @access(Access.CLIENT)
    def review() -> dict[str, Any]:
        call = read_json("ReviewCall")
        refuse_when_paused()
        draft: str = call["draft"]
        customer: str | None = call.get("customer")
        checked_draft(draft)
        if customer is not None and len(customer) > LONGEST_CUSTOMER:
            raise too_long("customer", LONGEST_CUSTOMER, len(customer))
        engine = services.engine.get()
        started = time.perf_counter()
        with_rewrite = call.get("rewrite", True)
        answer = engine.review(draft, customer, call.get("customer_name"), compose=with_rewrite)
        took = (time.perf_counter() - started) * 1000
        result = serialise.review(answer, draft, customer, with_rewrite=with_rewrite)
        if "reply" in call:
            services.insights.reviewed(call["reply"], call.get("ticket", ""), counted(answer, draft))
        return {**result, "took_ms": round(took, 2)}

    @api.post("/v1/conversation")
    @access(Access.CLIENT)
    def conversation() -> dict[str, Any]:
        call = read_json("ConversationCall")
        refuse_when_paused()
        customer: str | list[str] = call["customer"]
        messages = [customer] if isinstance(customer, str) else customer
        length = sum(map(len, messages))
        if length > LONGEST_CUSTOMER:
            raise too_long("customer", LONGEST_CUSTOMER, length)
        checked_draft(call.get("draft"))
        told = services.engine.get().conversation(messages, call.get("draft") or "")
        written = [text for text in messages if text.strip()]
        situation = told.situation.id if told.situation else None
        fitting = services.library.suggest(situation, told.mood.emotion, CANDIDATES)
        return {
            "mood": serialise.mood(told.mood, written[-1] if written else ""),
            "situation": serialise.situation(told.situation),
            "trend": {"direction": told.trend.direction, "since": told.trend.since},
            "prompts": serialise.prompts(told.prompts),
            "snippets": [
                snippet.as_dict() for snippet in choose(fitting, told.prompts, situation, told.mood.emotion, SUGGESTED)
            ],
        }

    return api
