/** JSON Schema 2020-12, as used by OpenAPI 3.1. */
export type Schema = boolean | Readonly<Record<string, unknown>>;

export const string: Schema = { type: 'string' };
export const strings: Schema = { type: 'array', items: string };

/** Celery's id pattern with Python's meaning: Unicode letters and numbers, `_`, `-` and `.`. */
export const ID: Schema = { type: 'string', pattern: '^[\\p{L}\\p{N}_.-]+$' };
const ETAG: Schema = { type: 'string', description: 'Changes when anything else in the object changes.', minLength: 1 };
export const MOMENT: Schema = {
  type: 'string',
  description: 'UTC with microseconds.',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z$',
};
const ANY_STORED: Schema = { description: 'The return value of the task, or its progress.' };

/** Returns the schema of an object with exactly these properties. All are required except the optional ones. */
export function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

/** Returns a reference to one of {@link SCHEMAS}. */
export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** Returns the schema of an object with any keys. */
export function mapOf(values: Schema): Schema {
  return { type: 'object', additionalProperties: values };
}

/**
 * The answers of Django's four views. A task's `meta` may override `status` and `traceback` with values of any type.
 */
const DJANGO: Readonly<Record<string, Schema>> = {
  MemberDone: object({ id: { type: ['string', 'number', 'boolean'] }, executed: { type: 'boolean' } }),
  TaskDone: object({ task: ref('MemberDone') }),
  TaskStatus: object({
    task: object(
      {
        id: string,
        status: { description: 'A string, unless `meta` overrides it.' },
        result: { description: 'The stored value; in FAILURE, RETRY and REVOKED the repr of the exception.' },
        exc: { type: ['string', 'null'], description: 'Name of the exception class; null without the right to it.' },
        traceback: { description: 'A string or null, unless `meta` overrides it.' },
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
      results: {
        type: 'array',
        items: object({ result: ANY_STORED, status: { description: 'Like the status of a task.' } }),
      },
    }),
  }),
};

/** The answers of the extension. */
const V1: Readonly<Record<string, Schema>> = {
  Task: object(
    {
      id: string,
      status: string,
      result: ANY_STORED,
      exc: { type: ['string', 'null'] },
      traceback: { type: ['string', 'null'] },
      known: { type: 'boolean', description: 'Whether the task is stored.' },
      name: string,
      worker: string,
      date_created: MOMENT,
      date_started: MOMENT,
      date_done: MOMENT,
      resultOmitted: { const: true, description: 'The result is too large for a batch, and null here.' },
      data: {
        description: 'FAILURE, RETRY, REVOKED set by hand: the stored value that is not an exception, as JSON.',
      },
      resultUnreadable: {
        type: 'string',
        description: 'The stored task cannot be decoded with this encoding; the result is null.',
      },
      etag: ETAG,
    },
    [
      'exc',
      'traceback',
      'name',
      'worker',
      'date_created',
      'date_started',
      'date_done',
      'resultOmitted',
      'data',
      'resultUnreadable',
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
    description: "Ids, each with the client's etag, or null.",
  },
  BatchRequest: object({ tasks: ref('Known'), groups: ref('Known') }, ['tasks', 'groups']),
  Batch: object({
    tasks: mapOf(ref('Task')),
    groups: mapOf(ref('Group')),
    unchanged: strings,
    errors: mapOf(ref('Problem')),
  }),
  EventData: {
    description: 'The data of each event of a stream, by the name of the event.',
    type: 'object',
    properties: {
      task: ref('Task'),
      group: ref('Group'),
      gone: { anyOf: [ref('Task'), ref('Group')], description: 'It was stored, and no longer is.' },
      problem: object({ id: string, problem: ref('Problem') }),
      'snapshot-end': object({}),
      expiring: object({ seconds: { type: 'integer', minimum: 0 } }),
      closing: object({
        reason: { enum: ['rotation', 'expired', 'draining'] },
        retry: { type: 'integer', minimum: 0, description: 'Milliseconds.' },
      }),
    },
  },
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

/** Returns the {@link V1} schema of a task, with more properties. */
export function taskWith(properties: Readonly<Record<string, Schema>>): Schema {
  const { properties: own, required } = V1['Task'] as {
    readonly properties: object;
    readonly required: readonly string[];
  };
  return {
    ...(V1['Task'] as object),
    properties: { ...own, ...properties },
    required: [...required, ...Object.keys(properties)],
  };
}
