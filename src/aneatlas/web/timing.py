"""How long the server took: from the arrival of a request, the waiting for a free thread included.

Signed-in people are told in the header Server-Timing, which a browser's tools show and `benchmarks/web.py` reads:
`queue` is the waiting for a thread, `app` the work, both in milliseconds. Nobody else is told how long an answer took.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from waitress.task import ThreadedTaskDispatcher

_ARRIVAL = threading.local()


class Arrived:
    """A task of the server with the moment at which it came in."""

    def __init__(self, task: Any) -> None:
        self.task = task
        self.moment = time.perf_counter()

    def service(self) -> None:
        """Do the task; the moment is known to the thread that does it."""
        _ARRIVAL.moment = self.moment
        try:
            self.task.service()
        finally:
            _ARRIVAL.moment = None

    def cancel(self) -> None:
        """Drop the task, when the server ends."""
        self.task.cancel()


class Dispatcher(ThreadedTaskDispatcher):
    """Waitress' threads, which also know when their tasks came in."""

    def add_task(self, task: Any) -> None:
        """Queue a task with the moment of its arrival."""
        super().add_task(Arrived(task))


class Timing:
    """Middleware: tells those who are signed in how long their answer took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        waited = begun - (getattr(_ARRIVAL, "moment", None) or begun)
        _ARRIVAL.moment = None  # another request on the same connection waited for this one, not for a thread
        response = self.get_response(request)
        if getattr(request, "person", None) is not None:
            took = time.perf_counter() - begun
            response["Server-Timing"] = f"queue;dur={1000 * waited:.1f}, app;dur={1000 * took:.1f}"
        return response
