"""A local server that speaks the interfaces of the sources: E-utilities, Europe PMC, NLM's folders of files.

All records, articles and files are invented. Faults are put in a queue for a part of a path and happen to the
next requests for it, one each.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

MOST = 9999  # PubMed lists no more of one search
_DAYS = re.compile(r'"(\d{4}/\d\d/\d\d)"\[(crdt|lr)\] : "(\d{4}/\d\d/\d\d)"\[\2\]')
_INDEXED = re.compile(r"FIRST_IDATE:\[(\S+) TO (\S+?)\]")


@dataclass
class Citation:
    """An invented PubMed record: when PubMed made it and last changed it ('2020/01/31')."""

    pmid: str
    title: str = "Invented report of acute necrotizing encephalopathy"
    made: str = "2020/01/01"
    changed: str = "2020/01/01"
    pmcid: str = ""
    broken: bool = False

    def xml(self) -> str:
        """Return the record as PubMed writes it; a broken one has an element without end."""
        own = f'<ArticleId IdType="pubmed">{self.pmid}</ArticleId>'
        own += f'<ArticleId IdType="pmc">{self.pmcid}</ArticleId>' if self.pmcid else ""
        mark = "<broken>" if self.broken else ""
        return (
            f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{self.pmid}</PMID>{mark}'
            '<Article PubModel="Print"><Journal><Title>Invented Journal</Title><JournalIssue CitedMedium="Print">'
            "<PubDate><Year>2020</Year></PubDate></JournalIssue></Journal>"
            f"<ArticleTitle>{self.title}</ArticleTitle><Language>eng</Language></Article></MedlineCitation>"
            f"<PubmedData><ArticleIdList>{own}</ArticleIdList></PubmedData></PubmedArticle>"
        )


@dataclass
class Fault:
    """Something that goes wrong with one request.

    status and headers: that status in place of the answer. body: that body in place of the answer, with
    status 200. cut: the connection ends after that share of the answer. change: the answer's body as changed.
    hold: the answer waits until the event is set.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    cut: float | None = None
    change: Callable[[bytes], bytes] | None = None
    hold: threading.Event | None = None


@dataclass
class Request:
    """A request as it came."""

    path: str
    form: dict[str, str]
    headers: dict[str, str]


