import { MOMENT, mapOf, object, ref, type Schema, string, strings, taskWith } from './schemas.ts';

const textOrNull: Schema = { type: ['string', 'null'] };
const bytes: Schema = { type: ['integer', 'null'], minimum: 0, description: 'Size in bytes, as stored.' };
const momentOrNull: Schema = { anyOf: [MOMENT, { type: 'null' }] };
const count: Schema = { type: 'integer', minimum: 0 };
const cursorOrNull: Schema = { type: ['string', 'null'], description: 'Value of the parameter cursor.' };

const HINT: Schema = {
  enum: [
    'hidden',
    'result_extended',
    'task_track_started',
    'argsrepr_maxsize',
    'not_stored_here',
    'large',
    'unreadable',
    'not_started',
    'not_final',
    'not_failed',
    'not_periodic',
  ],
};

/** The answers that list and examine tasks. */
export const LIST_SCHEMAS: Readonly<Record<string, Schema>> = {
  TaskItem: object({
    id: string,
    status: string,
    name: textOrNull,
    worker: textOrNull,
    periodic: textOrNull,
    date_created: momentOrNull,
    date_started: momentOrNull,
    date_done: momentOrNull,
    exc: textOrNull,
    error: { type: ['string', 'null'], description: 'The start of the repr of the exception, up to 300 characters.' },
  }),
  TaskList: object({
    tasks: { type: 'array', items: ref('TaskItem'), maxItems: 200 },
    next: cursorOrNull,
    previous: cursorOrNull,
    searched: object({
      rows: count,
      to: momentOrNull,
      complete: { type: 'boolean', description: 'False if the search ended because it took too long.' },
    }),
  }),
  GroupDetail: object({
    id: string,
    known: { type: 'boolean', description: 'Whether the group is stored.' },
    total: count,
    counts: { ...(mapOf({ type: 'integer', minimum: 1 }) as object), description: 'Members by state.' },
    members: { type: 'array', items: ref('TaskItem'), maxItems: 200 },
    groups: {
      type: 'array',
      items: object({ id: textOrNull, offset: count, total: count, counts: mapOf({ type: 'integer', minimum: 1 }) }),
      maxItems: 200,
      description: 'Groups directly within the group. Their members follow one another from `offset` on.',
    },
    next: cursorOrNull,
    previous: cursorOrNull,
    date_created: momentOrNull,
    date_done: momentOrNull,
    chord: { anyOf: [ref('Chord'), { type: 'null' }], description: 'The chord that waits for this group.' },
  }),
  TaskDetail: taskWith({
    periodic: textOrNull,
    args: { description: 'Usually the repr in Python, which workers may have cut.' },
    kwargs: { description: 'As args.' },
    retries: { type: ['integer', 'null'] },
    queue: textOrNull,
    children: { anyOf: [strings, { type: 'null' }] },
    meta: { type: ['object', 'null'], description: 'The keys of the stored meta that do not come from Celery.' },
    content_type: textOrNull,
    content_encoding: textOrNull,
    sizes: object({ result: bytes, traceback: bytes, args: bytes, kwargs: bytes, meta: bytes }),
    duration: { type: ['number', 'null'], minimum: 0, description: 'Seconds from start to end.' },
    hints: { ...(mapOf(HINT) as object), description: 'Why a field is empty or cut, by its name.' },
  }),
};
