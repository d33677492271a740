/**
 * Returns whether a client accepts a media type without parameters (RFC 9110, section 12.5.1). The most specific range
 * decides; for two equal ranges the higher quality decides. Parameters except `q` are ignored, which is allowed.
 *
 * Its time grows linearly with the header. The package `negotiator` takes 30 ms for 16 KB of quotes and commas.
 *
 * @param accept the header `Accept`; a missing or empty one accepts every type
 * @param type in lower case
 */
export function acceptsType(accept: string | undefined, type: string): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  const matching = ['*/*', `${type.slice(0, type.indexOf('/'))}/*`, type];
  let best = { specificity: -1, quality: 0 };
  for (const text of splitUnquoted(accept, ',')) {
    const [range = '', ...parameters] = splitUnquoted(text, ';');
    const specificity = matching.indexOf(range.trim().toLowerCase());
    const quality = qualityOf(parameters);
    if (specificity > best.specificity || (specificity === best.specificity && quality > best.quality))
      best = { specificity, quality };
  }
  return best.specificity >= 0 && best.quality > 0;
}

function qualityOf(parameters: readonly string[]): number {
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=', 2);
    if (name.trim().toLowerCase() !== 'q') continue;
    const quality = Number(value);
    return Number.isNaN(quality) ? 1 : quality;
  }
  return 1;
}

function splitUnquoted(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isQuoted && character === '\\') at += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}
