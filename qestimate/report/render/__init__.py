"""Documents in each format: cells, tables, templates."""
