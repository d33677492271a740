/** Bundlers put a constant in the place of `process.env.NODE_ENV`. A page without a bundler has no `process`. */
export function isProduction(): boolean {
  try {
    return process.env['NODE_ENV'] === 'production';
  } catch {
    return false;
  }
}
