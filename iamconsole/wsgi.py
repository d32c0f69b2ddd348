"""What the web server runs."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iamconsole.settings")

application = get_wsgi_application()

# A thread that comes back from the database waits so long for one that computes. Requests ask the
# database many times, and the interpreter's five milliseconds would add up.
sys.setswitchinterval(0.0005)
