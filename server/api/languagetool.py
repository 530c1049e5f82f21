"""The part of LanguageTool's HTTP API that editors use, so that every editor with a LanguageTool plug-in is a client.

Shapes and names follow LanguageTool 6 (https://languagetool.org/http-api/): requests are forms, offsets are UTF-16 code
units, errors are plain text that begins with “Error:”. Clients can send no token; see ``server.languagetool`` for the key.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import Blueprint, jsonify, request
from flask.wrappers import Response

from server.api.annotations import Annotated, AnnotationError, read
from server.errors import ApiError
from server.language.model import Finding, Replacement, Review
from server.language.text import Utf16, mask, sentences
from server.security import Access, access
from server.services import Services

LANGUAGES = {
    "en": "English",
    "en-AU": "English (Australian)",
    "en-CA": "English (Canadian)",
    "en-GB": "English (GB)",
    "en-NZ": "English (New Zealand)",
    "en-US": "English (US)",
    "en-ZA": "English (South African)",
}
_CONTEXT = 40  # characters on each side, as in LanguageTool
_OTHER = {"name": "Unknown", "code": "zz"}  # LanguageTool's code for a language it does not know
_FORM = "application/x-www-form-urlencoded"


def blueprint(services: Services) -> Blueprint:
    """``/lt/KEY/v2/check`` and ``/lt/KEY/v2/languages``."""
    api = Blueprint("languagetool", __name__)

    @api.before_request
    def refuse_when_off() -> None:
        if not services.settings.languagetool:
            raise ApiError(
                403,
                "languagetool-off",
                "The address for LanguageTool plug-ins is switched off.",
                next_step="Run `alongside languagetool --on`.",
            )

    # A second slash comes from plug-ins that put “/v2/check” behind an address that ends with one.
    @api.get("/lt/<key>/v2/languages")
    @api.get("/lt/<key>//v2/languages", merge_slashes=False)
    @access(Access.KEY)
    def languages(key: str) -> Response:
        del key  # the guard has seen it
        return jsonify([{"name": name, "code": code[:2], "longCode": code} for code, name in LANGUAGES.items()])

    @api.route("/lt/<key>/v2/check", methods=["GET", "POST"])
    @api.route("/lt/<key>//v2/check", methods=["GET", "POST"], merge_slashes=False)
    @access(Access.KEY)
    def check(key: str) -> dict[str, Any]:
        del key
        if request.method == "POST" and request.mimetype != _FORM:
            raise ApiError(415, "not-a-form", f"The body must be {_FORM}.", next_step="Send it as a form.")
        language = _language()
        annotated = _asked()
        limit = services.settings.longest_draft
        if len(annotated.text) > limit or len(annotated.whole) > 2 * limit:
            raise ApiError(
                413,
                "draft-too-long",
                f"Your text exceeds the limit of {limit} characters.",
                what="Your text is untouched.",
                next_step="Check a part of it.",
                limit=limit,
            )
        engine = services.engine.get()
        paused, _ = services.pause.state()
        review = None if paused else engine.review(annotated.text, compose=False)
        return {
            "software": {
                "name": "Alongside",
                "version": services.version,
                "buildDate": "",
                "apiVersion": 1,
                "premium": False,
                "status": "",
            },
            "warnings": {"incompleteResults": True, "incompleteResultsReason": "Alongside is paused."}
            if review is None
            else {"incompleteResults": False},
            "language": {
                "name": LANGUAGES[language],
                "code": language,
                "detectedLanguage": {
                    **(
                        _OTHER
                        if review and review.language != "en"
                        else {"name": LANGUAGES[language], "code": language}
                    ),
                    "confidence": 1.0,
                    "source": "alongside",
                },
            },
            "matches": list(_matches(review, annotated)) if review else [],
            "sentenceRanges": _sentence_ranges(annotated),
        }

    return api


def _refused(message: str) -> ApiError:
    return ApiError(
        400, "bad-request", f"{message}.", next_step="See https://languagetool.org/http-api/ for what is taken."
    )


def _language() -> str:
    """The language code that was asked for, or found in “preferredVariants” when it is to be detected."""
    asked = request.values.get("language", "auto")
    if asked == "auto":
        preferred = _names("preferredVariants")
        return next((code for code in LANGUAGES if code in preferred), "en-US")
    code = asked.replace("_", "-").lower()
    known = {code.lower(): code for code in LANGUAGES}
    if code.partition("-")[0] != "en":
        raise _refused(f"This language is not known to Alongside, which reads English ({', '.join(LANGUAGES)})")
    return known.get(code, "en")


def _asked() -> Annotated:
    text, data = request.values.get("text"), request.values.get("data")
    if (text is None) == (data is None):
        raise _refused("Set either “text” or “data”")
    if data is None:
        return Annotated([(text or "", None)])
    try:
        return read(data)
    except AnnotationError as error:
        raise _refused(str(error)) from None


def _names(parameter: str) -> set[str]:
    return {name.strip() for name in request.values.get(parameter, "").split(",")} - {""}


def _wanted(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """The findings the request asks for; hints are for the level “picky”, as LanguageTool's own are."""
    rules, categories = _names("enabledRules"), _names("enabledCategories")
    no_rules, no_categories = _names("disabledRules"), _names("disabledCategories")
    only = request.values.get("enabledOnly") in ("true", "yes")
    picky = request.values.get("level") == "picky"
    for finding in findings:
        named = finding.rule in rules or finding.category in categories
        shut_out = finding.rule in no_rules or finding.category in no_categories
        if named or not (only or shut_out or (finding.severity == "hint" and not picky)):
            yield finding


