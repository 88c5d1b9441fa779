"""Notes: what people say to each other about a record, a report, a case or a field; resolved or open."""

from __future__ import annotations

import re

from pydantic import Field

from aneatlas.core.body import Body

_MENTION = re.compile(r"(?<![\w.-])@([a-z0-9][a-z0-9._-]{0,38}[a-z0-9])")


class Note(Body):
    """A note.

    id: 'N' and a number. subject: the record, report or case that it is about; field: one field of it, or ''.
    words: what is said. answers: the note that this one answers, or ''. mentions: names of accounts.
    resolved: whether nothing is left to do.
    """

    id: str = Field(pattern=r"^N[1-9][0-9]*$")
    subject: str = Field(min_length=1, max_length=200)
    words: str = Field(min_length=1)
    field: str = Field(default="", max_length=200)
    answers: str = Field(default="", pattern=r"^(N[1-9][0-9]*)?$")
    mentions: tuple[str, ...] = ()
    author: str = Field(max_length=200)
    at: str = Field(max_length=32)
    resolved: bool = False


def mentioned(words: str) -> tuple[str, ...]:
    """Return the names that a note mentions as @name, each once, in order."""
    return tuple(dict.fromkeys(_MENTION.findall(words)))
