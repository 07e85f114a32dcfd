import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconChevronDown, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { inWords } from '../format/words.ts';
import { PersonaItems } from '../session/persona-items.tsx';
import { signOut } from '../session/sign-in.ts';
import { useReader } from '../session/viewer-context.tsx';
import styles from './reader-menu.module.css';

async function leave(): Promise<void> {
  location.assign(await signOut());
}

/** What the reader sees of the firm, in words. */
function useScope(): string {
  const { viewer } = useReader();
  if (viewer.wholeGroup) return `Whole group · ${viewer.legalEntities.length} legal entities`;
  return viewer.legalEntities.map(({ code }) => code).join(', ');
}

/** Who one is, as what, and the way out. */
export function ReaderMenu() {
  const { viewer } = useReader();
  const scope = useScope();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const dark = document.documentElement.dataset['mantineColorScheme'] === 'dark';
  const Icon = dark ? IconSun : IconMoon;
  return (
    <Menu position="bottom-end" width={300} shadow="md" key={colorScheme}>
      <Menu.Target>
        <UnstyledButton className={styles['button']}>
          <span className={styles['name']}>{viewer.name}</span>
          <span className={styles['scope']}>{scope}</span>
          <IconChevronDown size={14} stroke={1.75} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {viewer.id} · {viewer.roles.map(inWords).join(', ')}
        </Menu.Label>
        {viewer.wholeGroup
          ? null
          : viewer.legalEntities.map(({ code, name }) => (
              <Menu.Label key={code}>
                {code} {name}
              </Menu.Label>
            ))}
        <Menu.Item
          leftSection={<Icon size={15} stroke={1.75} />}
          onClick={() => setColorScheme(dark ? 'light' : 'dark')}
        >
          {dark ? 'Light page' : 'Dark page'}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={15} stroke={1.75} />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
        {viewer.id.startsWith('persona:') ? <PersonaItems /> : null}
      </Menu.Dropdown>
    </Menu>
  );
}
