import { type KeyboardEvent, useCallback } from 'react';

const moves: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_at, last) => last,
};

/**
 * Moves the focus between the rows of a list: each row's first link or button is its handle, which the keyboard opens
 * with Enter as it does everywhere.
 */
export function useRowKeys(): (event: KeyboardEvent<HTMLElement>) => void {
  return useCallback((event) => {
    const move = moves[event.key];
    const row = (event.target as HTMLElement).closest('tbody tr, li');
    if (move === undefined || row === null || (event.target as HTMLElement).matches('input, textarea, select')) return;
    const handles = [...event.currentTarget.querySelectorAll<HTMLElement>('tbody tr, li')].flatMap(
      (each) => each.querySelector<HTMLElement>('a, button') ?? [],
    );
    const at = handles.findIndex((handle) => row.contains(handle));
    handles[move(at, handles.length - 1)]?.focus();
    event.preventDefault();
  }, []);
}
