"""The rows, and what the database promises about them."""

from articles.models.addresses import OldAddress, OldSlug
from articles.models.article import Article
from articles.models.browse import (
    BrowseCorrection,
    BrowseCount,
    BrowseTotal,
    Correction,
    DayVisitor,
    ReferrerCount,
    SiteDay,
    SpoolPosition,
)
from articles.models.desk import OpenStory
from articles.models.edition import (
    Credit,
    Edition,
    EditionQuerySet,
    Role,
    State,
    Status,
    TaggedEdition,
    TaggedQuerySet,
)
from articles.models.media import Attachment, Image, PictureSource, PrintedPicture, Rendition
from articles.models.press import PressRun
from articles.models.revision import PictureUse, Revision, Transition
from articles.models.search import SearchEntry, SearchRebuild
from articles.models.site import ACCENTS, Accent, FootLink, Palette, SiteSettings
from articles.models.vocabulary import Department, Section, Source, Tag, Translator, Vocabulary

__all__ = [
    "ACCENTS",
    "Accent",
    "Article",
    "Attachment",
    "BrowseCorrection",
    "BrowseCount",
    "BrowseTotal",
    "Correction",
    "Credit",
    "DayVisitor",
    "Department",
    "Edition",
    "EditionQuerySet",
    "FootLink",
    "Image",
    "OldAddress",
    "OldSlug",
    "OpenStory",
    "Palette",
    "PictureSource",
    "PictureUse",
    "PressRun",
    "PrintedPicture",
    "ReferrerCount",
    "Rendition",
    "Revision",
    "Role",
    "SearchEntry",
    "SearchRebuild",
    "Section",
    "SiteDay",
    "SiteSettings",
    "Source",
    "SpoolPosition",
    "State",
    "Status",
    "Tag",
    "TaggedEdition",
    "TaggedQuerySet",
    "Transition",
    "Translator",
    "Vocabulary",
]
