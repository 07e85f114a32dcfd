import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { RouterProvider } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { Provider } from 'urql';
import { apiClient } from './api/client.ts';
import { LiveProvider } from './live/live-provider.tsx';
import { router } from './router.tsx';
import { SessionGate } from './session/session-gate.tsx';
import { colorSchemeManager, colours, theme } from './theme/theme.ts';

/** The whole page. */
export function App() {
  const [signedOut, setSignedOut] = useState(false);
  const client = useMemo(() => apiClient(() => setSignedOut(true)), []);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={colours}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
    >
      <section aria-label="Notices">
        <Notifications position="bottom-right" limit={4} withinPortal={false} />
      </section>
      <Provider value={client}>
        <SessionGate signedOut={signedOut}>
          {(viewer) => (
            <LiveProvider viewer={viewer}>
              <RouterProvider router={router} />
            </LiveProvider>
          )}
        </SessionGate>
      </Provider>
    </MantineProvider>
  );
}
