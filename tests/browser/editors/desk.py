"""What a test does in an editor, the same words for every editor and browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from tests.browser.editors import canon


class Browser(Protocol):
    """The few things the suite needs of a browser driver."""

    name: str
    errors: list[str]

    def open(self, url: str) -> None: ...
    def enter_frame(self) -> None: ...
    def probe(self, name: str, *args: Any) -> Any: ...
    def page_js(self, source: str, *args: Any) -> Any: ...
    def frame_js(self, source: str, *args: Any) -> Any: ...
    def type(self, text: str) -> None: ...
    def press(self, key: str) -> None: ...
    def click(self, x: float, y: float) -> None: ...
    def wait(self, ms: float) -> None: ...


@dataclass(frozen=True)
class Make:
    """One make of editor and what is particular about it."""

    page: str
    kind: str
    rich: bool = True
    redo: str = "Control+Shift+z"
    #: typing goes on in the same undo step for this long, in milliseconds
    typing_step: int = 0
    #: lives in a frame of its own
    framed: bool = False
    #: in Firefox a replacement right behind typed text joins its undo step
    joins_in_firefox: bool = False
    #: its own redo does nothing in Firefox, with or without Alongside
    redo_in_firefox: bool = True
    #: typing right behind a change joins its undo step, whatever the caret did in between
    joins: bool = False

    def __str__(self) -> str:
        return self.page


MAKES = (
    Make("textarea", "textarea", rich=False),
    Make("input", "input", rich=False),
    Make("react-textarea", "textarea", rich=False),
    Make("contenteditable", "contenteditable"),
    Make("gmail", "contenteditable"),
    Make("ckeditor5", "ckeditor5"),
    Make("froala", "froala", typing_step=550),
    Make("prosemirror", "prosemirror", typing_step=500),
    Make("tiptap", "tiptap", typing_step=500),
    Make("quill", "quill", typing_step=1000),
    Make("lexical", "lexical", typing_step=300),
    Make("slate", "slate", joins=True),
    Make("draftjs", "draftjs", joins_in_firefox=True),
    Make("tinymce", "tinymce", framed=True),
    Make("tinymce-inline", "tinymce"),
    Make("summernote", "summernote", redo="Control+y"),
    Make("trix", "trix", redo_in_firefox=False, joins_in_firefox=True),
    Make("ckeditor4", "ckeditor4", redo="Control+y", framed=True),
    Make("ckeditor4-inline", "ckeditor4", redo="Control+y"),
)


PAINTED = """() => {
  const looks = {};
  CSS.highlights.forEach((set, name) => set.forEach((range) => (looks[name] ??= []).push(String(range))));
  for (const words of Object.values(looks)) words.sort();
  return looks;
}"""
PAINTED_AT = """() => {
  const tops = [];
  CSS.highlights.forEach((set) => set.forEach((range) => tops.push(range.getBoundingClientRect().top)));
  return tops;
}"""


def painted(browser: Browser) -> dict[str, list[str]]:
    """The words under each underline, by name of the look, as the page itself sees them."""
    found: dict[str, list[str]] = browser.frame_js(PAINTED)
    return found


def utf16(text: str) -> int:
    """Length in UTF-16 code units, as the browser counts."""
    return len(text.encode("utf-16-le")) // 2


class Desk:
    """An open page with one editor, focused."""

    def __init__(self, browser: Browser, base_url: str, make: Make) -> None:
        self.browser = browser
        self.make = make
        browser.open(f"{base_url}/editor/{make.page}")
        browser.page_js("() => fixture.frame?.focus()")
        browser.frame_js("() => (window.fixture?.element ?? document.body).focus()")
        self.wait_for(lambda: browser.probe("kinds") == [make.kind], "the editor was not found")
        self.base = self.model()

    def model(self) -> str:
        """The content by the editor's own account, as lines with light markup."""
        content = self.browser.page_js("() => fixture.html ? { html: fixture.html() } : { text: fixture.text() }")
        return canon.lines(content["html"]) if "html" in content else str(content["text"])

    def text(self) -> str:
        return str(self.browser.probe("text"))

    def plain(self, model: str) -> str:
        return canon.plain(model)

    def expected(self, model: str, *changes: tuple[str, str]) -> str:
        """The model after replacing marked-up pieces; fields have no markup."""
        for pair in changes:
            old, new = pair if self.make.rich else (canon.plain(part).rstrip("]") for part in pair)
            assert model.count(old) == 1, f"{old!r} must occur once in {model!r}"
            model = model.replace(old, new)
        return model

    def span(self, words: str) -> tuple[int, int]:
        """Where words stand in the text, in UTF-16 code units."""
        text = self.text()
        assert text.count(words) == 1, f"{words!r} must occur once in {text!r}"
        start = utf16(text[: text.index(words)])
        return start, start + utf16(words)

    def replace(self, old: str, new: str) -> dict[str, Any]:
        outcome: dict[str, Any] = self.browser.probe("replace", *self.span(old), old, new)
        return outcome

    def caret_to(self, offset: int) -> None:
        self.browser.probe("select", offset, offset)
        self.browser.wait(20)

    def caret_after(self, words: str) -> None:
        self.caret_to(self.span(words)[1])

    def undo(self) -> None:
        self.browser.press("Control+z")

    def undo_lines(self, back_to: str, lines: int) -> None:
        """Undo an insertion of several lines: one step, except in Firefox, which takes each line as one."""
        for _ in range(2 * lines if self.browser.name == "firefox" else 1):
            self.undo()
            self.browser.wait(30)
            if self.model() == back_to:
                break
        self.settled(back_to)

    @property
    def can_redo(self) -> bool:
        return self.make.redo_in_firefox or self.browser.name != "firefox"

    def redo(self) -> None:
        self.browser.press(self.make.redo)

    def end_typing_step(self) -> None:
        """Let the editor's own typing step end, so that what follows is a step of its own."""
        if self.make.typing_step:
            self.browser.wait(self.make.typing_step + 50)

    def settled(self, expected: str, step: str = "") -> None:
        """The model is (soon) exactly this, and the layer reads the same."""
        self.wait_for(lambda: self.model() == expected, lambda: f"{step}\ngot  {self.model()!r}\nwant {expected!r}")
        assert self.text() == self.plain(expected)

    def settled_text(self, expected: str, step: str = "") -> None:
        """The words are (soon) exactly these, in the model and as read, whatever the formatting."""
        bare = "\n".join(line.rstrip() for line in expected.split("\n"))

        def right() -> bool:
            return self.text() == expected and self.plain(self.model()) == bare

        self.wait_for(right, lambda: f"{step}\nread  {self.text()!r}\nmodel {self.model()!r}\nwant  {expected!r}")

    def wait_for(self, condition: Callable[[], bool], message: str | Callable[[], str]) -> None:
        """Look a few times; editors update their model a frame or two after the key."""
        for pause in (0, 10, 20, 40, 80, 150, 300, 600):
            self.browser.wait(pause)
            if condition():
                return
        raise AssertionError(message if isinstance(message, str) else message())
