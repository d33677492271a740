import { useEffect, useRef } from 'react';

/** Functions of keys, by `KeyboardEvent.key`. */
export type KeyMap = Readonly<Record<string, () => void>>;

const EDITABLE = 'input, textarea, select, [contenteditable]';
/** Elements that handle Enter and Space themselves. */
const PRESSABLE = 'a, button, summary';

/** Handles keys while the component is mounted, except in fields and with modifiers. */
export function useKeys(map: KeyMap): void {
  const current = useRef(map);
  current.current = map;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest(EDITABLE) || document.querySelector('dialog[open]')) return;
      if (event.key === 'Enter' && target?.closest(PRESSABLE)) return;
      const act = current.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

/** The texts of the page about its keys. */
export const KEY_HELP: readonly (readonly [keys: string, meaning: string])[] = [
  ['⌘K', 'jump to a task, a group or a screen'],
  ['/', 'search an id'],
  ['j', 'next row'],
  ['k', 'row before'],
  ['Enter', 'open the row'],
  ['[', 'newer page'],
  [']', 'older page'],
  ['1 – 6', 'state: all, success, failure, started, retry, revoked'],
  ['l', 'pause or continue'],
  ['y', 'copy the id'],
  ['t', 'light, dark, or as the system'],
  ['?', 'this help'],
];
