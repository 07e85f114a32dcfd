import { useNavigate } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';
import { type Place, usePlaces } from './places.ts';

const store = 'throughline.single-keys';
const watchers = new Set<() => void>();

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};
const enabled = () => localStorage.getItem(store) !== 'off';

/** Whether keys without Ctrl do something; whoever dictates to their machine switches that off. */
export function useSingleKeys(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(watch, enabled);
  return [
    on,
    (wanted) => {
      localStorage.setItem(store, wanted ? 'on' : 'off');
      for (const watcher of watchers) watcher();
    },
  ];
}

/** Whether somebody is writing, or a dialog has the keyboard. */
function busy(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null;
}

const modified = ({ ctrlKey, metaKey, altKey }: KeyboardEvent) => ctrlKey || metaKey || altKey;

/** Turns keys into what they do: a place after `g`, else the action of the key itself. */
function reader(
  places: readonly Place[],
  go: (to: Place['to']) => void,
  actions: Readonly<Record<string, () => void>>,
) {
  let going = false;
  return (event: KeyboardEvent): void => {
    if (modified(event) || busy(event.target)) return;
    const place = going ? places.find(({ key }) => key === event.key) : undefined;
    going = event.key === 'g' && !going;
    const act = place === undefined ? actions[event.key] : () => go(place.to);
    if (act === undefined) return;
    act();
    event.preventDefault();
  };
}

/** Does what single keys are for: `g` and a letter go somewhere, others do what they are given for. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  const navigate = useNavigate();
  const [on] = useSingleKeys();
  const places = usePlaces();
  useEffect(() => {
    if (!on) return undefined;
    const press = reader(places, (to) => void navigate({ to }), actions);
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [on, navigate, places, actions]);
}
