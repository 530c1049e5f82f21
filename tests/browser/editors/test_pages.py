"""Where editors live: shadow roots, frames, dialogs, lists of editors that come and go; and where Alongside stays out."""

from __future__ import annotations

import pytest

from tests.browser.editors.desk import Browser, painted
from tests.browser.editors.test_fields import blank, build

pytestmark = pytest.mark.browser
__all__ = ["blank"]

MARK = [{"id": "a", "start": 3, "end": 8, "category": "sympathy", "severity": "high"}]
PAINTED = {"alongside-sympathy": ["sorry"]}

SHADOW = """([inner]) => {
  const outer = document.createElement('div');
  document.body.replaceChildren(outer);
  const middle = document.createElement('div');
  outer.attachShadow({ mode: 'open' }).append(middle);
  const root = middle.attachShadow({ mode: 'open' });
  root.innerHTML = inner;
  window.field = root.querySelector('[autofocus]');
  field.focus();
}"""


IN_SHADOW = (
    "<textarea autofocus>so sorry about</textarea>",
    "<div contenteditable autofocus>so sorry <b>about</b></div>",
)


@pytest.mark.parametrize("inner", IN_SHADOW)
def test_open_shadow_roots(blank: Browser, inner: str) -> None:
    blank.page_js(SHADOW, inner)
    blank.wait(30)
    assert blank.probe("text") == "so sorry about"
    blank.probe("mark", MARK)
    assert painted(blank) == PAINTED
    blank.probe("select", 14, 14)
    blank.type("!")
    assert blank.probe("text") == "so sorry about!"
    assert blank.probe("caret") == {"start": 15, "end": 15}
    assert blank.probe("replace", 3, 8, "sorry", "glad") == {"ok": True, "steps": 1}
    assert blank.page_js("() => field.value ?? field.innerHTML").startswith("so glad")
    blank.type("?")
    assert blank.probe("text") == "so glad about!?"
    [rect] = blank.probe("rects", 3, 7)
    middle = rect["top"] + rect["height"] / 2
    assert blank.probe("offsetAt", rect["left"] + 1, middle) == 3
    blank.press("Control+z")
    blank.press("Control+z")
    assert blank.probe("text") == "so sorry about!"
    blank.page_js("() => field.remove()")
    blank.wait(30)
    assert blank.probe("kinds") == []


def test_modal_dialogs(blank: Browser) -> None:
    build(blank, "<dialog><textarea autofocus>so sorry</textarea></dialog>")
    blank.page_js("() => { document.querySelector('dialog').showModal(); }")
    blank.wait(30)
    blank.probe("mark", MARK)
    assert painted(blank) == PAINTED
    assert blank.page_js("() => document.querySelector('alongside-mirror').matches(':popover-open')")
    assert blank.probe("replace", 3, 8, "sorry", "glad")["ok"]


@pytest.mark.parametrize(
    "html", ["<textarea autofocus>Hi , thanks</textarea>", "<div contenteditable autofocus>Hi <b>,</b> thanks</div>"]
)
def test_inserts_where_the_caret_was_before_the_focus_left(blank: Browser, html: str) -> None:
    build(blank, f"{html}<input type=search>")
    blank.probe("select", 3, 3)
    blank.wait(20)
    blank.page_js("() => document.querySelector('input').focus()")
    blank.wait(20)
    assert blank.probe("insert", "Maria")["ok"]
    assert blank.probe("text") == "Hi Maria, thanks"
    assert blank.probe("caret") == {"start": 8, "end": 8}


def test_editors_come_and_go(blank: Browser) -> None:
    build(blank, "<main><div contenteditable autofocus>so sorry one</div></main>")
    assert blank.probe("kinds") == ["contenteditable"]
    blank.probe("mark", MARK)
    blank.page_js(
        "() => { document.querySelector('main').innerHTML = '<div contenteditable autofocus>so sorry two</div>'; }"
    )
    blank.wait(40)
    assert blank.probe("kinds") == []
    assert painted(blank) == {}
    blank.page_js("() => document.querySelector('[autofocus]').focus()")
    blank.wait(20)
    assert blank.probe("text") == "so sorry two"


