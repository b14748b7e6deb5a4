"""The news of a university, in every language it speaks: the one app."""
