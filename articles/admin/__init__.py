"""What staff use: Django's admin, with the desk's words, steps and refusals."""
