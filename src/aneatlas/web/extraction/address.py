"""A report's id in an address."""

from __future__ import annotations


class ReportId:
    """The converter 'report' of the addresses of extraction."""

    regex = "R[0-9]{4,9}"

    def to_python(self, value: str) -> str:
        """Return it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return it as it is."""
        return value
