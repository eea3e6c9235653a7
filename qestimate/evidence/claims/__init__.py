"""Published claims, judged: each statement by the check that decides it.

Belongs here: checks and what they found. Does not: the text of claims (models/claims), tables.
"""
