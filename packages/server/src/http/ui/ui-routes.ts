import {
  UI_ASSETS,
  UI_LINKS,
  UI_PATH,
  UI_SCREENS,
  UI_SESSION,
  type UiLinksBody,
  type UiSettings,
} from '@celery-results/client/protocol/ui';
import type Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { Auth } from '../auth/auth.ts';
import { stateOf } from '../koa/context.ts';
import { notFound } from '../response/not-found.ts';
import { sendCacheableJson } from '../response/send-json.ts';
import { createPageSender, sendFile } from './send-ui.ts';
import { changeSession, describeSession } from './session.ts';
import { readUiFiles } from './ui-files.ts';
import { createUiHeaders } from './ui-headers.ts';
import { SESSION_COOKIE, type SignIn, type UiOptions } from './ui-options.ts';

/** The routes of the status page. */
export interface Ui {
  /** Adds the routes to a router. */
  addTo(router: Router, below: (path: string) => RegExp): void;
}

export interface UiDependencies {
  readonly auth: Auth | undefined;
  /** Refuses a client without rights. */
  readonly resolveStore: (ctx: Context) => Promise<unknown>;
}

/**
 * Creates the routes of the status page. Everybody may read the document and its files, which contain no data.
 *
 * @throws ConfigError if the page was not built
 */
export function createUi(options: UiOptions, { auth, resolveStore }: UiDependencies): Ui {
  const { html, assets } = readUiFiles(options.folder);
  const signIn = auth ? (options.signIn ?? { by: 'token', cookie: SESSION_COOKIE }) : undefined;
  const sendPage = createPageSender(html, settingsOf(options.title ?? '', signIn));
  const setHeaders = createUiHeaders(options.frameAncestors);
  const links: UiLinksBody = { links: options.links ?? [] };
  const linksBody = [JSON.stringify(links).replace(/[\u0080-\uffff]/g, escapeUnit)];

  const answerFile: Middleware = (ctx) => {
    stateOf(ctx).route = 'ui-file';
    const file = assets.get(ctx['captures']?.[0] ?? '');
    if (!file) return notFound(ctx);
    setHeaders(ctx);
    return sendFile(ctx, file);
  };
  const answerLinks: Middleware = async (ctx) => {
    stateOf(ctx).route = 'ui-links';
    await resolveStore(ctx);
    await sendCacheableJson(ctx, linksBody);
  };

  return {
    addTo(router, below) {
      const get = (path: string, answer: Middleware): void => {
        router.register(below(path), ['GET'], answer, { pathAsRegExp: true });
      };
      for (const path of Object.values(UI_SCREENS)) {
        const depth = path.split('/').length - 1;
        get(UI_PATH + path, (ctx) => {
          stateOf(ctx).route = 'ui-page';
          if (hasEncodedSlash(ctx)) return notFound(ctx);
          setHeaders(ctx);
          return sendPage(ctx, depth);
        });
        get((UI_PATH + path).slice(0, -1), addSlash);
      }
      get(`${UI_PATH}${UI_ASSETS}<id>`, answerFile);
      get(UI_PATH + UI_LINKS, answerLinks);
      if (auth && signIn?.by === 'token') {
        const answer: Middleware = async (ctx) => {
          stateOf(ctx).route = 'ui-session';
          if (ctx.method === 'POST') await changeSession(ctx, auth, signIn.cookie);
          else await describeSession(ctx, auth);
        };
        router.register(below(UI_PATH + UI_SESSION), ['GET', 'POST'], answer, { pathAsRegExp: true });
      }
    },
  };
}

/** Returns whether the path has an encoded slash: browsers would resolve the page's URLs against another path. */
function hasEncodedSlash(ctx: Context): boolean {
  return /^[^?]*%2f/i.test(ctx.req.url ?? '');
}

/** Redirects with a relative URL, since a proxy may have changed the prefix of the path. */
function addSlash(ctx: Context): void {
  const [path = '', query] = (ctx.req.url ?? '').split(/\?(.*)/s);
  const last = path.slice(path.lastIndexOf('/') + 1);
  ctx.status = 302;
  ctx.res.setHeader('Location', `./${last}/${query === undefined ? '' : `?${query}`}`);
  ctx.body = Buffer.alloc(0);
}

function settingsOf(title: string, signIn: SignIn | undefined): UiSettings {
  if (!signIn) return { title, auth: 'none', loginUrl: null };
  return signIn.by === 'login'
    ? { title, auth: 'login', loginUrl: signIn.url ?? null }
    : { title, auth: 'token', loginUrl: null };
}

/** Escapes a UTF-16 unit, since JSON bodies are ASCII. */
function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
