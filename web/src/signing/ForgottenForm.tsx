import { Button, PasswordInput, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { resetPassword, sendCode } from 'firecircle';
import { useState } from 'react';
import { useSitting } from '../seat/sitting.ts';
import { CodeField } from './CodeField.tsx';
import { EmailField } from './EmailField.tsx';
import { type SigningForm, useSubmit } from './form.ts';
import { Inbox } from './Inbox.tsx';
import classes from './Signing.module.css';

/** A new password for whoever can read the account's mail. */
export function ForgottenForm(form: SigningForm) {
  const { seat } = useSitting();
  const [sentTo, setSentTo] = useState<string>();
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const { isBusy, problem, onSubmit } = useSubmit();

  return (
    <form
      onSubmit={onSubmit(async () => {
        if (sentTo === undefined) {
          await sendCode(seat.firecircle, form.email.trim(), 'forget-password');
          setSentTo(form.email.trim());
          return;
        }
        await resetPassword(seat.firecircle, sentTo, code, password);
        notifications.show({ color: 'green', message: 'Your new password is set. Sign in with it.' });
        form.onDone();
      })}
    >
      <Stack gap="md">
        <EmailField {...form} disabled={sentTo !== undefined} />
        {sentTo === undefined ? (
          <p className={classes.hint}>A code by mail proves that the account is yours.</p>
        ) : (
          <>
            <CodeField code={code} onCode={setCode} />
            <PasswordInput
              label="New password"
              description="At least eight characters"
              required
              minLength={8}
              maxLength={128}
              autoComplete="new-password"
              value={password}
              onChange={({ currentTarget: { value } }) => setPassword(value)}
            />
            <Inbox />
          </>
        )}
        {problem !== undefined && (
          <p className={classes.problem} role="alert">
            {problem}
          </p>
        )}
        <Button type="submit" radius="xl" size="md" loading={isBusy}>
          {sentTo === undefined ? 'Send a code' : 'Set the new password'}
        </Button>
      </Stack>
    </form>
  );
}
