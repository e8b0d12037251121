"""THE persistence layer: nothing else talks to a database, a disk or a remote store."""
