"""Browse times: what counts, the spool that holds it, and the totals it becomes."""
