"""One file a view: the tables and sentences of one kind of result."""
