"""The API: it starts tasks, and the page reads their states from the server of results."""

from fastapi import FastAPI

from shop import tasks

api = FastAPI()


# region start
@api.post("/api/reports")
def start_report() -> dict[str, str]:
    return {"task": tasks.build_report.delay().id}
# endregion


@api.post("/api/prices")
def start_prices() -> dict[str, str]:
    return {"task": tasks.load_prices.delay().id}


@api.post("/api/thumbnails")
def start_thumbnails() -> dict[str, str]:
    return {"group": tasks.start_thumbnails()}
