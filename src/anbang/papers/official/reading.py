"""What the split of an official document found, asked of its sealed file anew: what is left over is kept nowhere else."""

from anbang.lib.document import read_document
from anbang.papers.actions import read_file
from anbang.papers.models import OfficialDocument
from anbang.policy import Pack
from anbang.policy.splitting import Split, split


def split_of(document: OfficialDocument, pack: Pack) -> Split:
    """The document in its parts, and what is left over."""
    return split(read_document(read_file(document.file)), pack)
