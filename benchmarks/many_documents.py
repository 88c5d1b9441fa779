"""Memory and speed of `aneatlas extract` over 10,000 documents, written for this benchmark.

    python benchmarks/many_documents.py

Each is an abstract of some 200 words in a file of its own. Memory is the peak of this process; it should not
grow with the number of documents.
"""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path

from aneatlas.workflows.extracting import extract_many
from aneatlas.workflows.study import load_study

DOCUMENTS = 10_000
_SENTENCES = (
    "A {age}-year-old {who} had fever for {days} days and then a generalized seizure.",
    "On admission the Glasgow coma scale was {score} and the neck was supple.",
    "Influenza A was detected in a nasopharyngeal swab by PCR.",
    "Cerebrospinal fluid protein was {protein} g/L, and cells were not increased.",
    "MRI showed symmetric lesions of both thalami, the brainstem and the cerebellum.",
    "There was no haemorrhage, and no family member had been ill in this way.",
    "Methylprednisolone {dose} mg/kg was given within {hours} hours of the first seizure.",
    "Tests for autoimmune encephalitis were negative, and ammonia was normal.",
    "Intensive care was needed for {days} days, with mechanical ventilation.",
    "After {months} months there was mild ataxia, and speech had come back.",
)


def document(number: int) -> str:
    """Return a made-up abstract; no two are alike."""
    values = {
        "age": number % 17 + 1, "who": ("girl", "boy")[number % 2], "days": number % 5 + 1, "score": number % 12 + 3,
        "protein": f"{number % 40 / 10 + 0.2:.1f}", "dose": number % 20 + 10, "hours": number % 70 + 2, "months": number % 11 + 2,
    }  # fmt: skip
    body = " ".join(sentence.format(**values) for sentence in _SENTENCES)
    return f"Acute necrotizing encephalopathy, document {number}: a case report\n\n{body} {body}\n"


def peak() -> float:
    """Return the peak memory of this process so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Write the documents, go through them, and print."""
    study = load_study()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(DOCUMENTS):
            Path(folder, f"{number:05}.txt").write_text(document(number), encoding="utf-8")
        begun, processor = time.perf_counter(), time.process_time()
        claims = 0
        for number, found in enumerate(extract_many([Path(folder)], study), start=1):
            claims += len(found.lines)
            if number in (DOCUMENTS // 10, DOCUMENTS):
                wall, used = time.perf_counter() - begun, time.process_time() - processor
                print(
                    f"{number:6,} documents: {claims:,} claims, {number / wall:.0f} a second "
                    f"({number / used:.0f} a second of processor time), peak memory {peak():.0f} MB"
                )


if __name__ == "__main__":
    main()
