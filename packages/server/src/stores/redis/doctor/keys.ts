import { error, type Finding, note, ok } from '../../finding.ts';
import { ifAllowed, type RedisContext } from './context.ts';

/** Largest number of keys that are scanned, and keys of each command. */
const MAX_SCANNED = 20_000;
const KEYS_PER_SCAN = 1_000;
/** Largest number of tasks that are examined. */
const MAX_SAMPLES = 100;
const META = 'celery-task-meta-';

/** The result of the check of the keys. */
export interface KeyCheck {
  readonly findings: readonly Finding[];
  /** Some keys of tasks. Empty if there are none. */
  readonly samples: readonly string[];
}

/** Checks that there are results of tasks. If there are none, it looks for another prefix or database. */
export async function checkKeys(
  context: RedisContext,
  info: ReadonlyMap<string, string> | undefined,
): Promise<KeyCheck> {
  const found = await scan(context);
  if (!found)
    return {
      samples: [],
      findings: [note('keys', 'this user may not run SCAN: keys and settings are not examined', 'allow +scan')],
    };
  const start = context.keys.task('');
  const samples = found.keys.filter((key) => key.startsWith(start)).slice(0, MAX_SAMPLES);
  if (samples.length > 0) return { samples, findings: [ok('keys', `there are results below ${printable(start)}`)] };
  const finding = elsewhere(found.keys, start) ?? inOtherDatabase(context, info) ?? nothing(start, found.isComplete);
  return { samples, findings: [finding] };
}

interface Scan {
  /** Keys that contain `celery-task-meta-`. */
  readonly keys: readonly string[];
  readonly isComplete: boolean;
}

/** Scans a bounded number of keys. Undefined if the user may not. */
async function scan(context: RedisContext): Promise<Scan | undefined> {
  const keys: string[] = [];
  const start = context.keys.task('');
  let cursor = '0';
  for (let scanned = 0; scanned < MAX_SCANNED; scanned += KEYS_PER_SCAN) {
    const reply = await ifAllowed(context, (client) =>
      client.scan(cursor, { MATCH: `*${META}*`, COUNT: KEYS_PER_SCAN }),
    );
    if (!reply) return undefined;
    keys.push(...reply.keys.map(String));
    cursor = String(reply.cursor);
    if (cursor === '0') return { keys, isComplete: true };
    if (keys.filter((key) => key.startsWith(start)).length >= MAX_SAMPLES) break;
  }
  return { keys, isComplete: false };
}

/** Guesses the prefix of keys that have a different prefix. */
function elsewhere(keys: readonly string[], start: string): Finding | undefined {
  const [key] = keys;
  if (key === undefined) return undefined;
  const prefix = key.slice(0, key.indexOf(META));
  const flag = prefix === '' ? 'leave --key-prefix out' : `pass --key-prefix "${printable(prefix)}"`;
  const cache = /^:\d+:$/.test(prefix) ? " and --serializer pickle: it is the prefix of Django's cache" : '';
  return error(
    'keys',
    `no key begins with ${printable(start)}, but there is ${printable(prefix)}${META}…`,
    flag + cache,
  );
}

/** Guesses the number of a database that has keys, if this database has none. */
function inOtherDatabase(
  { database }: RedisContext,
  info: ReadonlyMap<string, string> | undefined,
): Finding | undefined {
  const numbers = [...(info?.keys() ?? [])].flatMap((name) => /^db(\d+)$/.exec(name)?.[1] ?? []);
  if (numbers.length === 0 || numbers.includes(String(database))) return undefined;
  return error(
    'keys',
    `the database ${database} is empty, and there are keys in ${numbers.join(', ')}`,
    `end the path of the store URL with the number in Celery's result_backend, such as /${numbers[0]}`,
  );
}

function nothing(start: string, isComplete: boolean): Finding {
  if (isComplete) return note('keys', `no key begins with ${printable(start)}: run a task, then the doctor again`);
  return note('keys', `no key begins with ${printable(start)} among the first ${MAX_SCANNED.toLocaleString('en')}`);
}

/** Returns a name for messages. A key may have any name, so an unusual name is not repeated. */
function printable(text: string): string {
  return /^[\w.:{}/@-]{0,80}$/.test(text) ? text : '…';
}
