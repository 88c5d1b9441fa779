"""The release of the Human Phenotype Ontology that comes with the package."""

from __future__ import annotations

from functools import cache
from importlib import resources

from aneatlas.core.ontology import Ontology, Release


@cache
def shipped() -> Ontology:
    """Return the release that comes with the package (see NOTICE for its terms of use)."""
    source = resources.files("aneatlas") / "study" / "hpo" / "hp.obo.gz"
    return Release(source.read_bytes(), "hpo/hp.obo.gz").ontology
