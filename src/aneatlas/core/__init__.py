"""The pure core: dictionary, values, evidence, events, replay, the gate."""
