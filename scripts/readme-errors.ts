/** A fenced block of a README that names the regions it is taken from, each as `path#name`. */
const BLOCK = /<!-- example: (\S+#\w+(?:\s+\S+#\w+)*) -->\n+```\w*\n([\s\S]*?)```/g;

/**
 * Every code block that differs from the regions it names, one sentence each. `read` gives a file's text.
 * In a block of several regions each begins with a comment that has the file's name.
 */
export async function readmeErrors(
  readme: string,
  read: (path: string) => Promise<string>,
): Promise<readonly string[]> {
  const errors: string[] = [];
  const blocks = [...readme.matchAll(BLOCK)];
  const named = readme.split('<!-- example:').length - 1;
  if (named !== blocks.length) errors.push(`${named} comments name an example, and ${blocks.length} have a code block`);
  for (const [, list = '', code = ''] of blocks) {
    const sources = list.split(/\s+/);
    const parts: string[] = [];
    for (const source of sources) {
      const [path = '', name = ''] = source.split('#');
      const region = regionOf(await read(path), name);
      if (region === undefined) errors.push(`${path} has no region ${name}`);
      else parts.push(sources.length > 1 ? `${titleOf(path)}\n${region}` : region);
    }
    const expected = parts.join('\n');
    if (expected !== code && parts.length === sources.length)
      errors.push(`the README's block of ${sources.join(' ')} is not what the files say:\n${expected}`);
  }
  return errors;
}

/** A comment with a file's name, such as `# settings.py`. */
function titleOf(path: string): string {
  return `${path.endsWith('.py') ? '#' : '//'} ${path.slice(path.lastIndexOf('/') + 1)}`;
}

/** The lines between `region NAME` and the next `endregion`, with the common indentation taken off. */
function regionOf(text: string, name: string): string | undefined {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^(?:\/\/|#|<!--) region (\w+)(?: -->)?$/.exec(line.trim())?.[1] === name);
  const end = lines.findIndex(
    (line, index) => index > start && /^(?:\/\/|#|<!--) endregion(?: -->)?$/.test(line.trim()),
  );
  if (start < 0 || end < 0) return undefined;
  const inside = lines.slice(start + 1, end);
  const indent = Math.min(
    ...inside.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
  );
  return `${inside.map((line) => line.slice(indent)).join('\n')}\n`;
}
