"""The story at the desk: its form, its steps, and what happens when two people meet in it."""
