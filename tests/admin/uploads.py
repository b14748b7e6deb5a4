"""Files as browsers send them."""

from contextlib import contextmanager
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
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


@contextmanager
def meanwhile(act):
    """Somebody acts after a row was read for its form, and before it is written."""
    acts = [act]

    def watch(execute, sql, *rest):
        # The form asks the database for the row's constraints: a moment in between.
        if acts and "_check" in sql:
            acts.pop()()
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield
    assert not acts
