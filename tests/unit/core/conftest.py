"""Properties are tried without a time limit: how fast they run is for the benchmarks to say."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
