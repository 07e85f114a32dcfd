import { Modal, TextInput, UnstyledButton } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useState } from 'react';
import styles from './palette.module.css';
import { type Found, useFound } from './use-found.ts';

/** What the keyboard chooses among what was found. */
function useChoice(found: readonly Found[], go: (to: string) => void) {
  const [at, setAt] = useState(0);
  const chosen = found[Math.min(at, found.length - 1)];
  const moves: Record<string, () => void> = {
    ArrowDown: () => setAt((at + 1) % Math.max(found.length, 1)),
    ArrowUp: () => setAt((at - 1 + found.length) % Math.max(found.length, 1)),
    Enter: () => chosen !== undefined && go(chosen.to),
  };
  function press(event: KeyboardEvent): void {
    const move = moves[event.key];
    if (move === undefined) return;
    move();
    event.preventDefault();
  }
  return { chosen, press, restart: () => setAt(0) };
}

function Finder({ onDone }: { onDone: () => void }) {
  const [text, setText] = useState('');
  const navigate = useNavigate();
  const found = useFound(text);
  function go(to: string): void {
    onDone();
    void navigate({ to });
  }
  const { chosen, press, restart } = useChoice(found, go);
  return (
    <>
      <TextInput
        data-autofocus
        size="md"
        variant="unstyled"
        placeholder="A place, a contract, an invoice, a customer"
        aria-label="Find anything"
        role="combobox"
        aria-expanded="true"
        aria-controls="found"
        aria-activedescendant={chosen && `found-${chosen.id}`}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          restart();
        }}
        onKeyDown={press}
        leftSection={<IconSearch size={17} stroke={1.75} aria-hidden="true" />}
      />
      <div id="found" role="listbox" aria-label="Found" className={styles['found']}>
        {found.map(({ id, title, about, to }) => (
          <div
            key={id}
            id={`found-${id}`}
            role="option"
            tabIndex={-1}
            aria-selected={id === chosen?.id}
            onClick={() => go(to)}
            onKeyDown={press}
          >
            <strong>{title}</strong>
            <span className={styles['about']}>{about}</span>
          </div>
        ))}
      </div>
    </>
  );
}

/** Finds anything and goes anywhere, from the keyboard. */
export function Palette() {
  const [open, setOpen] = useState(false);
  useHotkeys([['mod+K', () => setOpen(true)]], []);
  return (
    <>
      <UnstyledButton className={styles['button']} onClick={() => setOpen(true)}>
        <IconSearch size={15} stroke={1.75} aria-hidden="true" />
        <span>Find</span>
        <kbd>Ctrl K</kbd>
      </UnstyledButton>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        withCloseButton={false}
        padding={8}
        size={560}
        yOffset="12vh"
        centered={false}
        title="Find anything"
        classNames={{ header: styles['header'] ?? '' }}
      >
        <Finder onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
}
