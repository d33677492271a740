import { type JsonType, type JsonTypes, KOMBU_TYPES, MICROSECONDS } from '../../codecs/json/json-types.ts';
import { isObject } from '../../lib/is-object.ts';
import { ConfigError } from '../../problems/errors.ts';
import { loadDataFile } from './load-data-file.ts';

const FORMS: readonly unknown[] = ['value', 'tuple', ...KOMBU_TYPES, 'object'];

/**
 * Loads the types that the operator's project registers with kombu.
 *
 * @throws ConfigError if the file cannot be loaded or has other data
 */
export async function loadJsonTypes(file: string): Promise<JsonTypes> {
  return checkJsonTypes(await loadDataFile(file, 'the JSON types'), file);
}

/**
 * Checks types from a file or an option.
 *
 * @param source the file or option, for the error message
 * @throws ConfigError that names the type and the possible values
 */
export function checkJsonTypes(types: unknown, source: string): JsonTypes {
  if (!isObject(types))
    throw new ConfigError(`${source} should map markers to types: { "money": { "is": "decimal" } }`);
  for (const [marker, type] of Object.entries(types)) {
    if (isJsonType(type)) continue;
    const units = Object.keys(MICROSECONDS).join(', ');
    throw new ConfigError(
      `the type "${marker}" of ${source} should have "is" with one of ${FORMS.join(', ')}; ` +
        `or "is" with timedelta, and "unit" with one of ${units}`,
    );
  }
  return types as JsonTypes;
}

function isJsonType(type: unknown): type is JsonType {
  if (!isObject(type)) return false;
  const { is, unit } = type;
  if (is === 'timedelta') return typeof unit === 'string' && Object.hasOwn(MICROSECONDS, unit);
  return FORMS.includes(is);
}
