"""Pictures for the pages: what is taken, and in which sizes and formats it is kept."""

from articles.images.accepting import Crop, Picture, accept, crop
from articles.images.reading import MAX_BYTES, NotAPicture
from articles.images.renditions import Encoded

__all__ = ["MAX_BYTES", "Crop", "Encoded", "NotAPicture", "Picture", "accept", "crop"]
