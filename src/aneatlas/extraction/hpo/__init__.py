"""Findings of a text coded to the Human Phenotype Ontology (HPO), by its own labels and synonyms."""
