"""Turns an editor's own HTML into plain lines with light markup, so that all editors compare alike.

`**bold**`, `[text](address)`, `- ` before a list item, `{img}` for an image, `{@name}` for a mention.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

BLOCKS = {"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "blockquote", "body", "table", "tr", "td"}
LINES = {"p", "li", "h1", "h2", "h3"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line: str | None = None
        self.prefix = ""
        self.open: list[tuple[str, str]] = []
        self.due_break = False
        self.muted = 0
        self.bare = False

    def end_line(self) -> None:
        if self.line is not None:
            self.lines.append(self.line)
        self.line = None
        self.due_break = False

    def put(self, text: str) -> None:
        self.bare = False
        if self.due_break:
            self.lines.append(self.line or "")
            self.line = ""
            self.due_break = False
        if self.line is None:
            self.line = self.prefix
            self.prefix = ""
        self.line += text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in BLOCKS:
            self.end_line()
            self.bare = tag in LINES
            self.prefix = "- " if tag == "li" else self.prefix
        elif tag == "br":
            self.put("")
            self.due_break = True
        elif tag == "img":
            self.put("{img}")
        elif values.get("data-type") == "mention":
            self.put("{@" + (values.get("data-id") or "") + "}")
            self.muted += 1
            self.open.append((tag, "mention"))
            return
        if tag in ("strong", "b"):
            nested = any(closing == "**" for _, closing in self.open)
            self.open.append((tag, "" if nested else "**"))
            self.put("" if nested else "**")
        elif tag == "a":
            self.open.append((tag, f"]({values.get('href')})"))
            self.put("[")
        elif tag == "span":
            self.open.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            if self.bare and self.line is None:
                self.line = self.prefix
            self.end_line()
            self.bare = False
            if tag == "li":
                self.prefix = ""
        elif self.open and self.open[-1][0] == tag:
            closing = self.open.pop()[1]
            if closing == "mention":
                self.muted -= 1
            elif closing:
                self.put(closing)

    def handle_data(self, data: str) -> None:
        text = re.sub(r"[\u200b\u2060\ufeff]", "", data.replace("\u00a0", " "))
        if self.muted or not text or (self.line is None and not text.strip()):
            return
        self.put(text.replace("\n", " ") if self.line is not None else text.lstrip("\n"))


def lines(html: str) -> str:
    """The lines of a piece of HTML, joined by line feeds; adjacent equal formatting is one stretch."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_line()
    text = "\n".join(line.rstrip() if line.strip() else "" for line in reader.lines)
    before = None
    while before != text:
        before = text
        text = text.replace("****", "")
        text = re.sub(r"\[([^\]\[]*)\]\(([^)]*)\)\[([^\]\[]*)\]\(\2\)", r"[\1\3](\2)", text)
        text = re.sub(r"\[\]\([^)]*\)", "", text)
    return text


def plain(text: str) -> str:
    """The same without markup, as the editor layer reads it."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("**", "")
    text = re.sub(r"^- ", "", text, flags=re.MULTILINE).replace("{img}", "\ufffc")
    return re.sub(r"\{(@\w+)\}", r"\1", text)
