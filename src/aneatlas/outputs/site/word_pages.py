"""Pages made of words: home, names, codebook, downloads, about, for families, not found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.outputs.analyses import Analysis
from aneatlas.outputs.downloads import Download
from aneatlas.outputs.site.code_systems import code_link, system_name
from aneatlas.outputs.site.context import Site
from aneatlas.outputs.site.figure_pages import headlines, hero

LANGUAGES = {
    "en": "English", "ja": "Japanese", "zh": "Chinese", "zh-Hans": "Chinese, simplified", "zh-Hant": "Chinese, traditional",
    "es": "Spanish", "fr": "French", "de": "German", "pt": "Portuguese", "it": "Italian", "ko": "Korean", "tr": "Turkish",
    "ru": "Russian", "la": "Latin",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """For how many of the cases an answer is known: keys of the two numbers, and the width of its bar."""

    name: str
    key: str
    width: int


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of words."""
    study = site.atlas.study
    site.env.globals.update(languages=LANGUAGES, code_link=code_link, system_name=system_name)
    yield site.page(
        "index.html", "home.html", section="index.html", title="", blocks=headlines(site), known=_known(site),
        hero=hero(site),
    )  # fmt: skip
    languages = list(dict.fromkeys(label.language for label in study.labels))
    yield site.page(
        "names.html",
        "names.html",
        section="names.html",
        title="Names",
        by_language=[
            (code, [label for label in study.labels if label.language == code]) for code in languages
        ],
        near=study.near_misses,
        unlabelled=[view for view in site.atlas.included if not view.report.labels],
    )
    yield site.page(
        "codebook.html", "codebook.html", section="codebook.html", title="Codebook", **_codebook(site)
    )
    yield site.page(
        "downloads.html", "downloads.html", section="downloads.html", title="Downloads", groups=_files(site)
    )
    yield site.page("about.html", "about.html", section="about.html", title="About", analyses=_analyses(site))
    yield site.page("for-families.html", "families.html", section="for-families.html", title="For families")
    yield site.page("404.html", "missing.html", section="", title="Page not found")


def _known(site: Site) -> list[Known]:
    """Return how much is known for the whole figures of one column of the cases."""
    kinds = ("proportion", "distribution")
    whole = [
        r for r in site.figures if r.analysis.kind in kinds and not r.analysis.by and not r.analysis.where
    ]
    return [
        Known(r.title, s.key, round(100 * s.known / s.total) if s.total else 0)
        for r in whole
        for s in r.strata
    ]


def _analyses(site: Site) -> list[Analysis]:
    return [result.analysis for result in site.figures]


def _codebook(site: Site) -> dict[str, object]:
    dictionary = site.atlas.study.dictionary
    used = {place.field.values for place in dictionary} | {g.repeats for g in dictionary.groups if g.keyed}
    vocabularies = [dictionary.vocabularies[name] for name in sorted(used - {""})]
    listed = [vocabulary for vocabulary in vocabularies if vocabulary.listed]
    return {
        "groups": dictionary.groups,
        "vocabularies": listed,
        "listed": {vocabulary.id for vocabulary in listed},
    }


def _files(site: Site) -> list[tuple[str, list[Download]]]:
    """Group the downloads by what they hold, in the order given."""
    found: dict[str, list[Download]] = {}
    for download in site.downloads:
        found.setdefault(download.title, []).append(download)
    return list(found.items())
