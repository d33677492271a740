import time

import jwt
from django.conf import settings
from celery.result import AsyncResult
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from . import tasks

STARTABLE = {"build": tasks.build, "load_prices": tasks.load_prices}


@require_GET
def page(request):
    # `?results=/other/prefix/` reads the results from another server
    return render(request, "reports/tasks.html", {"results": request.GET.get("results", "/celery/")})


@require_GET
def elements(request):
    return render(request, "reports/elements.html", {"results": request.GET.get("results", "/celery/")})


@require_GET
def report(request, id):
    return HttpResponse(f"<p>{AsyncResult(id).result['rows']} rows</p>")


@require_POST
def start(request, name):
    if name not in STARTABLE:
        raise Http404
    id = STARTABLE[name].delay().id
    # the last 50 ids: a cookie holds the session
    request.session["tasks"] = [*request.session.get("tasks", []), id][-50:]
    if request.headers.get("HX-Request"):
        return render(request, "reports/task.html", {"id": id, "results": request.POST["results"]})
    return JsonResponse({"id": id})


@require_GET
def token(request):
    tasks = request.session.get("tasks", [])
    # region token
    claims = {"aud": "celery-results", "exp": int(time.time()) + 900, "tasks": tasks}
    token = jwt.encode(claims, settings.TOKEN_KEY, algorithm="HS256")
    return JsonResponse({"token": token})
    # endregion


# region access
@require_GET
def access(request):
    if "tasks" not in request.session:
        return HttpResponse(status=401)
    return JsonResponse({"tasks": request.session["tasks"], "access": ["status", "result"]})
# endregion
