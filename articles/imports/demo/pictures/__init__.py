"""Draw the calm, wordless pictures of the demo stories; nothing here knows Django or a file."""

from articles.imports.demo.pictures.motifs import MOTIFS, UnknownMotif, draw

__all__ = ["MOTIFS", "UnknownMotif", "draw"]
