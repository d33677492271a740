"""Publishes the ids of finished tasks, so that the server reads them at once: docs/deploying.md."""

import os

import redis
from celery.signals import task_postrun

CLIENT = redis.Redis.from_url(os.environ["CHANGES_BUS_URL"], socket_timeout=1)


# region publish
@task_postrun.connect
def publish_finished_task(task_id=None, **kwargs):
    try:
        CLIENT.publish("celery-results:changed", task_id)
    except redis.RedisError:
        pass  # polling finds it a second later
# endregion
