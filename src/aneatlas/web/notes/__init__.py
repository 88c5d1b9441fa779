"""Notes of all kinds in one list, with what mentions the reader first."""
