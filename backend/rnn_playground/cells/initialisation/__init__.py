"""How the parameters of each cell are drawn, a file a cell: what differs from U(−1/√H, 1/√H)."""
