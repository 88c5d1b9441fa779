"""A question to a source and its answer, whatever carries them; and when an answer is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\s]+")
#: What may pass. Of the statuses from 500 on, only these two say that it never will (RFC 9110, 15.6).
_TRANSIENT = {408, 425, 429}
_LASTING = {501, 505}
_MOST = 300  # characters of a source's own words that are kept


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: `name` is what messages call it, `path` follows the source's address.

    form is sent as the body of a POST, so that neither long queries nor keys stand in an address;
    without a form it is a GET.
    """

    name: str
    path: str
    form: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. Names of headers are in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """An answer that is none: why, whether asking again may help, how long the source wants to be left alone.

    wait is in seconds. status: that of the answer, 0 where it did not matter.
    """

    def __init__(
        self, reason: str, *, again: bool = True, wait: float | None = None, status: int = 0
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        self.wait = wait
        self.status = status


def check_status(answer: Answer, wall: float) -> None:
    """Raise Refused for every status other than 200. `wall` is the time in seconds since 1970, for Retry-After."""
    if answer.status == 200:
        return
    reason = f"status {answer.status}"
    if answer.status in _TRANSIENT or (answer.status >= 500 and answer.status not in _LASTING):
        wait = retry_after(answer.headers.get("retry-after", ""), wall)
        raise Refused(reason, wait=wait, status=answer.status)
    said = plain(answer.body.decode("utf-8", "replace")) if answer.status == 400 else ""
    if 300 <= answer.status < 400:
        said = "the address has moved"
    raise Refused(f"{reason}: {said}" if said else reason, again=False, status=answer.status)


def retry_after(value: str, wall: float) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, 10.2.3: seconds or a date); None if unclear."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - wall)
    except (ValueError, TypeError, OverflowError):
        return None


def plain(text: str) -> str:
    """Return a source's own words as a short line that the ledger can hold."""
    line = _CONTROL.sub(" ", re.sub(r"<[^>]*>", " ", text)).strip()
    return line if len(line) <= _MOST else f"{line[:_MOST].rstrip()} ..."
