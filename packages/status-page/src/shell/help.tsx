import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';
import css from './help.module.css';
import { KEY_HELP } from './keys.ts';

export function Help({ onClose }: { onClose(): void }): ReactNode {
  return (
    <Dialog label="Keys" onClose={onClose}>
      <h2 className={css.title}>Keys</h2>
      <dl className={css.list}>
        {KEY_HELP.map(([keys, meaning]) => (
          <div key={keys} className={css.row}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
