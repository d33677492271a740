import { CONTENT_TYPES, type Serializer } from '../../../codecs/serializers.ts';
import { error, type Finding, note, ok, warning } from '../../finding.ts';
import { createValueReader, WRONG_TYPE } from '../read-values.ts';
import { isCompressed, unpack } from '../unpack.ts';
import { ifAllowed, type RedisContext } from './context.ts';

/** Largest number of bytes of a decompressed sample. */
const MAX_SAMPLE_BYTES = 1024 * 1024;

/** Guesses Celery's settings from some stored tasks. */
export async function checkSamples(context: RedisContext, keys: readonly string[]): Promise<readonly Finding[]> {
  const chunks = await createValueReader(context.link).read(keys);
  const values = chunks.filter((chunk) => chunk !== WRONG_TYPE).filter(({ length }) => length > 0);
  const findings: Finding[] = [];
  if (chunks.includes(WRONG_TYPE))
    findings.push(
      error(
        'keys',
        'some keys with the names of results hold no string',
        'delete them: Celery cannot read them either',
      ),
    );
  findings.push(...compressionFindings(values));
  const texts = values.flatMap((value) => unpacked(value) ?? []);
  if (texts.length > 0) findings.push(serializerFinding(context, texts), ...settings(texts));
  return [...findings, ...(await expiryFindings(context, keys))];
}

function unpacked(value: Buffer): Buffer | undefined {
  try {
    const bytes = unpack(value, MAX_SAMPLE_BYTES);
    return bytes && Buffer.from(bytes);
  } catch {
    return undefined;
  }
}

function compressionFindings(values: readonly Buffer[]): readonly Finding[] {
  const compressed = values.filter(isCompressed);
  if (compressed.length === 0) return [];
  if (compressed.every((value) => unpacked(value) !== undefined))
    return [ok('settings', 'result_compression is on, and can be undone')];
  return [
    error(
      'settings',
      'results are compressed in a way that this server cannot undo',
      "set Celery's result_compression to gzip, brotli or (with Node 22.15 or newer) zstd",
    ),
  ];
}

/** Guesses the serializer by the first byte, since a value does not name it. */
function serializerOf(value: Buffer): Serializer | 'unknown' {
  const [first = 0] = value;
  if (first === 0x7b) return 'json';
  if (first === 0x80) return value[1] !== undefined && value[1] <= 5 ? 'pickle' : 'msgpack';
  if ((first > 0x80 && first <= 0x8f) || first === 0xde || first === 0xdf) return 'msgpack';
  return /^[a-z_]+: /.test(value.subarray(0, 40).toString('latin1')) ? 'yaml' : 'unknown';
}

function serializerFinding({ serializer, acceptContent }: RedisContext, values: readonly Buffer[]): Finding {
  const names = new Set(values.map(serializerOf));
  const stored = [...names].join(', ');
  if (names.size > 1)
    return warning(
      'serializer',
      `${values.length} results look like ${stored}, and --serializer is ${serializer}: the others cannot be read`,
      "set --serializer to Celery's result_serializer, and let the other results expire",
    );
  if (stored !== serializer)
    return error('serializer', `results look like ${stored}, and --serializer is ${serializer}`, fixFor(stored));
  if (!acceptContent.includes(serializer))
    return error('serializer', `results are ${stored}, which --accept-content leaves out`, fixFor(stored));
  return ok('serializer', `${stored}, as --serializer says`);
}

function fixFor(stored: string): string {
  return Object.hasOwn(CONTENT_TYPES, stored)
    ? `pass --serializer ${stored}, and in --accept-content what Celery's accept_content has`
    : "results of a custom serializer cannot be read: set Celery's result_serializer to json, yaml, pickle or msgpack";
}

/** Guesses settings from the names of keys in values. Every serializer writes these names unchanged. */
function settings(values: readonly Buffer[]): readonly Finding[] {
  const has = (text: string): boolean => values.some((value) => value.includes(text));
  return [
    has('kwargs')
      ? ok('settings', 'result_extended is on')
      : note(
          'settings',
          'result_extended looks off: no name and no worker is stored',
          'set result_extended = True in Celery',
        ),
    has('STARTED')
      ? ok('settings', 'task_track_started is on')
      : note(
          'settings',
          'task_track_started looks off, or no task runs: a running task is PENDING until it ends',
          'set task_track_started = True in Celery',
        ),
  ];
}

async function expiryFindings(context: RedisContext, keys: readonly string[]): Promise<readonly Finding[]> {
  const times = await ifAllowed(context, (client) => Promise.all(keys.map((key) => client.ttl(key))));
  if (times === undefined) return [note('size', 'this user may not run TTL: expiry is not examined', 'allow +ttl')];
  const forever = times.filter((time) => time === -1).length;
  if (forever === 0) return [ok('size', 'results expire')];
  return [
    warning(
      'size',
      `${forever} of ${keys.length} results never expire: Redis keeps them until its memory is full`,
      "set Celery's result_expires, and delete old keys",
    ),
  ];
}
