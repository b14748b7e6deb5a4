"""What a reader's browser loads at the first visit of an article: page, style, script and icon."""

import re
from dataclasses import dataclass

from benchmarks.visits import Answer, WrongAnswer, fetch

LOADED = re.compile(
    rb'<(?:link rel="(?:icon|stylesheet)"[^>]* ?|script [^>]*)(?:href|src)="([^"]+)"'
)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Bytes over the wire, headers among them."""

    size: int
    requests: int


def first_visit(path: str, *, port: int) -> Visit:
    """Without the pictures of the article, which differ from one to the next."""
    page = answer_of(path, port=port)
    addresses = [found.decode() for found in LOADED.findall(page.text())]
    answers = [page, *(answer_of(address, port=port) for address in addresses)]
    return Visit(size=sum(answer.size for answer in answers), requests=len(answers))


def answer_of(path: str, *, port: int) -> Answer:
    answer = fetch(path, port=port)
    if answer.status != 200:
        raise WrongAnswer(f"{path} answered {answer.status}")
    return answer