def _matches(review: Review, annotated: Annotated) -> Iterator[dict[str, Any]]:
    """LanguageTool's matches never overlap: a finding inside what an earlier one replaces is told once that is mended."""
    units = Utf16(annotated.whole)
    places = sentences(mask(annotated.text))
    last = 0
    for finding in _wanted(review.findings):
        start, end, replacements = _replacements(finding, annotated)
        if start < last:
            continue
        last = end
        whole_start, whole_end = annotated.place(start, end)
        offset, length = units.units(whole_start), units.units(whole_end) - units.units(whole_start)
        sentence = next((at for at in places if at.start <= finding.start < at.end), None)
        category = finding.category.replace("-", " ").capitalize()
        yield {
            "message": finding.why,
            "shortMessage": category,
            "replacements": replacements,
            "offset": offset,
            "length": length,
            "context": _context(annotated.whole, whole_start, whole_end),
            "sentence": annotated.text[sentence.start : sentence.end] if sentence else finding.quote,
            "type": {"typeName": "Hint" if finding.severity == "hint" else "Other"},
            "rule": {
                "id": finding.rule,
                "description": f"{category} ({finding.pack})",
                "issueType": "style",
                "category": {"id": finding.category, "name": category},
            },
            "ignoreForIncompleteSentence": True,
            "contextForSureMatch": -1,  # LanguageTool's number for “the whole text”
        }


def _replacements(finding: Finding, annotated: Annotated) -> tuple[int, int, list[dict[str, str]]]:
    """The range that is reported and the words for it; a LanguageTool match has one range for all its replacements."""
    whole = (_to_the_word_end(option, annotated) for option in finding.replacements)
    options = [option for option in whole if not _cuts_markup(option, annotated)]
    if not options:
        return finding.start, finding.end, []
    start, end = options[0].start, options[0].end
    text = annotated.text
    return (
        start,
        end,
        [
            {
                "value": text[start : option.start] + option.text + text[option.end : end],
                "shortDescription": "leave out" if option.removes else option.kind,
            }
            for option in options
            if start <= option.start and option.end <= end
        ],
    )


def _to_the_word_end(option: Replacement, annotated: Annotated) -> Replacement:
    """With the rest of a word of which it changes the first letter: editors show the words alone, and a letter says nothing."""
    text, end = annotated.text, option.end
    while option.text[-1:].isalnum() and text[end : end + 1].isalnum():
        end += 1
    wider = replace(option, end=end, text=option.text + text[option.end : end])
    return option if _cuts_markup(wider, annotated) else wider


def _cuts_markup(option: Replacement, annotated: Annotated) -> bool:
    start, end = annotated.place(option.start, option.end)
    return annotated.whole[start:end] != annotated.text[option.start : option.end]


def _context(whole: str, start: int, end: int) -> dict[str, Any]:
    first, last = max(start - _CONTEXT, 0), min(end + _CONTEXT, len(whole))
    before = ("..." if first else "") + whole[first:start]
    text = before + whole[start:last] + ("..." if last < len(whole) else "")
    units = Utf16(text)
    offset = units.units(len(before))
    return {
        "text": text.replace("\n", " "),
        "offset": offset,
        "length": units.units(len(before) + end - start) - offset,
    }


def _sentence_ranges(annotated: Annotated) -> list[list[int]]:
    units = Utf16(annotated.whole)
    places = (annotated.place(at.start, at.end) for at in sentences(mask(annotated.text)))
    return [[units.units(start), units.units(end)] for start, end in places]
