"""ANE Atlas: the living collation of every published case of acute necrotizing encephalopathy."""

__version__ = "0.1.0"
