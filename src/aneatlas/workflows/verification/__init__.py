"""Verify: readers extract a report blind, an adjudicator decides, an audit measures what errors are left.

One module for each verb; `desk` holds what they share: the rows of one report, and why something is refused.
"""
