import { ActionIcon, Modal, Switch } from '@mantine/core';
import { IconKeyboard } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { usePlaces } from './places.ts';
import styles from './shortcut-help.module.css';
import { useShortcuts, useSingleKeys } from './use-shortcuts.ts';

const others: readonly [string[], string][] = [
  [['/'], 'Search this page'],
  [['Ctrl', 'K'], 'Find anything, go anywhere'],
  [['↑', '↓'], 'Move between rows'],
  [['Enter'], 'Open the row'],
  [['Esc'], 'Close what is open'],
  [['?'], 'This list'],
];

function Keys({ keys, children }: { keys: readonly string[]; children: string }) {
  return (
    <div className={styles['line']}>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What the keyboard does here, and the switch for single keys. */
export function ShortcutHelp() {
  const [open, setOpen] = useState(false);
  const [on, setOn] = useSingleKeys();
  const places = usePlaces();
  useShortcuts(useMemo(() => ({ '?': () => setOpen(true), '/': focusSearch }), []));
  return (
    <>
      <ActionIcon variant="subtle" color="gray" size={32} aria-label="Keyboard shortcuts" onClick={() => setOpen(true)}>
        <IconKeyboard size={18} stroke={1.6} />
      </ActionIcon>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title="Keyboard"
        size="md"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <dl className={styles['list']}>
          {places.map(({ key, name }) => (
            <Keys key={key} keys={['g', key]}>
              {name}
            </Keys>
          ))}
          {others.map(([keys, about]) => (
            <Keys key={about} keys={keys}>
              {about}
            </Keys>
          ))}
        </dl>
        <Switch
          label="Keys without Ctrl do something"
          checked={on}
          onChange={(event) => setOn(event.currentTarget.checked)}
        />
      </Modal>
    </>
  );
}

/** Puts the cursor where the page is searched. */
function focusSearch(): void {
  document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus();
}
