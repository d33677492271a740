"""The Celery app and its tasks. Results are stored in Redis."""

import os
import time

from celery import Celery, group

redis_url = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")

# region celery
app = Celery("shop", broker=redis_url, backend=redis_url)
app.conf.task_track_started = True  # stores STARTED; else a task is PENDING until it ends
app.conf.result_extended = True  # stores names and arguments
# endregion


@app.task(bind=True)
def build_report(self, rows=20):
    for row in range(1, rows + 1):
        time.sleep(0.05)
        self.update_state(state="PROGRESS", meta={"current": row, "total": rows})
    return {"rows": rows}


@app.task
def load_prices():
    raise ValueError("row 7: price is missing")


@app.task
def thumbnail(number):
    time.sleep(0.1)
    return number * number


def start_thumbnails():
    """Starts a group. Only a saved group has a status."""
    result = group(thumbnail.s(number) for number in range(8)).apply_async()
    result.save()
    return result.id
