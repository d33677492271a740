import type { UiLink } from '@celery-results/client/protocol/ui';

/** How the status page is served. */
export interface UiOptions {
  /** Text in the header of the page. Default: none. */
  readonly title?: string;
  /** Links of each task; `{id}` in a URL stands for its id. Clients without rights get none of them. Default: none. */
  readonly links?: readonly UiLink[];
  /** Origins whose pages may show this one in a frame. Default: none. */
  readonly frameAncestors?: readonly string[];
  /** How a visitor gets rights. Default: `none` without `auth`, and `token` with it. */
  readonly signIn?: SignIn;
  /** Folder with the built page. Default: the page of this package. */
  readonly folder?: string;
}

/** The login of another server, or a token that the page stores in a cookie of this name. */
export type SignIn =
  | { readonly by: 'login'; readonly url: string | undefined }
  | { readonly by: 'token'; readonly cookie: string };

/** The cookie of a pasted token, where no other one is configured. Browsers accept it on HTTPS and on loopback. */
export const SESSION_COOKIE = '__Secure-celery-results';
