"""The store as a Django application."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The ledger and its projections."""

    name = "aneatlas.store"
    label = "store"
