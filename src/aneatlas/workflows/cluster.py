"""Do one task for each of many files: in this process, in several, or on a Dask cluster; results in file order.

A worker that is killed costs time and nothing else: its files are done again. Nothing is done twice in the result:
each file has one place in it. `kept.py` lets a run that was cut go on where it stopped.
"""

from __future__ import annotations

import hashlib
import importlib
import multiprocessing
import os
import pickle
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from aneatlas.core.issues import FileUnreadable, ServiceUnavailable

Context = TypeVar("Context")
Tool = TypeVar("Tool")
Result = TypeVar("Result")
#: How often a pool whose worker died is started again.
_STARTS = 4
#: Seconds in which a scheduler must answer.
_ANSWER = 30
#: A host with its port; within one process (`inproc`) Dask makes addresses of its own.
_ADDRESS = re.compile(r"inproc://\S+|[a-z]+://(?:[^\s/:\[\]]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}")
_READY = threading.local()


@dataclass(frozen=True)
class Task(Generic[Context, Tool, Result]):
    """What is done for each file. All parts go to other processes: functions of a module, a context of plain data.

    prepare: makes the tool out of the context, once for each worker. work: does one file; what is wrong with a file
    belongs into its result, an exception ends the run.
    """

    context: Context
    prepare: Callable[[Context], Tool]
    work: Callable[[Tool, Path], Result]


def files_of(paths: Iterable[Path], wanted: Callable[[str], bool]) -> list[Path]:
    """Return the files named, and those inside the folders named whose name is wanted, sorted.

    Raises FileUnreadable for a path that does not exist.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(item for item in path.rglob("*") if item.is_file() and wanted(item.name))
        elif path.exists():
            found.append(path)
        else:
            raise FileUnreadable(f"{path}: there is no such file or folder.")
    return found


def ordered(
    task: Task[Context, Tool, Result], files: Sequence[Path], *, workers: int = 1, scheduler: str = ""
) -> Iterator[Result]:
    """Yield the result of each file, in the order of the files.

    workers: processes on this machine. scheduler: address of a Dask scheduler ('tcp://host:8786'); its workers must
    see the files under the same paths. Raises ServiceUnavailable where the scheduler cannot be reached, is
    lost, or has no workers, and where the workers die again and again.
    """
    if scheduler:
        return _on_cluster(task, files, scheduler)
    if workers <= 1 or len(files) < 2:
        tool = task.prepare(task.context)
        return (task.work(tool, path) for path in files)
    return _in_processes(task, files, min(workers, len(files), os.cpu_count() or 1))


def _in_processes(task: Task[Context, Tool, Result], files: Sequence[Path], workers: int) -> Iterator[Result]:
    done = 0
    packed = pickle.dumps(task)
    for start in range(_STARTS):
        with ProcessPoolExecutor(workers, initializer=_remember, initargs=(packed,)) as pool:
            try:
                for result in pool.map(_in_worker, files[done:]):
                    yield cast("Result", result)
                    done += 1
                return
            except BrokenProcessPool:
                if start == _STARTS - 1:
                    raise ServiceUnavailable(
                        f"worker processes died {_STARTS} times, last at {files[done]}: perhaps memory is short. "
                        "Run again with fewer workers."
                    ) from None


_PACKED: list[bytes] = []


def _remember(packed: bytes) -> None:
    _PACKED[:] = [packed]
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the end of the process that gives out the files, and end: a killed one cannot tell its workers."""
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


def _in_worker(path: Path) -> Any:
    return _with_tool(_PACKED[0], path)


def _with_tool(packed: bytes, path: Path) -> Any:
    """Do one file with the tool of this thread, made when its first file comes."""
    key = hashlib.sha256(packed).digest()
    if getattr(_READY, "key", None) != key:
        task: Task[Any, Any, Any] = pickle.loads(packed)
        _READY.task, _READY.tool, _READY.key = task, task.prepare(task.context), key
    return _READY.task.work(_READY.tool, path)


def _on_cluster(task: Task[Context, Tool, Result], files: Sequence[Path], scheduler: str) -> Iterator[Result]:
    try:
        distributed: Any = importlib.import_module("distributed")
        killed = importlib.import_module("distributed.scheduler").KilledWorker
    except ImportError:
        raise ServiceUnavailable(
            "a Dask cluster needs the package 'distributed': pip install 'aneatlas[cluster]'."
        ) from None
    if not _ADDRESS.fullmatch(scheduler):  # Dask itself waits long before it ends after such an address
        raise ServiceUnavailable(f"{scheduler}: this is no address of a Dask scheduler, as tcp://host:8786.")
    try:
        client = distributed.Client(scheduler, timeout=_ANSWER, set_as_default=False)
    except (OSError, TimeoutError, TypeError, ValueError) as problem:
        why = str(problem).splitlines()[0]
        raise ServiceUnavailable(f"the Dask scheduler {scheduler} does not answer: {why}") from None
    with client:
        try:
            yield from _given_out(client, task, files)
        except killed as problem:
            raise ServiceUnavailable(f"workers of the cluster died again and again: {problem}") from None
        except ImportError as problem:
            raise ServiceUnavailable(
                f"the workers of the cluster do not have the same ANE Atlas: {problem}."
            ) from None
        except (CancelledError, TimeoutError, OSError):
            raise ServiceUnavailable(
                f"the Dask scheduler {scheduler} was lost, or all of its workers at once. "
                "Look at the cluster and give the same command again."
            ) from None


def _given_out(client: Any, task: Task[Context, Tool, Result], files: Sequence[Path]) -> Iterator[Result]:
    try:
        client.wait_for_workers(1, timeout=_ANSWER)
    except TimeoutError:
        raise ServiceUnavailable(
            f"the Dask scheduler {client.scheduler.address} has no workers. "
            "Start some (dask worker ADDRESS), or give --workers for this machine alone."
        ) from None
    # The context travels once to each worker, the tasks are small.
    packed = client.scatter(pickle.dumps(task), broadcast=True)
    waiting = iter(files)
    running = [
        client.submit(_with_tool, packed, path, pure=False) for path in islice(waiting, _ahead(client))
    ]
    while running:
        yield cast("Result", running.pop(0).result())
        running += [client.submit(_with_tool, packed, path, pure=False) for path in islice(waiting, 1)]


def _ahead(client: Any) -> int:
    """Return how many files are given out before their turn: enough for workers that join later."""
    return max(64, 4 * sum(int(threads) for threads in client.nthreads().values()))
