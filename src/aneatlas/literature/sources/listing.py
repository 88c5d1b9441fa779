"""NLM's folders of PubMed files: the index page of a folder, and the checksum beside each file.

Source: https://ftp.ncbi.nlm.nih.gov/pubmed/ (baseline/ and updatefiles/; beside each file `<file>.md5`,
one line 'MD5(pubmed26n0001.xml.gz)= <32 hexadecimal digits>').
"""

from __future__ import annotations

import re

ADDRESS = "https://ftp.ncbi.nlm.nih.gov/pubmed"
FOLDERS = ("baseline", "updatefiles")
_FILE = re.compile(r"""href=["']?(?:[^"'\s>]*/)?(pubmed\d{2}n\d{4,}\.xml\.gz)["'\s>]""", re.IGNORECASE)
_MD5 = re.compile(r"(?<![0-9a-fA-F])([0-9a-fA-F]{32})(?![0-9a-fA-F])")


def files_in(page: str) -> list[str]:
    """Return the names of the PubMed files that an index page links to, sorted; checksums and others are left out."""
    return sorted(set(_FILE.findall(page)))


def checksum_in(text: str) -> str:
    """Return the MD5 digest of a checksum file in lower case, '' where it holds none."""
    found = _MD5.search(text)
    return found.group(1).lower() if found else ""


def year_of(name: str) -> str:
    """Return the year of production in a file's name, '26' for pubmed26n0001.xml.gz."""
    return name[6:8]
