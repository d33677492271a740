import type { Finding } from './django/doctor/finding.ts';
import { type DoctorOptions, examineDjangoTables } from './django/doctor/index.ts';
import { parseStoreUrl } from './store-url.ts';

/**
 * Examines the store that a URL names: whether it answers, its tables, indexes, rights, and Celery's settings as far as rows tell of
 * them. Reads only, and bounded ones.
 *
 * @returns what was found, in the order in which it was looked at; a database that does not answer is a finding
 * @throws ConfigError for a URL that cannot be read
 */
export async function examineStore(url: string, options: DoctorOptions = {}): Promise<readonly Finding[]> {
  return examineDjangoTables(parseStoreUrl(url), options);
}
