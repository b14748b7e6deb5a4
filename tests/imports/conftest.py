"""Demo stories without the half minute that their pictures take."""

import pytest


@pytest.fixture(scope="module")
def narrow_pictures():
    """Pictures are kept in their narrowest widths only; tests/images looks at all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("articles.images.accepting.WIDTHS", (480,))
        patch.setattr("articles.images.accepting.CROP_WIDTHS", (240,))
        yield
