"""The statistics: what was read, by whom it was written, and what the numbers mean."""
