import './styles.ts';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadConfig } from './config.ts';
import { Page } from './page/Page.tsx';
import { StartProblem } from './page/StartProblem.tsx';
import { openSeats } from './seat/seat.ts';
import { theme } from './theme.ts';

const colorSchemes = localStorageColorSchemeManager({ key: 'firecircle-color-scheme' });

// Firestore answers from its cache when there is no network, and the SDK repeats what may be repeated.
const queries = new QueryClient({
  defaultOptions: { queries: { networkMode: 'always', retry: false, refetchOnWindowFocus: false, staleTime: 30_000 } },
});

async function start(): Promise<ReactNode> {
  try {
    return <Page seats={openSeats(await loadConfig())} />;
  } catch (error) {
    return <StartProblem message={error instanceof Error ? error.message : 'The page could not start.'} />;
  }
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');
const page = await start();
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} colorSchemeManager={colorSchemes} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-center" limit={3} />
        {page}
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
