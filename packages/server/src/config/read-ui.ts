import type { UiLink } from '@celery-results/client/protocol/ui';
import type { AuthConfig } from '../http/auth/auth-config.ts';
import { SESSION_COOKIE, type SignIn, type UiOptions } from '../http/ui/ui-options.ts';
import { isLoopback } from '../lib/is-loopback.ts';
import { readSwitch } from './read-switch.ts';
import type { Setting } from './settings.ts';
import { splitList } from './split-list.ts';
import { textOf, type Values } from './values.ts';

const UI_SETTINGS = ['ui-title', 'ui-link', 'ui-frame-ancestors', 'ui-login-url'] as const satisfies readonly Setting[];

export interface UiAccess {
  readonly auth: AuthConfig;
  /** Address to listen on. */
  readonly host: string;
}

/**
 * Reads the settings of the status page; undefined if it is off. It is on by default if strangers cannot read it: on
 * loopback, and with auth.
 */
export function readUi(values: Values, { auth, host }: UiAccess, errors: string[]): UiOptions | undefined {
  const isSafe = auth.mode !== 'none' || isLoopback(host);
  const isOn = values.has('ui') ? readSwitch('ui', values, errors) : isSafe;
  if (!isOn) {
    for (const name of UI_SETTINGS)
      if (values.has(name)) errors.push(`${name} is for the status page, which is off: pass --ui`);
    return undefined;
  }
  const loginUrl = textOf(values, 'ui-login-url');
  if (loginUrl !== undefined && auth.mode !== 'forward') errors.push('ui-login-url is for --auth forward only');
  if (loginUrl !== undefined && !isLink(loginUrl)) errors.push(`ui-login-url "${loginUrl}" ${NO_LINK}`);
  return {
    title: textOf(values, 'ui-title') ?? '',
    links: readLinks(textOf(values, 'ui-link') ?? '', errors),
    frameAncestors: readAncestors(textOf(values, 'ui-frame-ancestors') ?? '', errors),
    signIn: signInOf(auth, loginUrl),
  };
}

/** Adds the page's cookie for tokens: a page cannot add a header to a stream that the browser opens. */
export function withSessionCookie(auth: AuthConfig, ui: UiOptions | undefined): AuthConfig {
  return ui && auth.mode === 'jwt' && auth.cookie === undefined ? { ...auth, cookie: SESSION_COOKIE } : auth;
}

function signInOf(auth: AuthConfig, url: string | undefined): SignIn {
  return auth.mode === 'jwt' ? { by: 'token', cookie: auth.cookie ?? SESSION_COOKIE } : { by: 'login', url };
}

const NO_LINK = 'is neither an http: or https: URL nor a path';

function isLink(url: string): boolean {
  return /^\/(?!\/)/.test(url) || (/^https?:\/\//.test(url) && URL.canParse(url));
}

/** Reads links such as `Logs=https://logs.example/?q={id}`, separated by commas. */
function readLinks(text: string, errors: string[]): readonly UiLink[] {
  return splitList(text).map((one) => {
    const at = one.indexOf('=');
    const link = { label: one.slice(0, at).trim(), url: one.slice(at + 1).trim() };
    if (at < 1 || !isLink(link.url) || !link.url.includes('{id}'))
      errors.push(`ui link "${one}" is not like Logs=https://logs.example/?q={id}`);
    return link;
  });
}

/** An origin whose pages may show the status page in a frame. One `*` matches all names below a host. */
const ANCESTOR = /^(?:'self'|https?:\/\/(?:\*\.)?[\w.-]+(?::\d+)?)$/;

function readAncestors(text: string, errors: string[]): readonly string[] {
  const origins = splitList(text).map((one) => (one === 'self' ? "'self'" : one));
  for (const one of origins)
    if (!ANCESTOR.test(one)) errors.push(`ui frame ancestor "${one}" is neither self nor like https://shop.example`);
  return origins;
}
