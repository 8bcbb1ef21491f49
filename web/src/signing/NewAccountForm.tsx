import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { signUp } from 'firecircle';
import { useState } from 'react';
import { UsernameField } from '../profile/UsernameField.tsx';
import { useSitting } from '../seat/sitting.ts';
import { EmailField } from './EmailField.tsx';
import { type SigningForm, useSubmit } from './form.ts';
import classes from './Signing.module.css';

export function NewAccountForm(form: SigningForm) {
  const { seat, renamed } = useSitting();
  const [displayName, setDisplayName] = useState('');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const { isBusy, problem, onSubmit } = useSubmit();
  return (
    <form
      onSubmit={onSubmit(async () => {
        await signUp(seat.firecircle, {
          email: form.email.trim(),
          password,
          displayName: displayName.trim(),
          username: username.trim(),
        });
        renamed();
        form.onDone();
      })}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          required
          maxLength={100}
          autoComplete="name"
          value={displayName}
          onChange={({ currentTarget: { value } }) => setDisplayName(value)}
        />
        <UsernameField username={username} onUsername={setUsername} own={undefined} />
        <EmailField {...form} />
        <PasswordInput
          label="Password"
          description="At least eight characters"
          required
          minLength={8}
          maxLength={128}
          autoComplete="new-password"
          value={password}
          onChange={({ currentTarget: { value } }) => setPassword(value)}
        />
        {problem !== undefined && (
          <p className={classes.problem} role="alert">
            {problem}
          </p>
        )}
        <Button type="submit" radius="xl" size="md" loading={isBusy}>
          Create account
        </Button>
      </Stack>
    </form>
  );
}
