"""Migrates the tables of django-celery-results to one of its migrations. Arguments: MIGRATION [MAX_LENGTH]."""
import sys

import oracle

from django.conf import settings  # noqa: E402

oracle.configure()
if len(sys.argv) > 2:
    settings.DJANGO_CELERY_RESULTS_TASK_ID_MAX_LENGTH = int(sys.argv[2])

from django.core.management import call_command  # noqa: E402

call_command('migrate', 'django_celery_results', sys.argv[1], verbosity=0)
