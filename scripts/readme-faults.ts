/** A fenced block of a README that says which example it is taken from. */
const BLOCK = /<!-- example: (\S+)#(\w+) -->\n+```\w*\n([\s\S]*?)```/g;

/** Every code block that differs from the example it names, one sentence each. `read` gives a file's text. */
export async function readmeFaults(
  readme: string,
  read: (path: string) => Promise<string>,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [, path = '', name = '', code = ''] of readme.matchAll(BLOCK)) {
    const region = regionOf(await read(path), name);
    if (region === undefined) faults.push(`${path} has no region ${name}`);
    else if (region !== code)
      faults.push(`the README's block of ${path}#${name} is not what the file says:\n${region}`);
  }
  return faults;
}

/** The lines between `region NAME` and the next `endregion`, with the common indentation taken off. */
function regionOf(text: string, name: string): string | undefined {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /(?:\/\/|#) region (\w+)$/.exec(line.trim())?.[1] === name);
  const end = lines.findIndex((line, index) => index > start && /^(?:\/\/|#) endregion$/.test(line.trim()));
  if (start < 0 || end < 0) return undefined;
  const inside = lines.slice(start + 1, end);
  const indent = Math.min(
    ...inside.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
  );
  return `${inside.map((line) => line.slice(indent)).join('\n')}\n`;
}
