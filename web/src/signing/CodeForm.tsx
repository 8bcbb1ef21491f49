import { Button, Stack } from '@mantine/core';
import { sendCode, signInWithCode } from 'firecircle';
import { useState } from 'react';
import { useSitting } from '../seat/sitting.ts';
import { CodeField } from './CodeField.tsx';
import { EmailField } from './EmailField.tsx';
import { type SigningForm, useSubmit } from './form.ts';
import { Inbox } from './Inbox.tsx';
import classes from './Signing.module.css';

/** Signs in, or up, by a code that proves the address. */
export function CodeForm(form: SigningForm) {
  const { seat } = useSitting();
  const [sentTo, setSentTo] = useState<string>();
  const [code, setCode] = useState('');
  const { isBusy, problem, run, onSubmit } = useSubmit();

  async function send() {
    const email = form.email.trim();
    await sendCode(seat.firecircle, email, 'sign-in');
    setSentTo(email);
  }

  return (
    <form
      onSubmit={onSubmit(async () => {
        if (sentTo === undefined) return send();
        await signInWithCode(seat.firecircle, sentTo, code);
        form.onDone();
      })}
    >
      <Stack gap="md">
        <EmailField {...form} disabled={sentTo !== undefined} />
        {sentTo === undefined ? (
          <p className={classes.hint}>No password needed. An address that has no account yet gets one.</p>
        ) : (
          <CodeField code={code} onCode={setCode} />
        )}
        {problem !== undefined && (
          <p className={classes.problem} role="alert">
            {problem}
          </p>
        )}
        <Button type="submit" radius="xl" size="md" loading={isBusy}>
          {sentTo === undefined ? 'Send a code' : 'Sign in'}
        </Button>
        {sentTo !== undefined && (
          <div className={classes.foot}>
            <Inbox />
            <Button variant="subtle" radius="xl" size="compact-sm" disabled={isBusy} onClick={() => void run(send)}>
              Send a new code
            </Button>
          </div>
        )}
      </Stack>
    </form>
  );
}
