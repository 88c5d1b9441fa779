"""The systems that codes belong to: their names, and the public address of a code."""

from __future__ import annotations

from aneatlas.core.study import Code, Identifier

#: prefix of a code -> name of the system, and the form of a code's address ('' where there is none per code).
SYSTEMS = {
    "MONDO": ("Mondo Disease Ontology", "https://monarchinitiative.org/{}"),
    "OMIM": ("OMIM", "https://omim.org/entry/{number}"),
    "ORPHA": ("Orphanet", "https://www.orpha.net/en/disease/detail/{number}"),
    "GARD": (
        "Genetic and Rare Diseases Information Center",
        "https://rarediseases.info.nih.gov/diseases/{number}",
    ),
    "UMLS": ("Unified Medical Language System", ""),
    "MEDGEN": ("MedGen", "https://www.ncbi.nlm.nih.gov/medgen/{number}"),
    "SCTID": ("SNOMED CT", ""),
    "MESH": ("Medical Subject Headings", "https://meshb.nlm.nih.gov/record/ui?ui={number}"),
    "ICD10CM": ("ICD-10-CM", ""),
    "ICD10": ("ICD-10", ""),
    "HP": ("Human Phenotype Ontology", "https://hpo.jax.org/browse/term/{}"),
    "DOID": ("Disease Ontology", "https://disease-ontology.org/term/{}"),
    "NCIT": ("NCI Thesaurus", ""),
    "HGNC": ("HGNC", "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/{}"),
    "NCBIGene": ("NCBI Gene", "https://www.ncbi.nlm.nih.gov/gene/{number}"),
}


def system_name(code: Identifier | Code) -> str:
    """Return the name of the system that a code belongs to."""
    prefix = code.code.partition(":")[0]
    return SYSTEMS[prefix][0] if prefix in SYSTEMS else prefix


def code_link(code: str) -> str:
    """Return the public address of a code, or '' where its system has none per code."""
    prefix, _, number = code.partition(":")
    return SYSTEMS[prefix][1].format(code, number=number) if prefix in SYSTEMS else ""
