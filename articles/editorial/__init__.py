"""The desk: the only writer of drafts, facts, status and public text."""
