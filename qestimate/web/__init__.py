"""The local calculator: the same functions behind a JSON API, and one page that uses it.

Belongs here: requests, answers and the page. Does not: anything that the command line would miss.
"""
