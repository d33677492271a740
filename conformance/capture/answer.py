#!/usr/bin/env python3
"""Answers cases one batch after the other: the live counterpart of a recording.

Each line of standard input is {"server": SERVER, "cases": [CASE, ...], "dump": BOOL}, SERVER and CASE as in README.md. Each line of standard
output is a list with, for every case, {"refused": [...], "requests": [...]} as in a vector, and with "dump" its rows. DATABASE_URL
names the database; it is migrated first. Rows stay: names of cases, and so their ids, should be new ones.
"""
import json
import sys

import oracle

oracle.configure()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402


def write(case, server):
    """Runs a case's steps through Celery's own backend; gives the errors of those that were refused."""
    ids = oracle.Ids(case['name'])
    writer = case.get('writer', {})
    app = oracle.make_app(
        writer.get('serializer', server.get('serializer', 'json')), writer.get('accept'), writer.get('extended', False))
    refused = []
    for step in ids.expand(case['steps']):
        try:
            with transaction.atomic():
                oracle.run_step(app, step)
        except Exception as error:
            refused.append({'id': step.get('id'), 'error': type(error).__name__, 'text': str(error)[:200]})
    return refused


def answer(batch):
    server = batch.get('server', {})
    for name, module in modules.items():
        sys.modules[name] = module
    with transaction.atomic():
        outcomes = [{'refused': write(case, server)} for case in batch['cases']]
    oracle.hide_gone()
    if batch.get('dump'):
        oracle.freeze_dates()
        for outcome in outcomes:
            outcome.update(oracle.dump_storage())
    override = oracle.use_server(server)
    try:
        for case, outcome in zip(batch['cases'], outcomes):
            outcome['requests'] = oracle.ask(oracle.requests_of(case))
    finally:
        override.disable()
    return outcomes


call_command('migrate', verbosity=0)
oracle.install_custom_modules()
modules = {name: sys.modules[name] for name in ('shop', 'shop.errors', 'gone', 'gone.errors')}
print(json.dumps(oracle.versions()), flush=True)
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
