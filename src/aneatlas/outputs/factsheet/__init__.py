"""The living fact sheet: sentences whose numbers are computed, whose words follow rules, and whose drift is found.

`load` reads the files of a sheet, `check` compares them with the analyses, `quantities` takes the figures that
sentences name, `words` says which word fits which figure, `drift` lists the sentences that no longer hold, and
`shown` puts words, numbers and sources together for the pages. All of it is pure: the day is an input.
"""
