"""Reports of errors: the public form, and the editors' queue."""
