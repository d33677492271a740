"""A stream of events as one writes it with Django: each stream reads its own tasks once a second."""

import asyncio
import json

from django.http import StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt
from django_celery_results.models import TaskResult


@csrf_exempt
async def events(request):
    ids = list(json.loads(request.body)["tasks"])
    return StreamingHttpResponse(
        stream(ids), content_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


async def stream(ids):
    sent = {}
    while True:
        async for task in TaskResult.objects.filter(task_id__in=ids):
            if sent.get(task.task_id) == (task.status, task.result):
                continue
            sent[task.task_id] = (task.status, task.result)
            data = {"id": task.task_id, "status": task.status, "result": json.loads(task.result)}
            # the first states are no changes
            yield f"event: task\ndata: {json.dumps(data)}\n\n"
        if not sent.get(None):
            sent[None] = True
            yield "event: snapshot-end\ndata: {}\n\n"
        await asyncio.sleep(1)
