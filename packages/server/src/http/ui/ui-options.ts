import type { UiLink } from '@celery-results/client/protocol/ui';

/** Options of the status page. */
export interface UiOptions {
  /** Text in the header of the page. Default: none. */
  readonly title?: string;
  /** Links of each task; `{id}` in a URL is replaced by its id. Clients without rights get no links. Default: none. */
  readonly links?: readonly UiLink[];
  /** Origins whose pages may show the status page in a frame. Default: none. */
  readonly frameAncestors?: readonly string[];
  /** The way in which a visitor gets rights. Default: `none` without `auth`, and `token` with it. */
  readonly signIn?: SignIn;
  /** Folder with the built page. Default: the page of this package. */
  readonly folder?: string;
}

/** A login page of another server, or a token that the page stores in a cookie of this name. */
export type SignIn =
  | { readonly by: 'login'; readonly url: string | undefined }
  | { readonly by: 'token'; readonly cookie: string };

/** The default cookie of a pasted token. Browsers accept it over HTTPS and on loopback. */
export const SESSION_COOKIE = '__Secure-celery-results';
