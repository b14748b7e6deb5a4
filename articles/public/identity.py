"""Whose site this is, as its pages say it in one language: name, logo, colours and foot."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import override

from articles.models import FootLink, Image, Palette, SiteSettings
from articles.public.kept import Kept
from articles.public.templating import rendered

TALLEST_LOGO, WIDEST_LOGO = 48, 216  # CSS pixels, as `.logo` in the style sheet has them


@dataclass(frozen=True, kw_only=True)
class LogoFile:
    """The logo for other programs: in the format that all of them can show."""

    path: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What every page prints of the site settings; `logo` and `foot` are rendered already."""

    name: str
    tagline: str
    address: str
    palette: Palette
    logo: str
    foot: str
    logo_file: LogoFile | None = None

    @property
    def other_palette(self) -> str:
        """The palette, if it is not the one with which the style sheet begins."""
        return "" if self.palette == Palette.ACADEMIC_BLUE else self.palette.value

    @property
    def accent(self) -> str:
        return self.palette.accent.by_day

    @property
    def initial(self) -> str:
        return self.name[0].upper()


def identity(kept: Kept) -> Identity:
    """As it is set in the admin; two queries where it is not kept."""

    def make() -> Identity:
        links = list(FootLink.objects.filter(language=kept.language))
        # The icon is asked for by readers of every language.
        with override(kept.language):
            return identity_of(SiteSettings.current(), links=links, language=kept.language)

    return kept.part("identity", make)


def identity_from_environment(language: str) -> Identity:
    """Without database and cache, for the pages that say that something is broken."""
    return identity_of(SiteSettings(), links=[], language=language)


def identity_of(site: SiteSettings, *, links: Sequence[FootLink], language: str) -> Identity:
    """Of exactly this language: what has no words in it is left out."""
    foot = {
        "address": site.words_in(language, "address"),
        "links": links,
        "filing_number": site.words_in(language, "filing_number"),
        "filing_address": site.filing_address,
    }
    return Identity(
        name=site.name_in(language),
        tagline=site.words_in(language, "tagline"),
        address=site.words_in(language, "address"),
        palette=Palette(site.palette),
        logo=rendered_logo(site.logo) if site.logo else "",
        foot=rendered("frame/_foot.html", foot),
        logo_file=logo_file(site.logo) if site.logo else None,
    )


def logo_file(logo: Image) -> LogoFile:
    return LogoFile(path=logo.file.url, width=logo.width, height=logo.height)


def rendered_logo(logo: Image) -> str:
    width = max(1, min(round(TALLEST_LOGO * logo.width / logo.height), WIDEST_LOGO))
    context = {
        "logo": logo.whole_within(width),
        "width": width,
        # Only what shines through is kept as PNG: on dark paper it gets a light plate behind it.
        "is_see_through": str(logo.file.name).endswith(".png"),
    }
    return rendered("frame/_logo.html", context)
