import type { TaskPhase } from '../protocol/index.ts';

/** The content of an element. */
export interface ProgressView {
  /** `error`: a read that cannot succeed has ended the polling, so the phase is not known. */
  readonly phase: TaskPhase | 'error';
  /** From 0 to 100, or null while it is unknown. */
  readonly percent: number | null;
  /** The text beside the percentage. */
  readonly detail: string | undefined;
}

const STYLE = `
:host { display: block; font: inherit }
:host([hidden]) { display: none }
[part=track] { height: var(--celery-height, .6rem); border-radius: 1rem; overflow: hidden;
  background: var(--celery-track, #8884) }
[part=bar] { height: 100%; width: 100%; transform-origin: 0; transform: scaleX(0);
  background: var(--celery-color, #0969da); transition: transform .3s }
[part=line] { display: flex; gap: .5em; flex-wrap: wrap }
:host([phase=succeeded]) [part=bar] { background: var(--celery-success, #1a7f37) }
:host([phase=failed]) [part=bar], :host([phase=revoked]) [part=bar],
:host([phase=error]) [part=bar] { background: var(--celery-error, #cf222e) }
@media (prefers-reduced-motion: reduce) { [part=bar] { transition: none } }
`;
const MARKUP = `<style>${STYLE}</style><div part="track" role="progressbar" aria-valuemin="0" aria-valuemax="100">
<div part="bar"></div></div>
<div part="line"><span part="text" aria-hidden="true"></span><span part="phase" role="status"></span></div>
<slot></slot><slot name="pending"></slot>`;

/**
 * An element that follows a task or group while it is connected. It has the attributes `base-url` (default `/celery/`)
 * and `label`, sets `phase`, and shows the slot of its phase beside the default slot.
 */
export abstract class ProgressElement extends HTMLElement {
  static readonly observedAttributes: readonly string[] = ['task-id', 'group-id', 'base-url', 'label'];

  readonly #root: ShadowRoot = this.attachShadow({ mode: 'open' });
  #stop: (() => void) | undefined;

  constructor() {
    super();
    this.#root.innerHTML = MARKUP;
  }

  /** Follows this id. Returns the function that stops following. */
  protected abstract follow(baseUrl: string, id: string): () => void;
  protected abstract readonly idAttribute: string;

  connectedCallback(): void {
    this.#restart();
  }

  disconnectedCallback(): void {
    this.#stop?.();
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (this.isConnected && before !== after) this.#restart();
  }

  #restart(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.show({ phase: 'pending', percent: null, detail: undefined });
    const id = this.getAttribute(this.idAttribute);
    if (id) this.#stop = this.follow(this.getAttribute('base-url') ?? '/celery/', id);
  }

  protected show({ phase, percent, detail }: ProgressView): void {
    const text = [percent === null ? '' : `${Math.round(percent)} %`, detail].filter(Boolean).join(', ');
    const track = this.#part('track');
    track.ariaLabel = this.getAttribute('label') ?? 'Progress';
    track.ariaValueNow = percent === null ? null : `${percent}`;
    track.ariaValueText = text || phase;
    this.#part('bar').style.transform = `scaleX(${(percent ?? 0) / 100})`;
    this.#part('text').textContent = text;
    // the live region changes only with the phase
    if (this.#part('phase').textContent !== phase) this.#part('phase').textContent = phase;
    this.setAttribute('phase', phase);
    this.#root.querySelector('slot[name]')?.setAttribute('name', phase);
  }

  /** Shows the error of a read, such as a wrong `base-url` or a session that has ended. */
  protected showError(error: unknown): void {
    this.show({ phase: 'error', percent: null, detail: error instanceof Error ? error.message : `${error}` });
  }

  /** Sends an event that crosses shadow roots, with this `detail`. */
  protected send(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`celery-${name}`, { bubbles: true, composed: true, detail }));
  }

  #part(name: string): HTMLElement {
    return this.#root.querySelector(`[part=${name}]`) as HTMLElement;
  }
}
