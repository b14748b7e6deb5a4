"""Reads what other programs put on the clipboard: what it looks like becomes what it means."""
