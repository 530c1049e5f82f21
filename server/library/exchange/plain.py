"""The way from parsed HTML to plain text, on top of markdownify."""

import re
from typing import Any

from markdownify import MarkdownConverter


class Plain(MarkdownConverter):
    """Markdown without the marks: a customer should not see asterisks."""

    class Options:
        """See MarkdownConverter."""

        bullets = "-"
        wrap = False

    def escape(self, text: str, parent_tags: Any) -> str:
        return text

    def _as_it_is(self, el: Any, text: str, parent_tags: Any) -> str:
        return text

    convert_b = convert_strong = convert_em = convert_i = convert_del = convert_s = convert_sub = convert_sup = (
        _as_it_is
    )
    convert_code = convert_kbd = convert_samp = _as_it_is

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
        address = (el.get("href") or "").strip()
        label = text.strip()
        if not address or address.startswith(("#", "javascript:")):
            return text
        bare = re.sub(r"^(?:mailto:|tel:|https?://)", "", address).rstrip("/")
        if re.sub(r"^https?://", "", label).rstrip("/") == bare:
            return text if "://" not in address or "://" in label else text.replace(label, address)
        shown = bare if address.startswith(("mailto:", "tel:")) else address
        return f"{text.rstrip()} ({shown})" if label else shown

    def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:
        return ""

    def convert_br(self, el: Any, text: str, parent_tags: Any) -> str:
        return " " if "_inline" in parent_tags else "\n"

    def convert_hr(self, el: Any, text: str, parent_tags: Any) -> str:
        return "\n\n---\n\n"

    def convert_div(self, el: Any, text: str, parent_tags: Any) -> str:
        return " " + text.strip() + " " if "_inline" in parent_tags else f"\n{text.strip(chr(10))}\n"

    def convert_hN(self, n: int, el: Any, text: str, parent_tags: Any) -> str:  # noqa: N802 - markdownify's name
        return f"\n\n{text.strip()}\n\n"

    def convert_pre(self, el: Any, text: str, parent_tags: Any) -> str:
        return f"\n\n{text}\n\n"

    def convert_td(self, el: Any, text: str, parent_tags: Any) -> str:
        return f"{' '.join(text.split())} | "

    convert_th = convert_td

    def convert_tr(self, el: Any, text: str, parent_tags: Any) -> str:
        return text.rstrip(" |") + "\n"

    def convert_table(self, el: Any, text: str, parent_tags: Any) -> str:
        return f"\n\n{text.strip()}\n\n"
