"""Learning: the unroll over time and layers, the loss, backpropagation through time, clipping and the optimisers."""
