"""Records and reports: reading what sources give, screening by name, merging citations."""
