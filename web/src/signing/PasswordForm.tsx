import { Button, PasswordInput, Stack } from '@mantine/core';
import { signIn } from 'firecircle';
import { useState } from 'react';
import { useSitting } from '../seat/sitting.ts';
import { EmailField } from './EmailField.tsx';
import { type SigningForm, useSubmit } from './form.ts';
import classes from './Signing.module.css';

export function PasswordForm({ onForgotten, ...form }: SigningForm & { onForgotten: () => void }) {
  const { seat } = useSitting();
  const [password, setPassword] = useState('');
  const { isBusy, problem, onSubmit } = useSubmit();
  return (
    <form
      onSubmit={onSubmit(async () => {
        await signIn(seat.firecircle, form.email.trim(), password);
        form.onDone();
      })}
    >
      <Stack gap="md">
        <EmailField {...form} />
        <PasswordInput
          label="Password"
          required
          autoComplete="current-password"
          value={password}
          onChange={({ currentTarget: { value } }) => setPassword(value)}
        />
        {problem !== undefined && (
          <p className={classes.problem} role="alert">
            {problem}
          </p>
        )}
        <Button type="submit" radius="xl" size="md" loading={isBusy}>
          Sign in
        </Button>
        <Button variant="subtle" radius="xl" size="compact-sm" onClick={onForgotten}>
          Forgot your password?
        </Button>
      </Stack>
    </form>
  );
}
