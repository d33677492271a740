import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UI_ASSETS } from '@celery-results/client/protocol/ui';
import { ConfigError } from '../../problems/errors.ts';

/** The forms of a file, by the name of its content coding. */
export interface UiFile {
  readonly type: string;
  readonly bodies: ReadonlyMap<string, Buffer>;
}

/** The built page, in memory. */
export interface UiFiles {
  /** The document, with URLs that begin with `./`. */
  readonly html: string;
  /** Scripts and styles, by name. */
  readonly assets: ReadonlyMap<string, UiFile>;
}

/** The folder to which the build copies `packages/status-page`. */
const FOLDER = fileURLToPath(new URL('../../../dist/ui/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Content codings by the file extensions of compressed files. */
const CODINGS: Readonly<Record<string, string>> = { '.br': 'br', '.gz': 'gzip' };

/**
 * Reads the files of the page.
 *
 * @throws ConfigError if the page was not built
 */
export function readUiFiles(folder: string = FOLDER): UiFiles {
  try {
    return { html: readFileSync(`${folder}/index.html`, 'utf8'), assets: readAssets(`${folder}/${UI_ASSETS}`) };
  } catch (error) {
    throw new ConfigError(`the status page is not built: run "pnpm build", or pass --no-ui (${folder})`, {
      cause: error,
    });
  }
}

function readAssets(folder: string): ReadonlyMap<string, UiFile> {
  const files = new Map<string, { readonly type: string; readonly bodies: Map<string, Buffer> }>();
  for (const name of readdirSync(folder)) {
    const coding = CODINGS[extname(name)];
    const original = coding === undefined ? name : name.slice(0, name.lastIndexOf('.'));
    const type = TYPES[extname(original)];
    if (type === undefined) throw new Error(`no content type is known for ${name}`);
    const file = files.get(original) ?? { type, bodies: new Map() };
    file.bodies.set(coding ?? 'identity', readFileSync(folder + name));
    files.set(original, file);
  }
  return files;
}
