"""The statistics of insight, held against the papers, a peer and simulated worlds."""
