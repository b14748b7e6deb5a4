"""The library of pictures and files at the desk: its pages, its dialog, its fields in forms."""
