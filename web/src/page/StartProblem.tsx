import { Button, Code } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { Notice } from '../content/Notice.tsx';

/** The page came without a project to talk to. */
export function StartProblem({ message }: { message: string }) {
  return (
    <main>
      <Notice
        icon={IconPlugConnectedX}
        title="There is no fire to sit at"
        role="alert"
        action={
          <Button radius="xl" onClick={() => location.reload()}>
            Try again
          </Button>
        }
      >
        {message} This page is served by Firebase Hosting: run <Code>npm start</Code> and open the address that it
        prints.
      </Notice>
    </main>
  );
}
