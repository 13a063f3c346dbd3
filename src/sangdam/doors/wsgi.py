"""The web process: pages and the Open API."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sangdam.settings.project")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
