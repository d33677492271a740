/** Names and types that server and status page share. A separate subpath, so that no client bundle contains them. */

/** Path of the page, below the mount prefix. */
export const UI_PATH = 'ui/';

/** Paths of the screens, below {@link UI_PATH}, with `<id>` for an id. They differ from Django's ID-first URLs. */
export const UI_SCREENS = {
  list: '',
  overview: 'overview/',
  task: 'tasks/<id>/',
  group: 'groups/<id>/',
} as const;

export type UiScreen = keyof typeof UI_SCREENS;

/** Folder of scripts and styles, below {@link UI_PATH}. Their names change with their contents. */
export const UI_ASSETS = 'assets/';

/** Path that stores a token in a cookie and says when it expires, below {@link UI_PATH}. */
export const UI_SESSION = 'session/';

/** Path of the operator's links, below {@link UI_PATH}. Clients without rights get no links. */
export const UI_LINKS = 'links/';

/** Name of the `<meta>` element that contains {@link UiSettings} as JSON. */
export const UI_META = 'celery-results';

/** Settings that are visible to everybody who can open the page. */
export interface UiSettings {
  /** Text in the header of the page, such as `shop · staging`. Empty for none. */
  readonly title: string;
  /** The way to get rights: not needed, by a token, or by the login page of another server. */
  readonly auth: 'none' | 'token' | 'login';
  /** URL of the login, to which the page adds `next`. Null for none. */
  readonly loginUrl: string | null;
}

/** A link of the operator, such as one to the logs of a task. */
export interface UiLink {
  readonly label: string;
  /** URL in which `{id}` is replaced by the id of the task. */
  readonly url: string;
}

/** Body of {@link UI_LINKS}. */
export interface UiLinksBody {
  readonly links: readonly UiLink[];
}

/** Body of a request to {@link UI_SESSION}. A session begins with the token of the header `Authorization`. */
export interface UiSessionRequest {
  /** Path of the mount prefix in the browser, which a proxy may have changed. The cookie is only for this path. */
  readonly path: string;
  /** Whether the session ends: the browser forgets the token. Default: false. */
  readonly end?: boolean;
}

/** Body of an answer of {@link UI_SESSION} about the rights of the visitor. */
export interface UiSessionBody {
  /** When they end: ISO 8601. Null where the server does not know. */
  readonly expires_at: string | null;
}
