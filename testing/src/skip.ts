/** A file may ask for the same thing for each of its suites; once is loud enough. */
const said = new Set<string>();

/**
 * What a suite does about something it needs: gives it back when it is there, and otherwise either fails (`CI` is set) or says so
 * loudly. The line begins with `SKIPPED:`, which is what the test runner collects for its last line.
 *
 * ```ts
 * const chromium = foundOrSkip(chromiumPath(), 'Chromium is not on PATH; install it or set CHROMIUM_PATH');
 * describe.skipIf(chromium === undefined)('the page', () => …);
 * ```
 *
 * @throws Error when it is missing and `CI` is set.
 */
export function foundOrSkip<T>(found: T | undefined, missing: string): T | undefined {
  if (found !== undefined) return found;
  // Most CI systems set CI=true; some shells carry an empty or false one.
  const { CI = '' } = process.env;
  if (CI !== '' && CI !== 'false' && CI !== '0')
    throw new Error(`${missing} (CI is set, so this fails instead of skipping)`);
  // Past console, which test runners capture and may keep to themselves.
  if (!said.has(missing)) process.stderr.write(`SKIPPED: ${missing}\n`);
  said.add(missing);
  return undefined;
}
