#!/usr/bin/env python3
"""Answers batches of cases from standard input. A recording contains the same answers.

Each line of standard input is {"server": SERVER, "cases": [CASE, ...], "dump": BOOL}, with SERVER and CASE as in
README.md. Each line of standard output is a list with {"refused": [...], "requests": [...]} for every case, as in a
vector; with "dump" also its rows.

DATABASE_URL names the database. It is migrated first. Rows remain in it, so every case needs a new name.
"""
import json
import sys

import oracle

oracle.configure()

from django.core.management import call_command  # noqa: E402


def keep_engines():
    """Let the SQLAlchemy backend keep its engine, as it does in the processes that a worker forks."""
    from celery.backends.database.session import SessionManager
    initialize = SessionManager.__init__

    def forked(self, *args, **kwargs):
        initialize(self, *args, **kwargs)
        self.forked = True

    SessionManager.__init__ = forked


def answer(batch):
    server = batch.get('server', {})
    for name, module in modules.items():
        sys.modules[name] = module
    outcomes = oracle.write_batch(batch)
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


if oracle.result_backend().startswith('db+'):
    keep_engines()
call_command('migrate', verbosity=0)
oracle.install_custom_modules()
NAMES = ('shop', 'shop.errors', 'shop.types', 'shop.values', 'gone', 'gone.errors')
modules = {name: sys.modules[name] for name in NAMES if name in sys.modules}
print(json.dumps(oracle.versions()), flush=True)
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
