"""The tasks of the demo, run by a real worker."""

import datetime
import decimal
import time
from pathlib import Path

from celery import group, shared_task


class PriceMissing(Exception):
    pass


@shared_task(bind=True)
def build(self, steps=10, seconds=0.1):
    for step in range(1, steps + 1):
        time.sleep(seconds)
        # region progress
        self.update_state(state="PROGRESS", meta={"current": step, "total": steps})
        # endregion
    return {"rows": 1250, "took": steps * seconds}


@shared_task(bind=True)
def wait_for(self, path):
    """Stays in PROGRESS until a file exists, so that a test can read a running task."""
    self.update_state(state="PROGRESS", meta={"current": 1, "total": 2, "description": "waiting for a file"})
    while not Path(path).exists():
        time.sleep(0.05)
    return "found"


@shared_task
def load_prices():
    raise ValueError("row 7: price is missing")


@shared_task
def check_prices():
    raise PriceMissing("row 7", 7)


@shared_task(bind=True, max_retries=2)
def notify(self):
    if self.request.retries < 2:
        raise self.retry(exc=ConnectionError("upstream did not answer"), countdown=0.2)
    return "sent at the third attempt"


@shared_task
def odd_values():
    return {
        "text": "naïve 😀",
        "price": decimal.Decimal("9.90"),
        "when": datetime.datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=datetime.timezone.utc),
        "float": 1.0,
        "big": 2**64,
    }


@shared_task
def thumbnail(number):
    return number * number


def start_all(wait_path):
    """Sends one task of each kind, and saves the groups. Returns the ids by name."""
    good = group(thumbnail.s(number) for number in range(8)).apply_async()
    good.save()
    mixed = group(thumbnail.s(1), load_prices.s(), thumbnail.s(3)).apply_async()
    mixed.save()
    return {
        "build": build.delay().id,
        "waiting": wait_for.delay(wait_path).id,
        "load_prices": load_prices.delay().id,
        "check_prices": check_prices.delay().id,
        "notify": notify.delay().id,
        "odd_values": odd_values.delay().id,
        "expired": thumbnail.apply_async((1,), expires=datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)).id,
        "good_group": good.id,
        "mixed_group": mixed.id,
    }
