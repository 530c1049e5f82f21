"""Text with markup, as LanguageTool clients send it: only the text is reviewed, and places are told in the whole."""

import json
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any


class AnnotationError(ValueError):
    """The data is not what LanguageTool takes; the message says why, without repeating any of it."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of the reviewed text and what it stands for in the whole; offsets in code points."""

    start: int
    whole_start: int
    whole_length: int
    markup: bool


class Annotated:
    """``text``: what is reviewed. ``whole``: what the client has, markup included."""

    def __init__(self, parts: list[tuple[str, str | None]]) -> None:
        """``parts``: in order, (text, None), or (markup, what to read in its place)."""
        self._pieces: list[_Piece] = []
        texts: list[str] = []
        start = whole_start = 0
        for source, read_as in parts:
            text = source if read_as is None else read_as
            if text:
                self._pieces.append(_Piece(start, whole_start, len(source), read_as is not None))
                texts.append(text)
            start, whole_start = start + len(text), whole_start + len(source)
        self.text = "".join(texts)
        self.whole = "".join(source for source, _ in parts)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stands in the whole; markup inside belongs to it, markup around it does not."""
        if start == end:
            at = self._first(start) if start < len(self.text) else len(self.whole)
            return at, at
        return self._first(start), self._last(end - 1)

    def _piece(self, offset: int) -> _Piece:
        return self._pieces[bisect_right(self._pieces, offset, key=lambda piece: piece.start) - 1]

    def _first(self, offset: int) -> int:
        piece = self._piece(offset)
        return piece.whole_start if piece.markup else piece.whole_start + offset - piece.start

    def _last(self, offset: int) -> int:
        piece = self._piece(offset)
        if piece.markup:
            return piece.whole_start + piece.whole_length
        return piece.whole_start + offset - piece.start + 1


def read(data: str) -> Annotated:
    """LanguageTool's ``data`` parameter: ``{"text": …}`` or ``{"annotation": [{"text"} or {"markup", "interpretAs"?}, …]}``.

    Raises AnnotationError.
    """
    try:
        value: Any = json.loads(data)
    except (ValueError, RecursionError):
        raise AnnotationError("“data” is not JSON") from None
    if not isinstance(value, dict) or ("text" in value) == ("annotation" in value):
        raise AnnotationError("“data” must be an object with either “text” or “annotation”")
    if "text" in value:
        return Annotated([(_text(value, "text", "data"), None)])
    if not isinstance(value["annotation"], list):
        raise AnnotationError("“data.annotation” must be a list")
    return Annotated([_part(part, f"data.annotation[{number}]") for number, part in enumerate(value["annotation"])])


def _part(part: Any, where: str) -> tuple[str, str | None]:
    if not isinstance(part, dict) or ("text" in part) == ("markup" in part):
        raise AnnotationError(f"“{where}” must be an object with either “text” or “markup”")
    if "text" in part:
        return _text(part, "text", where), None
    return _text(part, "markup", where), _text(part, "interpretAs", where) if part.get("interpretAs") else ""


def _text(holder: dict[str, Any], name: str, where: str) -> str:
    value = holder[name]
    if not isinstance(value, str):
        raise AnnotationError(f"“{where}.{name}” must be text")
    return value
