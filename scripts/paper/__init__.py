"""What the literature, and our own pages, say that such networks do, measured anew: ``make paper``."""
