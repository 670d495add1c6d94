"""What can be taken away of a run: tables, a recording, a script, a page that needs no server. It loads no torch."""
