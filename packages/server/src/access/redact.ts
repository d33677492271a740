import type { TaskDetails, TaskRecord } from '../stores/record.ts';
import type { Shown } from './grant.ts';

const NULL = 'null';

/** A record as somebody may see it: what is not shown is null, and no key goes away, so that no front end breaks. */
export function redact(record: TaskRecord, shown: ReadonlySet<Shown>): TaskRecord {
  const details = redactDetails(record.details, shown);
  switch (record.kind) {
    case 'value':
      return shown.has('result') ? { ...record, details } : { ...record, details, result: NULL };
    case 'exception': {
      const { repr, exc, traceback } = record;
      return {
        ...record,
        details,
        ...(shown.has('error') ? { repr, exc } : { repr: NULL, exc: NULL }),
        traceback: shown.has('traceback') ? traceback : NULL,
      };
    }
    case 'unserializable': {
      if (shown.has('result')) return { ...record, details };
      // that a result has no JSON form is a part of it
      const { status, successful } = record;
      return { kind: 'value', status, successful, result: NULL, details };
    }
    default:
      return { ...record, details };
  }
}

/** Where a task ran is told with how it was called. */
function redactDetails({ worker, ...details }: TaskDetails, shown: ReadonlySet<Shown>): TaskDetails {
  return worker !== undefined && shown.has('args') ? { ...details, worker } : details;
}
