"""Extraction: from a document and the dictionary to claims, each with the words behind it."""