def test_a_moved_editor_is_the_same_editor(blank: Browser) -> None:
    build(blank, "<main><div contenteditable autofocus>so sorry</div></main><aside></aside>")
    blank.probe("mark", MARK)
    blank.page_js("() => document.querySelector('aside').append(document.querySelector('[autofocus]'))")
    blank.wait(40)
    assert blank.probe("kinds") == ["contenteditable"]
    assert painted(blank) == PAINTED


def test_two_editors_at_once(blank: Browser) -> None:
    build(blank, "<div contenteditable autofocus>so sorry</div><textarea>we sorry</textarea>")
    blank.probe("mark", MARK)
    blank.page_js("() => document.querySelector('textarea').focus()")
    blank.wait(20)
    assert blank.probe("kinds") == ["contenteditable", "textarea"]
    blank.probe("mark", MARK)
    assert painted(blank) == {"alongside-sympathy": ["sorry", "sorry"]}
    assert blank.probe("replace", 3, 8, "sorry", "glad")["ok"]
    assert blank.page_js("() => document.querySelector('div').textContent") == "so sorry"
    blank.page_js("() => document.querySelector('textarea').remove()")
    blank.wait(30)
    assert painted(blank) == PAINTED


@pytest.mark.parametrize(
    "html",
    [
        "<input type=password autofocus>",
        "<input type=search autofocus>",
        "<input type=email autofocus>",
        "<input autocomplete=one-time-code autofocus>",
        "<input autocomplete=cc-number autofocus>",
        "<input role=combobox autofocus>",
        "<div role=searchbox contenteditable autofocus>x</div>",
        "<div class=cm-editor><div contenteditable autofocus>let x</div></div>",
        "<div class=CodeMirror><textarea autofocus></textarea></div>",
        "<button autofocus>x</button>",
        "<div tabindex=0 autofocus>x</div>",
        "<select autofocus><option>x</option></select>",
    ],
)
def test_stays_out_of(blank: Browser, html: str) -> None:
    build(blank, html)
    blank.type("x")
    assert blank.probe("kinds") == []


def test_becomes_editable_after_it_got_the_focus(blank: Browser) -> None:
    build(blank, "<div tabindex=0 autofocus>so sorry</div>")
    assert blank.probe("kinds") == []
    blank.page_js("() => { document.querySelector('div').contentEditable = 'true'; }")
    blank.type("x")
    blank.wait(20)
    assert blank.probe("kinds") == ["contenteditable"]


def test_an_editor_switched_off_is_left_alone(blank: Browser) -> None:
    build(blank, "<div contenteditable autofocus>so sorry</div>")
    blank.page_js("() => { document.querySelector('div').contentEditable = 'false'; }")
    assert blank.probe("replace", 3, 8, "sorry", "glad") == {"ok": False, "reason": "readonly"}


def test_an_editor_that_puts_its_text_back_is_believed(blank: Browser) -> None:
    build(blank, "<div contenteditable autofocus>so sorry</div>")
    blank.page_js(
        "() => { const box = document.querySelector('div');"
        " new MutationObserver(() => { if (box.textContent !== 'so sorry') box.textContent = 'so sorry'; })"
        ".observe(box, { childList: true, subtree: true, characterData: true }); }"
    )
    assert blank.probe("replace", 3, 8, "sorry", "glad") == {"ok": False, "reason": "reverted"}
    assert blank.probe("text") == "so sorry"


