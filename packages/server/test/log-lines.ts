/** A line of a server's log. */
export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly worker?: number;
  readonly pid?: number;
  readonly reason?: string;
  readonly [field: string]: unknown;
}

/** The lines of a log in a server's output, without what is no whole line of JSON. */
export function logLines(output: string): readonly LogLine[] {
  return output.split('\n').flatMap((line) => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line)] : []));
}
