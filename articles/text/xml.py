"""What XML can say: some characters may stand in no document, however they are written."""

import re

# Control characters but tab and line ends, halves of surrogate pairs, and the two last of a plane.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def sayable(text: str) -> str:
    """The text without the characters that XML 1.0 forbids."""
    return _UNSAYABLE.sub("", text)
