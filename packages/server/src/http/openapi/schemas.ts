/** JSON Schema 2020-12, as OpenAPI 3.1 has it. */
export type Schema = boolean | Readonly<Record<string, unknown>>;

const string: Schema = { type: 'string' };
const strings: Schema = { type: 'array', items: string };

/** Celery's id pattern, as Python means it: Unicode letters and numbers, `_`, `-` and `.`. */
export const ID: Schema = { type: 'string', pattern: '^[\\p{L}\\p{N}_.-]+$' };
const ETAG: Schema = { type: 'string', description: 'Changes when anything else in the object does.', minLength: 1 };
const MOMENT: Schema = {
  type: 'string',
  description: 'UTC with microseconds.',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z$',
};
const ANY_STORED: Schema = { description: 'Whatever the task returned or said of its progress.' };

/** The schema of an object that has these properties, all of them unless said otherwise, and no others. */
export function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

/** One of {@link SCHEMAS}. */
export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

function mapOf(values: Schema): Schema {
  return { type: 'object', additionalProperties: values };
}

/** What Django's four views answer. A task's `meta` may lay values of any type over `status` and `traceback`. */
const DJANGO: Readonly<Record<string, Schema>> = {
  MemberDone: object({ id: { type: ['string', 'number', 'boolean'] }, executed: { type: 'boolean' } }),
  TaskDone: object({ task: ref('MemberDone') }),
  TaskStatus: object({
    task: object(
      {
        id: string,
        status: { description: 'A string, unless `meta` says otherwise.' },
        result: { description: 'What is stored; in FAILURE, RETRY and REVOKED the repr of the exception.' },
        exc: { type: ['string', 'null'], description: 'Name of the exception class; null where it is not granted.' },
        traceback: { description: 'A string or null, unless `meta` says otherwise.' },
      },
      ['exc', 'traceback'],
    ),
  }),
  GroupDone: object({
    group: object({ id: string, results: { type: 'array', items: ref('MemberDone') } }),
  }),
  GroupStatus: object({
    group: object({
      id: string,
      results: { type: 'array', items: object({ result: ANY_STORED, status: { description: 'As that of a task.' } }) },
    }),
  }),
};

/** What is the server's own. */
const V1: Readonly<Record<string, Schema>> = {
  Task: object(
    {
      id: string,
      status: string,
      result: ANY_STORED,
      exc: { type: ['string', 'null'] },
      traceback: { type: ['string', 'null'] },
      known: { type: 'boolean', description: 'Whether anything is stored.' },
      name: string,
      worker: string,
      date_created: MOMENT,
      date_started: MOMENT,
      date_done: MOMENT,
      resultOmitted: { const: true, description: 'The result is too large for a batch, and null here.' },
      resultUnreadable: { type: 'string', description: 'The row cannot be read as this encoding; the result is null.' },
      etag: ETAG,
    },
    [
      ...['exc', 'traceback', 'name', 'worker', 'date_created', 'date_started', 'date_done'],
      ...['resultOmitted', 'resultUnreadable'],
    ],
  ),
  Group: object({
    id: string,
    known: {
      type: 'boolean',
      description: 'False for a group that was not saved or has expired. An empty one is known.',
    },
    results: { type: 'array', items: ref('Task') },
    counts: mapOf({ type: 'integer', minimum: 1 }),
    etag: ETAG,
  }),
  Known: {
    type: 'object',
    additionalProperties: { type: ['string', 'null'] },
    description: 'Ids, each with the etag that is known already, or null.',
  },
  BatchRequest: object({ tasks: ref('Known'), groups: ref('Known') }, ['tasks', 'groups']),
  Batch: object({
    tasks: mapOf(ref('Task')),
    groups: mapOf(ref('Group')),
    unchanged: strings,
    errors: mapOf(ref('Problem')),
  }),
  Problem: {
    type: 'object',
    description: 'RFC 9457.',
    properties: {
      type: { type: 'string', pattern: '^urn:celery-results:problem:[a-z-]+$' },
      title: string,
      status: { type: 'integer' },
      detail: string,
    },
    required: ['type', 'title', 'status'],
  },
};

export const SCHEMAS: Readonly<Record<string, Schema>> = { ...DJANGO, ...V1 };
