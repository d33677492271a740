"""Stores results with Celery's SQLAlchemy backend: write-with-celery.py RESULT_BACKEND SERIALIZER NAME

The ids are NAME-done, NAME-started, NAME-failed and NAME-group. Celery creates its tables.
"""
import sys

from celery import Celery
from celery.app.task import Context

backend_url, serializer, name = sys.argv[1:]
app = Celery('writer', backend=backend_url, broker='memory://')
app.conf.update(
    accept_content=['json', serializer], result_extended=True, result_serializer=serializer, timezone='Europe/Berlin')
request = Context(task='shop.work', hostname='w@host', args=(1,), kwargs={'a': 'b'}, delivery_info={}, id=name)
backend = app.backend
backend.store_result(name + '-done', {'n': [1, 2.5, 'é']}, 'SUCCESS', request=request)
backend.store_result(name + '-started', {'pid': 1}, 'STARTED', request=request)
backend.store_result(name + '-failed', ValueError('no', 5), 'FAILURE', traceback='Traceback é', request=request)
app.GroupResult(
    name + '-group',
    [app.AsyncResult(name + '-done'), app.GroupResult(name + '-inner', [app.AsyncResult(name + '-failed')])]).save()
