"""Screening: records are decided on, blind, one key each; conflicts are settled by a third person."""
