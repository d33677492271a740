import { dirname, join, normalize } from 'node:path/posix';

/** A relative link that leads nowhere. */
export interface LinkError {
  /** Of the file with the link, from the root. */
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/**
 * Links of Markdown files to files and headings that do not exist. Links to other sites are not followed.
 *
 * @param documents text of each Markdown file, by path from the root
 * @param exists whether a file or folder exists, by path from the root
 */
export function linkErrors(
  documents: ReadonlyMap<string, string>,
  exists: (path: string) => boolean,
): readonly LinkError[] {
  return [...documents].flatMap(([path, text]) =>
    linksOf(text).flatMap(({ line, target }) => {
      const [file = '', heading] = target.split('#');
      const linked = file === '' ? path : normalize(join(dirname(path), file)).replace(/\/$/, '');
      if (!exists(linked)) return [{ path, line, message: `links to ${target}, which does not exist` }];
      const document = documents.get(linked);
      const isThere = heading === undefined || document === undefined || anchorsOf(document).has(heading);
      return isThere ? [] : [{ path, line, message: `links to ${target}, which has no such heading` }];
    }),
  );
}

/** Targets of inline links and of pictures in HTML. A link in a block of code is none. */
function linksOf(text: string): readonly { readonly line: number; readonly target: string }[] {
  return withoutCode(text)
    .split('\n')
    .flatMap((content, index) =>
      [...content.matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset|href)="([^"\s]+)"/g)].map(([, link, attribute]) => ({
        line: index + 1,
        target: link ?? attribute ?? '',
      })),
    )
    .filter(({ target }) => !/^[a-z]+:/.test(target));
}

/** What GitHub makes of headings: lower case, no punctuation, dashes for spaces. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_\- ]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

/** The same lines, with those of code blocks empty. */
function withoutCode(text: string): string {
  return text.replace(/^ *```[\s\S]*?^ *```/gm, (block) => block.replace(/[^\n]/g, ''));
}
