"""The shell: one verb each; joins the pure parts, the store and the clock."""
