"""The rich-text field of a story, and what becomes of a text that is pasted into it."""
