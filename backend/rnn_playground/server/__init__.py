"""The web process: page, catalog, sessions. The only asynchronous code, and it loads no torch."""
