import fc, { type Arbitrary } from 'fast-check';
import { exception, jsonValue, raising, storedException } from './exceptions.ts';
import { oddJson } from './json-text.ts';
import { anyText, type PythonSource, plain, quote, storableText, VALUES } from './python.ts';

export type FuzzSerializer = keyof typeof VALUES;

/**
 * A case in the form of conformance/capture, with the data that judges its answers. `{1}` in an id becomes a UUID that
 * follows from the name.
 */
export interface FuzzCase {
  readonly name: string;
  readonly kind: string;
  readonly writer?: { readonly extended: boolean };
  readonly steps: readonly Readonly<Record<string, unknown>>[];
  readonly get?: readonly string[];
  readonly get_tasks?: readonly string[];
  readonly get_legacy?: readonly string[];
  /** The tasks of a group in order, those of nested groups in their place. They are requested too. */
  readonly leaves?: readonly string[];
}

export type Unnamed = Omit<FuzzCase, 'name'>;
type SyncHandler = FuzzCase['steps'][number];

const ID = '{1}';
const REQUEST = {
  id: ID,
  task: 'shop.tasks.work',
  args: [],
  kwargs: {},
  argsrepr: '()',
  kwargsrepr: '{}',
  hostname: 'w1@host',
};

const state = fc.oneof(
  fc.constantFrom(
    'PROGRESS',
    'RECEIVED',
    'REJECTED',
    'IGNORED',
    'success',
    'Success',
    'SUCCESS ',
    'PENDING',
    'STARTED',
    'X',
    '',
  ),
  storableText.map((text) => text.slice(0, 40).toWellFormed()),
);

