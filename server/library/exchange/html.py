"""HTML to the plain text a reply box takes: paragraphs and lists as people type them, links kept with their addresses."""

import re

_TAG = re.compile(
    r"</?(?:p|br|div|span|a|ul|ol|li|b|strong|em|i|u|h[1-6]|table|tr|td|img|font|blockquote|pre|code|hr)\b[^<>]*>", re.I
)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#39|#x27|rsquo|lsquo|ldquo|rdquo|ndash|mdash|hellip);", re.I)


def looks_like_html(text: str) -> bool:
    """Whether a text has tags of formatted text, or their entities."""
    return bool(_TAG.search(text) or _ENTITY.search(text))


def to_text(html: str) -> tuple[str, list[str]]:
    """The text of a piece of HTML, and what could not be taken over (pictures, tables)."""
    # 4 MB that only an import needs.
    from bs4 import BeautifulSoup  # noqa: PLC0415

    from server.library.exchange.plain import Plain  # noqa: PLC0415

    notes: list[str] = []
    try:
        soup = BeautifulSoup(html, "html.parser")
        for gone in soup(["script", "style", "head", "title"]):
            gone.decompose()
        if pictures := len(soup("img")):
            notes.append(f"{pictures} picture{'s' * (pictures > 1)} left out")
        if soup("table"):
            notes.append("a table became lines of text")
        text = Plain().convert_soup(soup)
    except RecursionError:
        text = re.sub(r"<[^<>]*>", " ", html)
        notes.append("the formatting is nested too deeply, so line breaks may be lost")
    lines = (" ".join(line.replace("\u00a0", " ").split(" ")).rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), notes
