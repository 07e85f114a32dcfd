import { Menu } from '@mantine/core';
import { tell } from '../parts/tell.ts';
import { switchPersona } from './sign-in.ts';
import { useSignInOptions } from './use-sign-in-options.ts';
import { useReader } from './viewer-context.tsx';

async function become(persona: string): Promise<void> {
  if (await switchPersona(persona)) location.reload();
  else tell({ message: 'The hub did not agree; use a link that npm start prints.', color: 'red' });
}

/** The sandbox's other personas, one click away. */
export function PersonaItems() {
  const options = useSignInOptions();
  const { viewer } = useReader();
  const others = (options?.personas ?? []).filter(({ key }) => `persona:${key}` !== viewer.id);
  if (others.length === 0) return null;
  return (
    <>
      <Menu.Divider />
      <Menu.Label>Sandbox: go on as</Menu.Label>
      <div style={{ maxHeight: 260, overflowY: 'auto' }}>
        {others.map(({ key, name }) => (
          <Menu.Item key={key} onClick={() => void become(key)}>
            {name}
          </Menu.Item>
        ))}
      </div>
    </>
  );
}
