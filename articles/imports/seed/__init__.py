"""A site of any size for measuring: stories made of words and patterns, the same at each run."""
