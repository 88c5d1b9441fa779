"""Bytes to characters, strictly: a wrong encoding is refused, never repaired by guessing."""

from __future__ import annotations

import codecs
import re

from aneatlas.documents.reading import MAX_BYTES, Unreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_HTML_ENCODING = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._-]{1,40})""", re.I)
# Only encodings that turn bytes into text: 'zip', 'hex' and the like are codecs too, and expand.
_ALLOWED = re.compile(
    r"utf-?(8|16|32)(-?[bl]e)?|us-ascii|ascii|iso-?8859-?\d+|latin-?1|windows-125\d|cp125\d|shift_?jis|euc-(jp|kr)"
    r"|iso-2022-jp|gb(2312|k|18030)|big5|koi8-[ru]",
    re.I,
)


def decode(data: bytes, name: str, *, markup: str = "") -> str:
    """Return the characters of a source. `markup` is 'xml', 'html' or '' for plain text.

    The encoding is the byte order mark's, else the one that the source declares, else UTF-8.
    Raises Unreadable for too many bytes, an unknown or wrong encoding, and null bytes.
    """
    if len(data) > MAX_BYTES:
        size, limit = len(data) // 2**20, MAX_BYTES // 2**20
        raise Unreadable(
            "too-large", name, f"the file has {size} MB; the limit is {limit} MB.", "Give the article alone."
        )
    encoding = _encoding(data, markup)
    if not _ALLOWED.fullmatch(encoding.removesuffix("-sig")):
        raise Unreadable(
            "wrong-encoding", name, f"the encoding '{encoding}' is not known.", "Save the file as UTF-8."
        )
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as problem:
        place = f"at byte {problem.start}" if isinstance(problem, UnicodeDecodeError) else ""
        message = f"the file is not valid {encoding.upper()} {place}".rstrip() + "."
        raise Unreadable("wrong-encoding", name, message, "Save the file as UTF-8.") from None
    if "\x00" in text:
        raise Unreadable(
            "null-bytes", name, "the file holds null bytes; it is not text.", "Give the original file."
        )
    return text


def _encoding(data: bytes, markup: str) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    declared = None
    if markup == "xml":
        declared = _XML_ENCODING.search(data[:1024])
    elif markup == "html":
        declared = _HTML_ENCODING.search(data[:4096])
    return declared.group(1).decode("ascii").lower() if declared else "utf-8"
