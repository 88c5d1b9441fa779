"""`python -m aneatlas`: the command line."""

from aneatlas.cli import main

main()