class SourceServer:
    """The state of the server, for tests to fill and to look at."""

    def __init__(self) -> None:
        self.citations: dict[str, Citation] = {}
        self.results: list[dict[str, object]] = []
        self.texts: dict[str, bytes] = {}
        self.files: dict[str, bytes] = {}
        self.requests: list[Request] = []
        self.faults: list[tuple[str, Fault]] = []
        self.page = 0  # Europe PMC's page size where the test wants a smaller one than is asked for
        self.overstated = 0
        self.ranges = True  # whether a download may go on where it stopped
        self.unlisted: set[str] = set()  # PMIDs that EFetch does not give
        self._history: dict[str, list[str]] = {}
        self._lock = threading.Lock()
        self.address = ""

    def fault(self, part: str, *faults: Fault) -> None:
        """Let the next requests whose path holds a text go wrong."""
        self.faults += [(part, fault) for fault in faults]

    def forget(self) -> None:
        """Forget every search on the history server."""
        self._history.clear()

    def asked(self, part: str) -> list[Request]:
        """Return the requests whose path holds a text."""
        return [request for request in self.requests if part in request.path]

    def answer(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        """Return the answer to a request: status, headers, body."""
        path, form = request.path, request.form
        if path == "/eutils/esearch.fcgi":
            return 200, {"Content-Type": "application/json"}, self._search(form)
        if path == "/eutils/efetch.fcgi":
            return 200, {"Content-Type": "text/xml"}, self._fetch(form)
        if path == "/epmc/searchPOST":
            return 200, {"Content-Type": "application/json"}, self._epmc(form)
        if found := re.fullmatch(r"/epmc/(\w+)/fullTextXML", path):
            text = self.texts.get(found.group(1))
            return (200, {"Content-Type": "application/xml"}, text) if text else (404, {}, b"not found")
        if found := re.fullmatch(r"/pubmed/(\w+)/", path):
            return 200, {"Content-Type": "text/html"}, self._listing(found.group(1))
        if path.startswith("/pubmed/"):
            return self._file(path.removeprefix("/pubmed/"), request.headers)
        return 404, {}, b"no such thing"

    def _search(self, form: dict[str, str]) -> bytes:
        assert form["db"] == "pubmed"
        assert form["retmode"] == "json"
        windows = _DAYS.findall(form["term"])
        ids = [
            citation.pmid
            for citation in self.citations.values()
            if not windows
            or any(
                first <= (citation.made if tag == "crdt" else citation.changed) <= last
                for first, tag, last in windows
            )
        ]
        most = min(MOST, int(form.get("retmax", 20)))
        result: dict[str, object] = {"count": str(len(ids)), "retmax": str(len(ids[:most])), "retstart": "0"}
        if form.get("usehistory") == "y":
            with self._lock:
                name = f"MCID_{len(self._history)}"
                self._history[name] = ids
            result |= {"querykey": "1", "webenv": name}
        result |= {
            "idlist": ids[:most], "translationset": [], "querytranslation": form["term"],
            "warninglist": {"phrasesignored": [], "quotedphrasesnotfound": [], "outputmessages": []},
        }  # fmt: skip
        return json.dumps({"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result}).encode()

    def _fetch(self, form: dict[str, str]) -> bytes:
        if "id" in form:
            ids = form["id"].split(",")
        else:
            kept = self._history.get(form["WebEnv"])
            if kept is None:
                return b"<?xml version='1.0'?>\n<eFetchResult>\n\t<ERROR>Unable to obtain query #1</ERROR>\n</eFetchResult>"
            start = int(form["retstart"])
            ids = kept[:MOST][start : start + int(form["retmax"])]
        given = [self.citations[pmid] for pmid in ids if pmid in self.citations and pmid not in self.unlisted]
        return (
            '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
            '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>'
            + "\n".join(citation.xml() for citation in given)
            + "</PubmedArticleSet>"
        ).encode()

    def _epmc(self, form: dict[str, str]) -> bytes:
        assert form["resultType"] == "core"
        assert form["format"] == "json"
        window = _INDEXED.search(form["query"])
        found = [
            result
            for result in self.results
            if not window or window.group(1) <= str(result["firstIndexDate"]) <= window.group(2)
        ]
        cursor = form["cursorMark"]
        start = 0 if cursor == "*" else int(cursor.removeprefix("AoE"))
        size = self.page or int(form["pageSize"])
        page = found[start : start + size]
        data: dict[str, object] = {
            "version": "6.9", "hitCount": len(found) + self.overstated,
            "request": {"queryString": form["query"], "resultType": "core", "cursorMark": cursor},
            "resultList": {"result": page},
        }  # fmt: skip
        if page:
            data["nextCursorMark"] = f"AoE{start + len(page)}"
        return json.dumps(data, ensure_ascii=False).encode()

    def _listing(self, folder: str) -> bytes:
        rows = [
            f'<a href="{name}">{name}</a>{"":>20}2026-01-29 14:48   19M'
            for path in sorted(self.files)
            for name in (path.split("/")[1], path.split("/")[1] + ".md5")
            if path.startswith(f"{folder}/")
        ]
        return (
            f'<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n<html><head><title>Index of /pubmed/{folder}'
            f"</title></head><body><h1>Index of /pubmed/{folder}</h1>\n<pre>Name  Last modified  Size  <hr>"
            '<a href="/pubmed/">Parent Directory</a>  -\n<a href="README.txt">README.txt</a>  5.8K\n'
            + "\n".join(rows)
            + "\n<hr></pre></body></html>"
        ).encode()

    def _file(self, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if path.endswith(".md5"):
            data = self.files.get(path.removesuffix(".md5"))
            if data is None:
                return 404, {}, b""
            name = path.rpartition("/")[2].removesuffix(".md5")
            return 200, {}, f"MD5({name})= {hashlib.md5(data).hexdigest()}\n".encode()
        data = self.files.get(path)
        if data is None:
            return 404, {}, b""
        if not self.ranges:
            return 200, {}, data
        tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        asked = re.fullmatch(r"bytes=(\d+)-", headers.get("range", ""))
        if asked and headers.get("if-range") == tag:
            start = int(asked.group(1))
            if start >= len(data):
                return 416, {"Content-Range": f"bytes */{len(data)}"}, b""
            place = {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}", "ETag": tag}
            return 206, place, data[start:]
        return 200, {"ETag": tag, "Accept-Ranges": "bytes"}, data


def preprint(number: int, indexed: str = "2020-01-01") -> dict[str, object]:
    """Return an invented preprint as Europe PMC gives it."""
    return {
        "id": f"PPR{number}", "source": "PPR", "doi": f"10.5555/invented.{number}",
        "title": "Invented preprint on <i>acute necrotizing</i> encephalopathy", "pubYear": "2020",
        "authorString": "Invented A, Example B.", "abstractText": "<h4>Case</h4>An invented child; CRP <5 mg/L.",
        "pubTypeList": {"pubType": ["Preprint"]}, "bookOrReportDetails": {"publisher": "Invented Server"},
        "isOpenAccess": "Y", "firstIndexDate": indexed, "firstPublicationDate": "2020-01-01",
    }  # fmt: skip


def article(name: str) -> bytes:
    """Return an invented open-access article in JATS."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><article article-type="case-report"><front><journal-meta>'
        "<journal-title-group><journal-title>Invented Journal</journal-title></journal-title-group></journal-meta>"
        f'<article-meta><article-id pub-id-type="pmcid">{name}</article-id><title-group><article-title>Invented case of '
        "acute necrotizing encephalopathy</article-title></title-group><pub-date><year>2020</year></pub-date>"
        "</article-meta></front><body><sec><title>Case</title><p>An invented child of 3 years had influenza A and both "
        "thalami were involved.</p></sec></body></article>"
    ).encode()


def pubmed_file(first: int, number: int = 3) -> bytes:
    """Return an invented file of PubMed records, compressed."""
    records = "".join(Citation(str(pmid)).xml() for pmid in range(first, first + number))
    return gzip.compress(
        f'<?xml version="1.0" encoding="UTF-8"?><PubmedArticleSet>{records}</PubmedArticleSet>'.encode(),
        mtime=0,
    )


@contextmanager
def serving() -> Iterator[SourceServer]:
    """Run the server in a thread."""
    state = SourceServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._respond({})

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            self._respond(dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True)))

        def _respond(self, form: dict[str, str]) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(parts.path, form, headers)
            with state._lock:
                state.requests.append(request)
                place = next((n for n, (part, _) in enumerate(state.faults) if part in parts.path), None)
                fault = state.faults.pop(place)[1] if place is not None else Fault()
            status, sent, body = state.answer(request)
            if fault.hold is not None:
                half = len(body) // 2
                self._head(status, sent, len(body))
                self.wfile.write(body[:half])
                self.wfile.flush()
                fault.hold.wait(30)
                self.wfile.write(body[half:])
                return
            if fault.status != 200:
                status, sent, body = fault.status, fault.headers, fault.body or b""
            elif fault.body is not None:
                sent, body = {}, fault.body
            elif fault.change is not None:
                body = fault.change(body)
            self._head(status, sent, len(body))
            if fault.cut is not None:
                self.wfile.write(body[: int(len(body) * fault.cut)])
                self.close_connection = True
                return
            self.wfile.write(body)

        def _head(self, status: int, sent: dict[str, str], length: int) -> None:
            self.send_response(status)
            for name, value in sent.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(length))
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that goes away is what these tests are about."""

    server = Quiet(("127.0.0.1", 0), Handler)
    state.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class StillClock:
    """A clock that waiting moves: tests wait for nothing, and see how long a person would have waited."""

    def __init__(self, at: float = 1_768_435_200.0) -> None:  # 2026-01-15T00:00:00Z
        self.at = at
        self.slept: list[float] = []

    def wall(self) -> float:
        """Return seconds since 1970."""
        return self.at

    def steady(self) -> float:
        """Return the same seconds."""
        return self.at

    def sleep(self, seconds: float) -> None:
        """Move the time."""
        self.slept.append(seconds)
        self.at += seconds
