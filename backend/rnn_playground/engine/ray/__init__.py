"""The engine in a Ray cluster: every run has an actor of its own. Nothing here loads Ray unless it is chosen."""