SHAPES = {
    "paragraphs": ("<p>a</p><p>b</p>", "a\nb"),
    "white space between blocks": ("\n  <p>a</p>\n  <p>b</p>\n", "a\nb"),
    "collapsing white space": ("<p>  a\n   b  <b> c </b> d </p>", "a b c d"),
    "an empty paragraph": ("<p>a</p><p><br></p><p>b</p>", "a\n\nb"),
    "a line break": ("a<br>b", "a\nb"),
    "a line break that only ends its block": ("<div>a<br></div><div>b</div>", "a\nb"),
    "two line breaks": ("a<br><br>b", "a\n\nb"),
    "bare text before blocks": ("a<div>b</div>c", "a\nb\nc"),
    "nested lists": ("<ul><li>a<ul><li>b</li><li>c</li></ul></li><li><p>d</p></li></ul>", "a\nb\nc\nd"),
    "deep blocks": ("<div><div><p>a</p></div></div><div><section><p>b</p></section></div>", "a\nb"),
    "a table": ("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"),
    "preformatted text": ("<pre>a\n  b</pre>", "a\n  b"),
    "an image": ("a<img>b", "a\ufffcb"),
    "a mention": ("hi <span contenteditable='false'>@Maria</span>!", "hi @Maria!"),
    "zero-width characters": ("\u200ba\ufeffb\u2060", "ab"),
    "joined emoji": ("👩\u200d💻 x", "👩\u200d💻 x"),
    "no-break spaces": ("a\u00a0b&nbsp;", "a b "),
    "nothing": ("", ""),
    "only a line break": ("<br>", ""),
    "style and script": ("a<style>p{}</style><script>1</script>b", "ab"),
    "comments": ("a<!-- c -->b", "ab"),
    "formatting inside a word": ("<p>un<b>believ</b>able</p>", "unbelievable"),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_reads_any_markup(blank: Browser, shape: tuple[str, str]) -> None:
    html, text = shape
    build(blank, "<div contenteditable autofocus></div>")
    blank.page_js("([html]) => { document.querySelector('div').innerHTML = html; }", html)
    assert blank.probe("text") == text
    # Every offset has a place, and the place leads back to the offset.
    assert blank.probe("roundTrip") == list(range(len(text.encode("utf-16-le")) // 2 + 1))


def test_a_mention_survives_and_is_never_cut(blank: Browser) -> None:
    build(
        blank, "<div contenteditable autofocus>Hi <span contenteditable=false data-id=7>@Maria</span>, so sorry</div>"
    )
    mention = "() => document.querySelector('[data-id]')?.textContent ?? null"
    assert blank.probe("replace", 0, 18, "Hi @Maria, so sorr", "Dear @Maria, so happ")["ok"]
    assert blank.page_js(mention) == "@Maria"
    assert blank.probe("text") == "Dear @Maria, so happy"
    assert blank.probe("replace", 5, 11, "@Maria", "Sam") == {"ok": False, "reason": "readonly"}
    assert blank.page_js(mention) == "@Maria"
    assert blank.probe("replace", 0, 4, "Dear", "Hello")["ok"]
    assert blank.probe("text") == "Hello @Maria, so happy"


FRAME = """([kind]) => new Promise((resolve) => {
  const frame = document.createElement('iframe');
  const html = '<body contenteditable>so sorry</body>';
  if (kind === 'srcdoc') frame.srcdoc = html;
  frame.onload = () => {
    if (kind === 'blank') { frame.contentDocument.body.contentEditable = 'true'; frame.contentDocument.body.innerHTML = 'so sorry'; }
    if (kind === 'design') { frame.contentDocument.designMode = 'on'; frame.contentDocument.body.innerHTML = 'so sorry'; }
    window.fixture = { frame };
    resolve();
  };
  document.body.append(frame);
})"""


@pytest.mark.parametrize("kind", ["srcdoc", "blank", "design"])
def test_frames_of_the_same_page(blank: Browser, kind: str) -> None:
    blank.page_js(FRAME, kind)
    blank.enter_frame()
    blank.frame_js("() => { window.focus(); document.body.focus(); }")
    blank.wait(30)
    assert blank.probe("kinds") == ["contenteditable"]
    assert blank.probe("text") == "so sorry"
    blank.probe("mark", MARK)
    assert painted(blank) == PAINTED
    assert blank.probe("replace", 3, 8, "sorry", "glad")["ok"]
    assert blank.frame_js("() => document.body.textContent") == "so glad"
