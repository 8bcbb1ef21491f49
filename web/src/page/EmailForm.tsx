import { Button, Modal, PasswordInput, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useSitting } from '../seat/sitting.ts';
import classes from './SignInPanel.module.css';
import { signIn, signInProblem, signUp } from './signIn.ts';

type Mode = 'sign-in' | 'sign-up';

export function EmailForm({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { seat, renamed } = useSitting();
  const [mode, setMode] = useState<Mode>('sign-in');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const isNew = mode === 'sign-up';

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      if (isNew) {
        await signUp(seat.auth, name.trim(), email.trim(), password);
        renamed();
      } else {
        await signIn(seat.auth, email.trim(), password);
      }
      onClose();
    } catch (error) {
      setProblem(signInProblem(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={isNew ? 'Make an account' : 'Sign in'}
      radius="lg"
      centered
      classNames={{ title: classes.formTitle ?? '' }}
    >
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          <SegmentedControl
            aria-label="Account"
            radius="xl"
            value={mode}
            onChange={(value) => {
              setMode(value);
              setProblem(undefined);
            }}
            data={[
              { value: 'sign-in', label: 'I have an account' },
              { value: 'sign-up', label: 'I am new' },
            ]}
          />
          {isNew && (
            <TextInput
              label="Name"
              required
              maxLength={60}
              autoComplete="name"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
          <TextInput
            label="E-mail"
            type="email"
            required
            autoComplete="email"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            required
            minLength={6}
            autoComplete={isNew ? 'new-password' : 'current-password'}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {problem !== undefined && (
            <p className={classes.problem} role="alert">
              {problem}
            </p>
          )}
          <Button type="submit" radius="xl" size="md" loading={isBusy}>
            {isNew ? 'Create account' : 'Sign in'}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
