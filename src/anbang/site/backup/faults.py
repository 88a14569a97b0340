"""Why a backup, or a restore, is refused."""


class BackupRefused(Exception):
    """It is not done; the message is one sentence that says what, where and what helps. Nothing is left half done."""
