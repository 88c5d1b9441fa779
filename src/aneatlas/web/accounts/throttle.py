"""Attempts are counted in the database, so that a restart or a second process forgets none."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from aneatlas.web.accounts.models import Attempt


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` attempts within `minutes`."""

    most: int
    minutes: int


LIMITS: Mapping[str, Limit] = {
    "sign-in": Limit(6, 15),
    "sign-in-place": Limit(40, 15),
    "second-factor": Limit(6, 15),
    "link": Limit(20, 60),
    "password": Limit(6, 15),
    "report": Limit(5, 60),
    "report-all": Limit(200, 60),
}


def waiting(what: str, who: str) -> int:
    """Return how many minutes the next attempt has to wait, 0 for none."""
    limit = LIMITS[what]
    since = timezone.now() - timedelta(minutes=limit.minutes)
    times = list(
        Attempt.objects.filter(what=what, who=_digest(who), at__gt=since)
        .order_by("-at")
        .values_list("at", flat=True)[: limit.most]
    )
    if len(times) < limit.most:
        return 0
    return max(1, -int((since - times[-1]).total_seconds() // 60))


def count(what: str, who: str) -> None:
    """Note an attempt, and forget those that no longer count."""
    moment = timezone.now()
    Attempt.objects.create(what=what, who=_digest(who), at=moment)
    Attempt.objects.filter(at__lt=moment - timedelta(days=1)).delete()


def forget(what: str, who: str) -> None:
    """Forget the attempts after a success."""
    Attempt.objects.filter(what=what, who=_digest(who)).delete()


def _digest(who: str) -> str:
    return hashlib.sha256(who.casefold().encode()).hexdigest()
