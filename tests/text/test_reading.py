import pytest

from articles.text.reading import CHARACTERS_A_MINUTE, WORDS_A_MINUTE, minutes_to_read


@pytest.mark.parametrize(
    ("html", "minutes"),
    [
        ("", 1),
        ("<p>Short.</p>", 1),
        ("<p>" + "word " * WORDS_A_MINUTE * 3 + "</p>", 3),
        ("<p>" + "word " * (WORDS_A_MINUTE * 3 + 110) + "</p>", 3),
        ("<p>" + "word " * (WORDS_A_MINUTE * 3 + 130) + "</p>", 4),
        ("<p>" + "湖水结冰，" * (CHARACTERS_A_MINUTE // 4) * 2 + "</p>", 2),
        ("<p>" + "字" * CHARACTERS_A_MINUTE + " word" * WORDS_A_MINUTE * 2 + "</p>", 3),
    ],
)
def test_a_text_takes_so_many_minutes(html, minutes):
    assert minutes_to_read(html) == minutes


def test_a_word_with_signs_in_it_is_one_word():
    html = "<p>" + "don’t 1,200 well-known " * WORDS_A_MINUTE + "</p>"

    assert minutes_to_read(html) == 3


def test_tags_addresses_and_references_are_no_words():
    link = '<a href="https://www.example.edu.cn/one-two?more=<b>three</b>">word</a>&nbsp;'

    assert minutes_to_read(f"<p>{link * WORDS_A_MINUTE * 2}</p>") == 2
