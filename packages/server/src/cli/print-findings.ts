import type { Finding } from '../stores/finding.ts';

/** Returns whether no finding makes answers wrong or slow. */
export function isHealthy(findings: readonly Finding[]): boolean {
  return findings.every(({ level }) => level !== 'error');
}

/** Formats findings for a person: a line for each, with its fix below. */
export function findingsText(findings: readonly Finding[]): string {
  const lines = findings.map(({ check, level, text, fix }) => {
    const line = `${level.padEnd(9)}${check.padEnd(12)}${text}\n`;
    return fix === undefined ? line : `${line}${' '.repeat(21)}fix: ${fix}\n`;
  });
  const errors = findings.filter(({ level }) => level === 'error').length;
  return `${lines.join('')}${errors === 0 ? 'no errors' : `${errors} ${errors === 1 ? 'error' : 'errors'}`}\n`;
}

/** Formats findings for a program: one line of JSON. */
export function findingsJson(findings: readonly Finding[]): string {
  return `${JSON.stringify({ ok: isHealthy(findings), findings })}\n`;
}
