"""The WSGI entry; the start is refused here when the database could not keep our promises, or its keys are lost."""

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from anbang.site.refusals import refuse_unsafe_databases
from anbang.site.turns import InTurn
from anbang.web.charset import readable

application = InTurn(readable(get_wsgi_application()))
refuse_unsafe_databases()
import_string("anbang.site.keys_at_hand.refuse_lost_keys")()
