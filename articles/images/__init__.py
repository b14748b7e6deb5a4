"""Pictures for the pages: what is taken, and in which sizes and formats it is kept."""

from articles.images.accepting import Crop, Picture, accept, crop
from articles.images.reading import NotAPicture
from articles.images.renditions import Encoded

__all__ = ["Crop", "Encoded", "NotAPicture", "Picture", "accept", "crop"]
