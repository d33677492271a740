"""Prints what the real view of celery-progress answers: celery-progress-view.py FILE < IDS

FILE is an SQLite database with the tables of django-celery-results. IDS is a JSON list. First Celery stores a few tasks
there, with ids that start with `recorded-`. The output is a JSON object of [status, body] by id; the body of an error
is null.
"""
import json
import logging
import sys

import django
from django.conf import settings
from django.urls import include, path

settings.configure(
    ALLOWED_HOSTS=['*'],
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': sys.argv[1]}},
    INSTALLED_APPS=['django_celery_results'],
    LOGGING_CONFIG=None,
    ROOT_URLCONF=__name__,
    USE_TZ=True,
)
django.setup()
urlpatterns = [path('celery-progress/', include('celery_progress.urls'))]

from celery import Celery  # noqa: E402
from celery.app.task import Context  # noqa: E402
from celery.exceptions import Retry, TaskRevokedError  # noqa: E402
from celery_progress.backend import ProgressRecorder  # noqa: E402
from django.test import Client  # noqa: E402

app = Celery('shop', broker='memory://', result_backend='django-db', result_extended=True)
app.set_default()


class Task:
    """The part of a running task that a ProgressRecorder needs."""

    def __init__(self, id):
        self.id = id

    def update_state(self, state, meta):
        app.backend.store_result(self.id, meta, state)


# without result_extended and a request, django-celery-results stores no traceback
request = Context(task='shop.work', args=(), kwargs={})


def store_recorded():
    ProgressRecorder(Task('recorded-progress')).set_progress(3, 9, 'größe of rows')
    ProgressRecorder(Task('recorded-no-total')).increment_progress(2)
    app.backend.mark_as_started('recorded-started', pid=1, hostname='w@host')
    app.backend.mark_as_done('recorded-done', {'rows': [1, 2.5, 'é', None]})
    app.backend.mark_as_failure('recorded-failed', KeyError('price'), traceback='Traceback')
    for seconds in (5, 7.5):
        retry = Retry('', ValueError('row 7: ' + 'é' * 60), seconds)
        app.backend.mark_as_retry(
            f'recorded-retry-{int(seconds)}', retry.exc, traceback=f'Traceback\ncelery.exceptions.Retry: {retry}\n',
            request=request)
    app.backend.mark_as_revoked('recorded-revoked', reason='terminated')
    app.backend.store_result('recorded-revoked-empty', TaskRevokedError(), 'REVOKED')
    app.backend.store_result('recorded-ignored', 'skipped', 'IGNORED')
    app.backend.store_result('recorded-aborted', None, 'ABORTED')


# the tracebacks of answers with 500
logging.disable(logging.CRITICAL)
store_recorded()
client = Client(raise_request_exception=False)
recorded = [
    'progress', 'no-total', 'started', 'done', 'failed', 'retry-5', 'retry-7', 'revoked', 'revoked-empty', 'ignored',
    'aborted',
]
answers = {}
for id in [f'recorded-{name}' for name in recorded] + json.load(sys.stdin):
    response = client.get(f'/celery-progress/{id}/')
    answers[id] = [response.status_code, response.content.decode() if response.status_code == 200 else None]
json.dump(answers, sys.stdout)
