"""Stores results in Redis with Celery's own backends, as workers with several settings do.

Reads one line of JSON: {"url": URL}. Prints the ids and group ids, by setting, as one line of JSON.
"""
import json
import sys

import celery
import django
from celery import Celery, uuid
from celery.result import AsyncResult, GroupResult
from django.conf import settings

url = json.loads(sys.stdin.readline())['url']
settings.configure(
    INSTALLED_APPS=['django_celery_results'],
    CACHES={'default': {'BACKEND': 'django.core.cache.backends.redis.RedisCache', 'LOCATION': url}}
    if django.VERSION >= (4, 0) else {},
)
django.setup()


def store(**conf):
    """Stores a success, a failure, a running task and a saved group of them."""
    app = Celery(set_as_current=True, **{'backend': url, **conf.pop('app', {})})
    app.conf.update(conf)
    app.set_current()
    ids = [uuid(), uuid(), uuid()]
    app.backend.store_result(ids[0], {'n': [1, 2.5], 'text': 'café'}, 'SUCCESS')
    app.backend.mark_as_failure(ids[1], ValueError('no'), traceback='Traceback …')
    app.backend.store_result(ids[2], {'current': 1, 'total': 3}, 'PROGRESS')
    group = GroupResult(uuid(), [AsyncResult(one, app=app) for one in ids], app=app)
    group.save(backend=app.backend)
    if not conf:
        # a chord of five tasks, and one that was added later
        app.backend.set_chord_size(group.id, 5)
        app.backend.add_to_chord(group.id, None)
    return {'ids': ids, 'group': group.id}


stored = {'plain': store(), 'pickle': store(result_serializer='pickle', accept_content=['pickle'])}
if celery.VERSION >= (5, 3):
    for prefix in ('shop', 'shop:'):
        stored[f'prefix {prefix}'] = store(result_backend_transport_options={'global_keyprefix': prefix})
if celery.VERSION >= (5, 7):
    for method in ('gzip', 'bzip2', 'lzma'):
        stored[method] = store(result_compression=method)
if django.VERSION >= (4, 0):
    stored['cache'] = store(app={'backend': 'django-cache'}, cache_backend='default')
stored['version'] = celery.__version__
print(json.dumps(stored))
