/** Bundlers replace `process.env.NODE_ENV` by a constant. A page without a bundler has no `process`. */
export function isProduction(): boolean {
  try {
    return process.env['NODE_ENV'] === 'production';
  } catch {
    return false;
  }
}
