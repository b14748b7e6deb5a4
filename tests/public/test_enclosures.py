"""Films, sounds, their captions and files beside a story."""

from articles.public.enclosures import Enclosure, Player, downloads, enclosure, players


def a_file(title: str, extension: str) -> Enclosure:
    return enclosure(title=title, name=f"attachments/x.{extension}", size=1)


def test_what_is_played_is_no_download():
    film, sound, programme = a_file("Film", "mp4"), a_file("Talk", "m4a"), a_file("Film", "pdf")
    files = [programme, film, sound]

    assert players(files) == [Player(file=film, captions=None), Player(file=sound, captions=None)]
    assert downloads(files) == [programme]


def test_captions_belong_to_the_film_of_their_title():
    ice, snow = a_file("Ice", "webm"), a_file("Snow", "webm")
    of_snow, of_rain = a_file("Snow", "vtt"), a_file("Rain", "vtt")
    files = [of_rain, of_snow, ice, snow]

    assert players(files) == [
        Player(file=ice, captions=None),
        Player(file=snow, captions=of_snow),
    ]
    assert downloads(files) == [of_rain]


def test_the_only_captions_belong_to_the_only_film():
    film, captions = a_file("Ice", "mp4"), a_file("Words", "vtt")

    assert players([film, captions]) == [Player(file=film, captions=captions)]
    assert downloads([film, captions]) == []


def test_a_file_says_its_type_and_whether_browsers_open_it():
    told = {
        extension: (a_file("x", extension).media_type, a_file("x", extension).is_shown)
        for extension in ("pdf", "docx", "m4a", "xyz")
    }

    assert told == {
        "pdf": ("application/pdf", True),
        "docx": (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            False,
        ),
        "m4a": ("audio/mp4", True),
        "xyz": ("application/octet-stream", False),
    }
