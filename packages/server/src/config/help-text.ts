import { KEY_VARIABLES } from './read-keys.ts';
import { NAMES, SETTINGS, type Setting, variable } from './settings.ts';

/** Returns the text of `--help`. */
export function helpText(): string {
  return `Usage: celery-results-server [serve|migrate|doctor] --store URL [options]
       celery-results-server notify print|install|uninstall|status --store URL
       celery-results-server indexes print --store URL
       celery-results-server token --key-file FILE [--tasks IDS] [--groups IDS] [--prefix TEXT]
                                   [--access NAMES] [--list] [--expires TIME] [--audience TEXT] [--issuer TEXT]
       celery-results-server classes --python PATH --django-settings MODULE

  serve      answer django-celery-results' status URLs from the store (default)
  migrate    create the tables in a database that lacks them
  doctor     examine the store, and print what to change; the exit code is 1 when there is an error
  notify     print, install, remove or examine the triggers with which PostgreSQL reports changes to streams
  indexes    print SQL for the indexes that make every filter of a list fast
  classes    print the exception classes of a Django project, for --exception-classes
  token      print a token that --auth jwt accepts; it is valid for 15m, or for --expires

${NAMES.map(settingHelp).join('\n')}
  --print-config                  print every setting with its source, without passwords, and exit
  --healthcheck                   ask a running server's /readyz; the exit code is 0 when it is ready
  --json                          print the doctor's findings as JSON
  --help, --version

A flag takes precedence over its variable, and a variable over the file.
Instead of a key file, set ${KEY_VARIABLES.join(' and ')}.
`;
}

function settingHelp(name: Setting): string {
  const { hint, help, default: value } = SETTINGS[name];
  const flag = hint === undefined ? `--[no-]${name}` : `--${name} ${hint}`;
  const shown = value === undefined ? '' : ` (${hint === undefined ? 'on' : value})`;
  return `  ${flag.padEnd(32)}${help}${shown}\n${' '.repeat(34)}${variable(name)}`;
}
