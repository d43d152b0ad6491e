"""The WSGI application that `relais serve` (or any WSGI server) runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relais.config.settings")
application = get_wsgi_application()
