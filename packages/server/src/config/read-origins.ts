import { isOriginPattern } from '../http/request/allowed-origin.ts';
import { splitList } from './split-list.ts';

/** Reads origins in the form in which browsers send them, and patterns with one `*`. */
export function readOrigins(text: string | undefined, errors: string[]): readonly string[] {
  const origins = splitList(text ?? '');
  for (const origin of origins)
    if (!isOriginPattern(origin))
      errors.push(
        `allowed origin "${origin}" is not like https://shop.example or https://pr-*.shop.example: ` +
          'no path, and one * in front of at least two labels',
      );
  return origins;
}
