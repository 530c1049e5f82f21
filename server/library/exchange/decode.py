"""From the bytes of a file to its text: encodings, line ends, and files that are something else altogether."""

import codecs

from server.library.exchange.model import FileProblem

MOST_BYTES = 64 * 1024 * 1024
ENCODINGS = ("utf-8", "windows-1252", "utf-16", "mac-roman", "iso-8859-15", "shift-jis")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_THINGS = (
    (b"PK\x03\x04", "a spreadsheet or zip file", "Open it and save the sheet as CSV (UTF-8), or unpack it first."),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file", "Open it and save the sheet as CSV (UTF-8)."),
    (b"%PDF", "a PDF", "Export the snippets as CSV or JSON instead."),
    (b"\x1f\x8b", "a compressed file", "Unpack it first."),
    (b"SQLite format 3\0", "a database", "A backup of a library is brought back with `alongside library restore`."),
    (b"\x89PNG", "a picture", "Export the snippets as CSV or JSON instead."),
)


def decode(raw: bytes, encoding: str | None = None) -> tuple[str, list[str]]:
    """The text of a file with plain line ends, and what to know about how it was read.

    ``encoding``: one of ENCODINGS, or None to find out. Raises FileProblem for what is no text, is empty, or is too large.
    """
    if len(raw) > MOST_BYTES:
        size, most = round(len(raw) / 1e6), MOST_BYTES // 1024 // 1024
        raise FileProblem(
            f"The file has {size:,} MB; up to {most} MB can be read at once.", "Split it into parts, one import each."
        )
    for start, what, mend in _OTHER_THINGS:
        if raw.startswith(start):
            raise FileProblem(f"This is {what}, not an export of snippets.", mend)
    text, notes = _text(raw, encoding)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise FileProblem(
            f"The file is not text: line {line} has a null character.", "Export it again as CSV, JSON or YAML."
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    beginning = text.lstrip()[:200].lower()
    if not beginning:
        raise FileProblem("The file is empty.", "Export it again; the download may have been cut off.")
    if beginning.startswith(("<!doctype html", "<html")):
        raise FileProblem(
            "This is a web page, not an export.", "Sign in where you download it from, then download it again."
        )
    return text, notes


def _text(raw: bytes, encoding: str | None) -> tuple[str, list[str]]:
    if encoding is not None:
        try:
            return raw.decode(encoding).removeprefix("\ufeff"), []
        except LookupError:
            raise FileProblem(f"There is no encoding “{encoding}”.", f"Use one of {', '.join(ENCODINGS)}.") from None
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            raise FileProblem(
                f"The file is not {encoding}: line {line} has the byte 0x{raw[error.start]:02X}.",
                "Choose another encoding, or let Alongside find out.",
            ) from None
    for mark, name in _BOMS:
        if raw.startswith(mark):
            try:
                return raw.decode(name), []
            except UnicodeDecodeError as error:
                raise _cut_off(name, error) from None
    head = raw[:4000]
    if head.count(0) > len(head) // 4:  # letters of most scripts that take two bytes each, without a mark that says so
        name = "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
        try:
            return raw.decode(name), ["Read as UTF-16."]
        except UnicodeDecodeError as error:
            raise _cut_off("utf-16", error) from None
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        cut = error.reason == "unexpected end of data"
    if cut:
        return raw[: error_start(raw)].decode("utf-8"), ["The file ends in the middle of a letter: it may be cut off."]
    note = f"Not UTF-8 (line {line}), so it was read as Windows-1252. Look at the accents below before importing."
    return raw.decode("windows-1252", "replace"), [note]


def error_start(raw: bytes) -> int:
    """Where the last, unfinished letter of cut-off UTF-8 begins."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return len(raw)


def _cut_off(name: str, error: UnicodeDecodeError) -> FileProblem:
    return FileProblem(
        f"The file says it is {name.removesuffix('-sig').upper()}, but byte {error.start + 1} is not.",
        "It may be cut off: export it again.",
    )
