"""The registry of figures: what each is called, how it is got, and how it is written.

One record a figure. Tables of every format, JSON and its schema, comparisons and explanations are
made from these records; a new column is a new record.
"""
