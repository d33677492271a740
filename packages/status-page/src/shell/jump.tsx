import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { Dialog } from './dialog.tsx';
import css from './jump.module.css';
import { jumpTargets } from './jump-targets.ts';

/** Opens a task, a group or a screen by a few keys. */
export function Jump({ onClose }: { onClose(): void }): ReactNode {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [, navigate] = useLocation();
  const targets = jumpTargets(text);
  const current = Math.min(at, targets.length - 1);
  const go = (url: string): void => {
    onClose();
    navigate(url);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const target = targets[current];
    if (target) go(target.url);
  };
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setAt((current + step + targets.length) % targets.length);
  };
  return (
    <Dialog label="Jump" onClose={onClose}>
      <form onSubmit={submit}>
        <input
          autoFocus
          className={css.input}
          value={text}
          placeholder="Paste an id, or type a state or a screen"
          aria-label="Id of a task or a group, a state or a screen"
          role="combobox"
          aria-expanded="true"
          aria-controls="jump-targets"
          aria-activedescendant={targets.length > 0 ? `jump-${current}` : undefined}
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => setText(target.value)}
          onKeyDown={move}
        />
      </form>
      <div id="jump-targets" role="listbox" aria-label="Targets" className={css.list}>
        {targets.map(({ url, text: label, detail }, index) => (
          // the field handles the keyboard
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          <div
            key={url}
            id={`jump-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            className={css.target}
            onClick={() => go(url)}
          >
            <span>{label}</span>
            <span className={css.detail}>{detail}</span>
          </div>
        ))}
      </div>
    </Dialog>
  );
}
