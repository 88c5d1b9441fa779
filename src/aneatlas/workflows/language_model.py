"""Ask a language model for claims. Off unless a person switches it on and names an address.

Any address that speaks the OpenAI chat interface will do, hosted or on this machine. The text of the article goes
there and nowhere else; what comes back must pass the gate of `extraction.model.answers`.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx2

from aneatlas.core.issues import FactsInvalid, ServiceUnavailable
from aneatlas.core.study import Study
from aneatlas.documents.model import Document
from aneatlas.extraction.model.answers import Proposed, take_answer
from aneatlas.extraction.model.asking import instructions, portions, schema

TRIES = 3
MOST_BYTES = 16 * 1024 * 1024
_AGAIN = (408, 409, 425, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Model:
    """Where the model answers: the base address (up to /v1), its name, the key, and patience in seconds."""

    address: str
    name: str
    key: str = field(default="", repr=False)
    patience: float = 300.0


def model_of(environment: Mapping[str, str] = os.environ) -> Model:
    """Return the model that the environment names. Raises FactsInvalid where it does not."""
    address, name = environment.get("ANEATLAS_MODEL_URL", ""), environment.get("ANEATLAS_MODEL", "")
    if not address or not name:
        raise FactsInvalid(
            "no language model is set up. Set ANEATLAS_MODEL_URL (such as http://127.0.0.1:11434/v1), "
            "ANEATLAS_MODEL (its name) and, where it needs one, ANEATLAS_MODEL_KEY."
        )
    if not address.startswith(("http://", "https://")):
        raise FactsInvalid(
            f"ANEATLAS_MODEL_URL: '{address}' is no address; it begins with http:// or https://."
        )
    return Model(address.rstrip("/"), name, environment.get("ANEATLAS_MODEL_KEY", ""))


def propose(
    document: Document, report: str, study: Study, model: Model, sleep: Callable[[float], None] = time.sleep
) -> Proposed:
    """Return what a model proposes for a document, after the gate.

    Raises ServiceUnavailable where the model cannot be reached, refuses, or gives no answer in time.
    """
    result = Proposed()
    with httpx2.Client(
        timeout=httpx2.Timeout(model.patience, connect=10.0), follow_redirects=False
    ) as client:
        for portion in portions(document):
            answer = _ask(client, model, study, portion, sleep)
            found = take_answer(answer, document, report, study.dictionary, f"model {model.name}", "1")
            known = {claim.key for claim in result.claims}
            result.claims += [claim for claim in found.claims if claim.key not in known]
            result.refusals += found.refusals
    return result


def _ask(
    client: httpx2.Client, model: Model, study: Study, portion: str, sleep: Callable[[float], None]
) -> str:
    body = {
        "model": model.name,
        "temperature": 0,
        "messages": [
            {"role": "system", "content": instructions(study.dictionary)},
            {"role": "user", "content": portion},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "claims", "schema": schema(study.dictionary)},
        },
    }
    headers = {"Authorization": f"Bearer {model.key}"} if model.key else {}
    why = ""
    for number in range(TRIES):
        if number:
            sleep(2.0**number)
        try:
            status, data = _send(client, f"{model.address}/chat/completions", body, headers)
        except httpx2.TimeoutException:
            why = f"no answer within {model.patience:g} seconds"
            continue
        except httpx2.HTTPError as problem:
            why = f"no connection ({type(problem).__name__})"
            continue
        if status == 200:
            return _content(data, model)
        why = f"status {status}"
        if status not in _AGAIN:
            break
    raise ServiceUnavailable(
        f"the language model at {model.address} gave no answer: {why}. Nothing was proposed."
    )


def _send(
    client: httpx2.Client, address: str, body: Mapping[str, object], headers: Mapping[str, str]
) -> tuple[int, bytes]:
    with client.stream("POST", address, json=body, headers=dict(headers)) as response:
        data = bytearray()
        for chunk in response.iter_bytes():
            data += chunk
            if len(data) > MOST_BYTES:
                return 413, b""
        return response.status_code, bytes(data)


def _content(data: bytes, model: Model) -> str:
    """Return the text of the answer; '' where the model refused or stopped early, which the gate then counts."""
    try:
        choice = json.loads(data)["choices"][0]
        content = choice["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError):
        raise ServiceUnavailable(f"{model.address} does not speak the OpenAI chat interface.") from None
    return content if isinstance(content, str) else ""
