"""The way to a source: one connection, so many requests a second, and patience with what passes.

What may help is asked again: a broken or silent connection, status 429 and 5xx, and an answer that the
source's own rules refuse. The waits double from one second to a minute, each between half and the whole
of that, and are never shorter than what Retry-After says. Clock and chance are given, so that tests need no time.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import httpx2

from aneatlas import __version__
from aneatlas.literature.sources.asking import Answer, Ask, Refused, check_status, plain
from aneatlas.workflows.sources import is_here

Read = TypeVar("Read")
TRIES = 6
LONGEST_WAIT = 60.0
#: A source that wants a longer pause is left alone until the next run.
MOST_PATIENCE = 300.0
MOST_BYTES = 128 * 1024 * 1024
TIMEOUT = httpx2.Timeout(120.0, connect=30.0)


class Clock(Protocol):
    """The time, and waiting for it."""

    def wall(self) -> float:
        """Return seconds since 1970."""
        ...

    def steady(self) -> float:
        """Return seconds that never go back, from any beginning."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The clock of the machine."""

    def wall(self) -> float:
        """Return seconds since 1970."""
        return time.time()

    def steady(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class Unanswered(Exception):
    """A question that got no answer after every try; `reason` names the question and the last refusal.

    away: the source cannot be reached, or wants a longer pause than a run waits: no other question will fare better.
    status: that of the last answer, 0 where it did not matter.
    """

    def __init__(self, reason: str, *, away: bool, status: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.away = away
        self.status = status


class _Broken(Refused):
    """No answer came, or not the whole of it."""


@dataclass(slots=True)
class Limiter:
    """Lets a request begin only when the one before it began long enough ago."""

    rate: float
    clock: Clock
    _next: float | None = None

    def wait(self) -> None:
        """Wait until the next request may begin."""
        now = self.clock.steady()
        if self._next is not None and self._next > now:
            self.clock.sleep(self._next - now)
            now = self._next
        self._next = now + 1 / self.rate


@dataclass(slots=True)
class Tally:
    """What happened on the way: requests, repetitions, and each kind of trouble with how often it came."""

    requests: int = 0
    repeated: int = 0
    troubles: Counter[str] = field(default_factory=Counter)


class Client:
    """A connection to one source."""

    def __init__(
        self,
        address: str,
        rate: float,
        *,
        email: str = "",
        secret: str = "",
        clock: Clock | None = None,
        chance: Callable[[], float] = random.random,
        tries: int = TRIES,
        limiter: Limiter | None = None,
    ) -> None:
        """Open; limiter: that of the connections to the same source before this one, which count too."""
        self.address = address
        self.clock = clock or SystemClock()
        self.tally = Tally()
        self.tries = tries
        self._limiter = limiter or Limiter(rate, self.clock)
        self._chance = chance
        # A source may repeat in its complaint what it was sent.
        self._hidden = {text: name for text, name in ((secret, "(key)"), (email, "(e-mail)")) if text}
        agent = f"aneatlas/{__version__}" + (f" (mailto:{email})" if email else "")
        self._http = httpx2.Client(
            headers={"User-Agent": agent},
            timeout=TIMEOUT,
            follow_redirects=False,
            trust_env=not is_here(address),  # a proxy of the environment leads away from this machine
        )

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def ask(self, ask: Ask, read: Callable[[bytes], Read], *, tries: int = 0) -> Read:
        """Ask until an answer is one that `read` takes; `read` raises Refused for others.

        Raises Unanswered after the last try, at once for a refusal that will not change, and where the
        source wants a longer pause than a run waits.
        """
        tries = tries or self.tries
        for number in range(1, tries + 1):
            try:
                answer = self._send(ask)
                check_status(answer, self.clock.wall())
                return read(answer.body)
            except Refused as refused:
                reason = f"{ask.name}: {refused.reason}"
                for text, name in self._hidden.items():
                    reason = reason.replace(text, name)
                self.tally.troubles[reason] += 1
                if refused.wait is not None and refused.wait > MOST_PATIENCE:
                    wanted = f"{reason}; it asks for a pause of {refused.wait / 60:.0f} minutes"
                    raise Unanswered(wanted, away=True) from None
                if not refused.again or number == tries:
                    away = isinstance(refused, _Broken)
                    raise Unanswered(reason, away=away, status=refused.status) from None
                self.pause(number, refused.wait)
                self.tally.repeated += 1
        raise AssertionError("unreachable: the last try returns or raises")

    def pause(self, number: int, wanted: float | None = None) -> None:
        """Wait after the try of that number, at least as long as the source wants."""
        longest = min(LONGEST_WAIT, 2.0 ** (number - 1))
        self.clock.sleep(max(wanted or 0.0, longest * (0.5 + 0.5 * self._chance())))

    def _send(self, ask: Ask) -> Answer:
        with self.stream(ask) as (status, headers, chunks):
            body = bytearray()
            for chunk in chunks:
                body += chunk
                if len(body) > MOST_BYTES:
                    raise Refused(f"the answer has more than {MOST_BYTES >> 20} MB", again=False)
            return Answer(status, bytes(body), headers)

    @contextmanager
    def stream(
        self, ask: Ask, headers: Mapping[str, str] | None = None, *, raw: bool = False
    ) -> Iterator[tuple[int, Mapping[str, str], Iterator[bytes]]]:
        """Send a question once; give status, headers (lower case) and the body in chunks.

        raw: the bytes as they travel, for files that are compressed themselves. Raises Refused for a
        connection that fails, is silent too long, or ends before the body does.
        """
        self._limiter.wait()
        self.tally.requests += 1
        data = dict(ask.form)
        try:
            with self._http.stream(
                "POST" if data else "GET",
                self.address + ask.path,
                data=data or None,
                headers=dict(headers or {}),
            ) as response:
                names = {name.lower(): value for name, value in response.headers.items()}
                yield response.status_code, names, response.iter_raw() if raw else response.iter_bytes()
        except httpx2.TimeoutException:
            raise _Broken("no answer in time") from None
        except httpx2.ConnectError as problem:
            raise _Broken(f"no connection: {plain(str(problem))}") from None
        except httpx2.HTTPError as problem:
            raise _Broken(f"the connection broke: {plain(str(problem))}") from None


def troubles(tally: Tally) -> list[str]:
    """Return each kind of trouble as one line, with how often it came."""
    return [f"{what} ({times} times)" if times > 1 else what for what, times in tally.troubles.items()]