/** Ids of every kind that the URLs take, and some that they do not. */
const id = fc.oneof(
  { weight: 6, arbitrary: fc.constant(ID) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('é', '中文', 'a.b', '-', '_', 'ª', '٣', 'task', '..', 'A').map((text) => `${text}${ID}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('a b', 'a/b', '%', '%2F', 'a\u0301', '\u{1f600}', '\u200d', 'a:b', '‿')
      .map((text) => text + ID),
  },
);

const asked = fc.oneof(
  { weight: 4, arbitrary: fc.constant('get_tasks' as const) },
  { weight: 1, arbitrary: fc.constant('get_legacy' as const) },
);

/** One task that Celery's own backend wrote. */
function written(kind: string, steps: Arbitrary<readonly SyncHandler[]>, extended = false): Arbitrary<Unnamed> {
  return fc.tuple(steps, asked, id).map(([made, how, name]) => ({
    kind,
    ...(extended ? { writer: { extended: true } } : {}),
    steps: made.map((step) => ({ ...step, id: name })),
    [how]: [name],
  }));
}

/** Rows as given, for JSON. */
const rawRow = (kind: string, row: Arbitrary<Readonly<Record<string, unknown>>>): Arbitrary<Unnamed> =>
  row.map((columns) => ({ kind, steps: [{ do: 'row', row: { task_id: ID, ...columns } }], get_tasks: [ID] }));

const exceptionState = fc.constantFrom('FAILURE', 'RETRY', 'REVOKED');

const meta = fc
  .dictionary(
    fc.constantFrom('status', 'traceback', 'result', 'children', 'date_done', 'task_id', 'other'),
    fc.oneof(
      fc.constantFrom('"SUCCESS"', '"FAILURE"', '"STARTED"', '"RETRY"', 'null', '[]', '5'),
      jsonValue,
      fc.constantFrom('[[["a", null], null]]', '[["a", null]]', '[["a"]]'),
    ),
    { maxKeys: 3 },
  )
  .map(
    (entries) =>
      `{${Object.entries(entries)
        .map(([key, value]) => `"${key}": ${value}`)
        .join(', ')}}`,
  );

/** Rows by hand, read as JSON. */
const HAND_MADE: readonly { readonly weight: number; readonly arbitrary: Arbitrary<Unnamed> }[] = [
  {
    weight: 8,
    arbitrary: rawRow(
      'odd text',
      oddJson.map((result) => ({ result })),
    ),
  },
  { weight: 6, arbitrary: rawRow('stored exception', fc.record({ status: exceptionState, result: storedException })) },
  { weight: 1, arbitrary: rawRow('odd exception', fc.record({ status: exceptionState, result: oddJson })) },
  {
    weight: 4,
    arbitrary: rawRow(
      'meta',
      fc.record({
        status: fc.oneof(state, exceptionState),
        result: fc.oneof(jsonValue, storedException),
        meta: fc.oneof(meta, oddJson),
        traceback: fc.option(storableText),
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: rawRow(
      'base64',
      fc.record({
        content_encoding: fc.constantFrom('binary', 'Binary', 'base64', ''),
        result: fc.oneof(
          jsonValue.map((text) => Buffer.from(text).toString('base64')),
          fc.base64String(),
          fc.constantFrom('=', 'e30', 'e3 0=', 'e30=', '!e30=', 'W10==', 'gIGC'),
        ),
        meta: fc.constant(null),
      }),
    ),
  },
];

type Member = { readonly task: readonly SyncHandler[] } | { readonly group: readonly Member[] };

function member(value: Arbitrary<PythonSource>, brokenRows: boolean): Arbitrary<Member> {
  const task = fc.oneof(
    { weight: 5, arbitrary: value.map((source): SyncHandler[] => [{ do: 'done', value: source }]) },
    { weight: 2, arbitrary: exception(value).map((source): SyncHandler[] => [{ do: 'failure', exc: source }]) },
    { weight: 2, arbitrary: fc.constant<SyncHandler[]>([]) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<SyncHandler[]>(
        [{ do: 'started', meta: '{"pid": 1}' }],
        [{ do: 'revoked', reason: '"terminated"' }],
        [{ do: 'retry', exc: 'None' }],
      ),
    },
    {
      weight: brokenRows ? 1 : 0,
      arbitrary: fc.constantFrom<SyncHandler[]>(
        [{ do: 'row', row: { status: 'FAILURE', result: 'null' } }],
        [{ do: 'row', row: { result: '{' } }],
      ),
    },
  );
  const { node } = fc.letrec<{ node: Member }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 6, arbitrary: task.map((steps): Member => ({ task: steps })) },
      { weight: 1, arbitrary: fc.array(tie('node'), { maxLength: 3 }).map((members): Member => ({ group: members })) },
    ),
  }));
  return node;
}

function group(value: Arbitrary<PythonSource>, brokenRows: boolean): Arbitrary<Unnamed> {
  return fc.array(member(value, brokenRows), { maxLength: 4 }).map((members) => {
    const steps: SyncHandler[] = [];
    const leaves: string[] = [];
    const spec = (one: Member): unknown => {
      if ('group' in one) return { group: `${ID}-g${leaves.length}`, children: one.group.map(spec) };
      const name = `${ID}-${leaves.length}`;
      leaves.push(name);
      for (const step of one.task)
        steps.push(
          step['do'] === 'row'
            ? { do: 'row', row: { ...(step['row'] as object), task_id: name } }
            : { ...step, id: name },
        );
      return name;
    };
    const children = members.map(spec);
    return {
      kind: 'group',
      steps: [...steps, { do: 'group', id: ID, children }],
      get: [ID],
      get_tasks: leaves,
      leaves,
    };
  });
}

const unknown: Arbitrary<Unnamed> = id.map((name) => ({ kind: 'unknown', steps: [], get: [name] }));

export interface CasesOptions {
  readonly serializer: FuzzSerializer;
  /** Whether there are rows that no Celery wrote, and typed values, which kombu before 5.3 reads otherwise. */
  readonly handMade: boolean;
}

/** Cases of every kind for one serializer. */
export function cases({ serializer, handMade }: CasesOptions): Arbitrary<Unnamed> {
  const value = VALUES[serializer];
  const isJson = serializer === 'json';
  const exc = exception(fc.oneof(value, plain));
  const all = fc.oneof(
    {
      weight: 16,
      arbitrary: written(
        'value',
        value.map((source) => [{ do: 'done', value: source }]),
      ),
    },
    {
      weight: 4,
      arbitrary: written(
        'state',
        fc.tuple(state, value).map(([name, source]) => [{ do: 'state', state: name, value: source }]),
      ),
    },
    {
      weight: 10,
      arbitrary: written(
        'failure',
        fc
          .tuple(exc, storableText)
          .map(([source, traceback]) => [{ do: 'failure', exc: source, traceback, request: REQUEST }]),
        true,
      ),
    },
    {
      weight: 3,
      arbitrary: written(
        'raised',
        raising(value).map((code) => [{ do: 'raise', code, request: REQUEST }]),
        true,
      ),
    },
    {
      weight: 2,
      arbitrary: written(
        'retry',
        exc.map((source) => [{ do: 'retry', exc: source }]),
      ),
    },
    {
      weight: 1,
      arbitrary: written(
        'revoked',
        anyText.map((reason) => [{ do: 'revoked', reason: quote(reason) }]),
      ),
    },
    {
      weight: 1,
      arbitrary: written(
        'again',
        fc.tuple(value, exc).map(([source, error]) => [
          { do: 'done', value: source },
          { do: 'failure', exc: error },
        ]),
      ),
    },
    { weight: 8, arbitrary: group(value, isJson && handMade) },
    { weight: 1, arbitrary: unknown },
    ...(isJson && handMade ? HAND_MADE : []),
  );
  return handMade ? all : all.filter((one) => !hasMarker(one));
}

/** Whether a value may look like a typed one, which it is for today's kombu even where an old one wrote it. */
function hasMarker({ steps }: Unnamed): boolean {
  const text = JSON.stringify(steps);
  return text.includes('__type__') && text.includes('__value__');
}
