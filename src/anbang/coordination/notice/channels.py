"""By what this installation sends anything out: what its settings name, and nothing where they name nothing."""

import smtplib
import ssl

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from anbang.coordination.notice.models import Channel, WhyNot
from anbang.lib.robot import NotAllowed, NotSent, send_words

SECONDS_FOR_A_LETTER = 15
# Whom to trust beside what this machine trusts; tests have an authority of their own.
TRUSTED: ssl.SSLContext | None = None


class Undelivered(Exception):
    """It did not arrive, or nobody knows."""

    def __init__(self, why: WhyNot) -> None:
        super().__init__(str(why))
        self.why = why

    @property
    def is_certain(self) -> bool:
        """Whether nobody took it, so that it may be tried again."""
        return self.why is not WhyNot.CUT_OFF


def channels_there_are() -> list[Channel]:
    """What the settings name."""
    named = {Channel.MAIL: settings.MAIL_SERVER is not None, Channel.ROBOT: bool(settings.WEBHOOK_HOSTS)}
    return [channel for channel in Channel if named[channel]]


def deliver(channel: Channel, address: str, *, subject: str, words: str, mark: str) -> None:
    """Hand it over, once. `mark`: by which a mail server knows the same letter again. Raises Undelivered."""
    if channel is Channel.MAIL:
        _send_letter(address, subject=subject, words=words, mark=mark)
        return
    try:
        send_words(address, words, hosts=settings.WEBHOOK_HOSTS, tls=TRUSTED)
    except NotAllowed as fault:
        raise Undelivered(WhyNot.NOT_ALLOWED) from fault
    except NotSent as fault:
        why = WhyNot.REFUSED if fault.was_reached else WhyNot.UNREACHED
        why = why if fault.is_certain else WhyNot.CUT_OFF
        raise Undelivered(why) from fault


def _send_letter(address: str, *, subject: str, words: str, mark: str) -> None:
    """By the mail server of the settings. Reaching it and handing over are told apart: only what comes after may have gone out."""
    server = settings.MAIL_SERVER
    if server is None:
        raise Undelivered(WhyNot.NOT_ALLOWED)
    connection = EmailBackend(
        host=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_ssl=server.by_tls,
        use_tls=server.asks_for_tls,
        timeout=SECONDS_FOR_A_LETTER,
    )
    if TRUSTED is not None:
        connection.ssl_context = TRUSTED
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as fault:
        raise Undelivered(WhyNot.UNREACHED) from fault
    headers = {"Message-ID": f"<{mark}@{settings.MAIL_FROM.rpartition('@')[2]}>", "Auto-Submitted": "auto-generated"}
    letter = EmailMessage(subject, words, settings.MAIL_FROM, [address], connection=connection, headers=headers)
    try:
        letter.send()
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as fault:
        raise Undelivered(WhyNot.REFUSED) from fault
    except (OSError, smtplib.SMTPException) as fault:
        raise Undelivered(WhyNot.CUT_OFF) from fault
    finally:
        connection.close()
