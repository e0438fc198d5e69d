import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { cssVariables, theme } from './components/theme.ts';
import { onLoginNeeded, queryClient } from './data/api.ts';
import { router } from './router.tsx';

const colours = localStorageColorSchemeManager({ key: 'manyhands.colours' });

onLoginNeeded(() => {
  const { pathname, href } = router.state.location;
  if (pathname !== '/login') void router.navigate({ to: '/login', search: { next: href }, replace: true });
});

/** How long the frame waits for the first screen. */
const firstScreenTimeoutMs = 400;

// If the frame were drawn empty, React would delay the screen by another 300 ms.
void Promise.race([
  router.load().catch(console.error),
  new Promise((resolve) => setTimeout(resolve, firstScreenTimeoutMs)),
]).then(() =>
  createRoot(document.getElementById('app')!).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        colorSchemeManager={colours}
        defaultColorScheme="auto"
      >
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  ),
);
