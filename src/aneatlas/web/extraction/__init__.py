"""Extract and verify: the pages of two readers and their adjudicator."""
