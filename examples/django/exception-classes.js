/**
 * The exception classes of this project, for `celery-results-server --exception-classes exception-classes.js`: Django's process has
 * them loaded and answers them by name, and so does the server with this.
 *
 * @type {import('@celery-results/server').ExceptionClasses}
 */
export default { 'reports.tasks': { PriceMissing: {} } };
