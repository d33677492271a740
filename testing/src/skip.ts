/** What was printed already: several suites of a file may need the same thing. */
const printed = new Set<string>();

/**
 * Returns something that a suite needs. Where it is missing, prints a line that starts with `SKIPPED:`; `npm test`
 * repeats these lines at its end.
 *
 * ```ts
 * const chromium = foundOrSkip(chromiumPath(), 'Chromium is not on PATH; install it or set CHROMIUM_PATH');
 * describe.skipIf(chromium === undefined)('the page', () => …);
 * ```
 *
 * @throws Error when it is missing and `CI` is set
 */
export function foundOrSkip<T>(found: T | undefined, missing: string): T | undefined {
  if (found !== undefined) return found;
  // most CI systems set CI=true; some shells set an empty value or false
  const { CI = '' } = process.env;
  if (CI !== '' && CI !== 'false' && CI !== '0')
    throw new Error(`${missing} (CI is set, so this fails instead of skipping)`);
  // test runners may hide the output of console
  if (!printed.has(missing)) process.stderr.write(`SKIPPED: ${missing}\n`);
  printed.add(missing);
  return undefined;
}
