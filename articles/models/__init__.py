"""The rows, and what the database promises about them."""

from articles.models.article import Article, OldAddress
from articles.models.browse import BrowseCorrection, BrowseCount, BrowseTotal, SpoolPosition
from articles.models.edition import Credit, Edition, EditionQuerySet, Role, State, Status
from articles.models.media import Attachment, Image
from articles.models.press import PressRun
from articles.models.revision import Revision, Transition
from articles.models.vocabulary import Department, Section, Source, Tag, Translator, Vocabulary

__all__ = [
    "Article",
    "Attachment",
    "BrowseCorrection",
    "BrowseCount",
    "BrowseTotal",
    "Credit",
    "Department",
    "Edition",
    "EditionQuerySet",
    "Image",
    "OldAddress",
    "PressRun",
    "Revision",
    "Role",
    "Section",
    "Source",
    "SpoolPosition",
    "State",
    "Status",
    "Tag",
    "Transition",
    "Translator",
    "Vocabulary",
]
