"""Rendered pages kept: as they are sent, for how long, in this process and for all of them."""
