"""Writes small PDF files for tests (enough of ISO 32000 for that)."""

from __future__ import annotations

from collections.abc import Sequence

#: (x, y, font size, rise, text)
Run = tuple[float, float, float, float, str]


def make_pdf(pages: Sequence[Sequence[Run]], *, drawn: bytes = b"", encrypted: bool = False) -> bytes:
    """Return a PDF with one content stream per page, in Helvetica; each page also draws `drawn`."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids = []
    for runs in pages:
        stream = drawn + b"BT\n" + b"".join(_run(run) for run in runs) + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream")
        content = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % content
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [" + b" ".join(kids) + b"] /Count %d >>" % len(kids)
    trailer = b"/Size %d /Root 1 0 R" % (len(objects) + 1)
    if encrypted:  # keys that no empty password opens
        key = b"00" * 32
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + key + b"> /U <" + key + b"> >>")
        ident = b"<" + b"ab" * 16 + b">"
        trailer = b"/Size %d /Root 1 0 R /Encrypt %d 0 R /ID [%s %s]" % (
            len(objects) + 1, len(objects), ident, ident,
        )  # fmt: skip
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer\n<< " + trailer + b" >>\nstartxref\n%d\n%%%%EOF\n" % start


def _run(run: Run) -> bytes:
    x, y, size, rise, text = run
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")
    return b"/F1 %g Tf %g Ts 1 0 0 1 %g %g Tm (%s) Tj\n" % (size, rise, x, y, escaped)
