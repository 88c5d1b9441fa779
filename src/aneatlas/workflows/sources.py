"""How the sources are reached: who asks (e-mail, key), and at which addresses.

Read from `sources.toml` in the atlas folder and from the environment, which goes before the file:
NCBI_API_KEY and ANEATLAS_EMAIL. A key is never written to the ledger, a message or a stored answer.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, ValidationError
from pydantic import Field as Entry

from aneatlas.core.evidence import Frozen
from aneatlas.core.issues import FileUnreadable, form_fault
from aneatlas.literature.sources import europepmc, eutils, listing

FILE = "sources.toml"
_HERE = {"localhost", "127.0.0.1", "::1"}


def is_here(address: str) -> bool:
    """Tell whether an address is on this machine."""
    return urlsplit(address).hostname in _HERE


def _address(value: str) -> str:
    parts = urlsplit(value)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise ValueError(f"'{value}' is no address; write https://host/path")
    if parts.scheme == "http" and not is_here(value):
        raise ValueError(f"'{value}' is not encrypted; write https://")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("an address here has no name, password, query or fragment")
    return value.rstrip("/")


Address = Annotated[str, AfterValidator(_address)]


class Addresses(Frozen):
    """Where each source is. Only https, except on this machine."""

    pubmed: Address = eutils.ADDRESS
    europepmc: Address = europepmc.ADDRESS
    mirror: Address = listing.ADDRESS


class Sources(Frozen):
    """Who asks, and where. NCBI asks every program to name an e-mail address under which its user is reached."""

    email: str = Entry(default="", pattern=r"^([^@\s]+@[^@\s]+)?$")
    ncbi_api_key: str = Entry(default="", pattern=r"^[0-9A-Za-z]*$", repr=False)
    addresses: Addresses = Addresses()


def sources_of(home: Path, environment: Mapping[str, str] = os.environ) -> Sources:
    """Return how the sources are reached from an atlas folder.

    Raises FileUnreadable for a file or variable that cannot be understood; the message never repeats a key.
    """
    path = home / FILE
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise FileUnreadable(f"{path}: the file cannot be read: {problem}. Mend it.") from None
    for variable, name in (("ANEATLAS_EMAIL", "email"), ("NCBI_API_KEY", "ncbi_api_key")):
        if value := environment.get(variable, "").strip():
            given[name] = value
    try:
        return Sources.model_validate(given)
    except ValidationError as problem:
        detail = problem.errors(include_url=False, include_input=False)[0]
        fault = form_fault(detail)
        raise FileUnreadable(
            f"{path} (or ANEATLAS_EMAIL, NCBI_API_KEY): {fault}. Known are email, ncbi_api_key and [addresses]."
        ) from None
