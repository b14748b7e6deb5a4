"""Files as browsers send them."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.7\nnothing much"


def a_picture(*, left="red", right="blue", size=(1440, 480)):
    """A picture in two colours."""
    picture = Image.new("RGB", size, left)
    picture.paste(right, (size[0] // 2, 0, *size))
    stream = BytesIO()
    picture.save(stream, "PNG")
    return SimpleUploadedFile("lake.png", stream.getvalue(), "image/png")


def a_file(content, name="programme.pdf"):
    return SimpleUploadedFile(name, content, "application/octet-stream")
