import { useSyncExternalStore } from 'react';

function subscribe(listener: () => void): () => void {
  document.addEventListener('selectionchange', listener);
  return () => document.removeEventListener('selectionchange', listener);
}

function isSelecting(): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && selection.toString() !== '';
}

/** Returns whether the visitor is selecting text, which must not move during the selection. */
export function useSelecting(): boolean {
  return useSyncExternalStore(subscribe, isSelecting);
}
