"""What an official document's reading found: kept at the upload; of one that came before that was kept, its sealed file is asked."""

from anbang.lib.document import read_document
from anbang.papers.actions import read_file
from anbang.papers.models import OfficialDocument
from anbang.papers.official.preview import Preview, kept_preview, preview_of
from anbang.policy import Pack
from anbang.policy.splitting import split


def preview_of_document(document: OfficialDocument, pack: Pack) -> Preview:
    """What is odd in it, what is left over, and which sentences of ours stand in it."""
    if document.preview is not None:
        return kept_preview(document.preview)
    return preview_of(split(read_document(read_file(document.file)), pack))
