"""A district with its offices and nobody in it, on a server of its own that is taken away afterwards."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import conninfo

from anbang.lib.postgres import Cluster
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.loading import load_district
from anbang.organisations.models import Office, Posting, Staff
from anbang.organisations.queries import sign_in
from anbang.papers.keys import make_keyring
from anbang.site.privileges import grant

FOLDER = Path(settings.FOLDER).parent
TODAY: date = settings.FIXED_TODAY
ROLES = {"default": "anbang_app", "owner": "anbang_owner", "overseer": "anbang_overseer", "auditor": "anbang_auditor"}


@contextmanager
def district() -> Iterator[None]:
    """The district, ready for use; Django is connected to it with the real roles."""
    cluster = Cluster(FOLDER / "database", database="anbang", roles=tuple(ROLES.values()), secrets=FOLDER / "secrets")
    cluster.start("the bench")
    try:
        for alias, role in ROLES.items():
            _point(alias, cluster.urls()[role])
        call_command("migrate", database="owner", verbosity=0)
        grant()
        load_district()
        make_keyring(on=TODAY)
        yield
    finally:
        connections.close_all()
        cluster.stop()
        shutil.rmtree(FOLDER, ignore_errors=True)


def _point(alias: str, address: str) -> None:
    told = conninfo.conninfo_to_dict(address)
    where = {"NAME": told["dbname"], "USER": told["user"], "PASSWORD": told["password"], "HOST": told["host"]}
    for known in (connections[alias].settings_dict, settings.DATABASES[alias]):
        known.update(where, PORT=str(told.get("port", "")))


def the_office(kind: OfficeKind) -> Office:
    """The first office of a kind."""
    return Office.objects.using("owner").filter(kind=kind).order_by("id")[0]


def hired(role: Role) -> ActingStaff:
    """Somebody at the justice bureau, hired when first asked for."""
    staff, is_new = Staff.objects.using("owner").get_or_create(username=f"bench-{role}", defaults={"name": role})
    if is_new:
        bureau = the_office(OfficeKind.JUSTICE_BUREAU)
        Posting.objects.using("owner").create(staff=staff, office=bureau, role=role, from_on=date(2015, 8, 31))
    return sign_in(Staff.objects.get(pk=staff.pk), on=TODAY)
