"""The WSGI entry; the start is refused here when the database could not keep our promises."""

from django.core.wsgi import get_wsgi_application

from anbang.site.refusals import refuse_unsafe_databases
from anbang.web.charset import readable

application = readable(get_wsgi_application())
refuse_unsafe_databases()
