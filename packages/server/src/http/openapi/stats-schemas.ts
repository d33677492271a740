import { STATS_WINDOWS } from '@celery-results/client/protocol';
import { MOMENT, mapOf, object, ref, type Schema, string, strings } from './schemas.ts';

const count: Schema = { type: 'integer', minimum: 0 };
const countsByState = mapOf({ type: 'integer', minimum: 1 });
const textOrNull: Schema = { type: ['string', 'null'] };
const momentOrNull = orNull(MOMENT);
const stringsOrNull = orNull(strings);
const seconds: Schema = { type: ['number', 'null'], minimum: 0 };
const durations: Schema = object({ n: count, p50: seconds, p95: seconds });

function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] };
}

function arrayOf(items: Schema): Schema {
  return { type: 'array', items };
}

/** The numbers over all tasks. A part that could not be read is null. */
export const STATS_SCHEMAS: Readonly<Record<string, Schema>> = {
  Count: object({ count, exactness: { enum: ['exact', 'estimate', 'at_least'] } }),
  Chord: object({ group: string, left: count, date_created: momentOrNull }),
  Stats: object({
    counts: orNull(object({ as_of: MOMENT, total: ref('Count'), states: mapOf(ref('Count')) })),
    activity: orNull(
      object({
        as_of: MOMENT,
        window: { enum: [...STATS_WINDOWS] },
        since: MOMENT,
        rows: count,
        cut: { type: 'boolean', description: 'Whether older changes of the window are left out.' },
        step: { type: 'integer', minimum: 60, description: 'Seconds of a step.' },
        steps: arrayOf(object({ start: MOMENT, states: countsByState, durations })),
        names: arrayOf(object({ name: textOrNull, states: countsByState, durations })),
        durations,
      }),
    ),
    failures: orNull(
      object({
        as_of: MOMENT,
        looked_at: count,
        groups: arrayOf(
          object({
            name: textOrNull,
            exc: textOrNull,
            message: textOrNull,
            count,
            first: momentOrNull,
            last: momentOrNull,
            example: string,
          }),
        ),
      }),
    ),
    running: orNull(
      object({
        as_of: MOMENT,
        count: ref('Count'),
        tasks: arrayOf(
          object({
            id: string,
            status: string,
            name: textOrNull,
            worker: textOrNull,
            since: momentOrNull,
            p95: seconds,
            stuck: { type: 'boolean' },
          }),
        ),
      }),
    ),
    chords: orNull(object({ as_of: MOMENT, waiting: arrayOf(ref('Chord')) })),
    periodic: orNull(
      object({
        as_of: MOMENT,
        tasks: arrayOf(
          object({
            periodic: string,
            name: textOrNull,
            last: arrayOf(object({ id: string, status: string, date_done: momentOrNull })),
          }),
        ),
      }),
    ),
    table: orNull(
      object({ as_of: MOMENT, rows: ref('Count'), bytes: { type: ['integer', 'null'] }, oldest: momentOrNull }),
    ),
    values: orNull(
      object({
        as_of: MOMENT,
        status: stringsOrNull,
        name: stringsOrNull,
        worker: stringsOrNull,
        periodic: stringsOrNull,
      }),
    ),
    errors: { ...(mapOf(string) as object), description: 'Why a part could not be read, by its name.' },
  }),
};
