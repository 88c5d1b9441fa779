"""A language model as a second proposer: what it is asked, and the gate that its answers must pass."""
