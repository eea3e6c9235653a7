"""The local calculator: the same functions behind a JSON API, and one page that uses it."""
