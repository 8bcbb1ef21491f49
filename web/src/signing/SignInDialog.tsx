import { SegmentedControl, Stack } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '../page/Dialog.tsx';
import { CodeForm } from './CodeForm.tsx';
import { ForgottenForm } from './ForgottenForm.tsx';
import { NewAccountForm } from './NewAccountForm.tsx';
import { PasswordForm } from './PasswordForm.tsx';

type Way = 'password' | 'code' | 'new' | 'forgotten';

const titles: Readonly<Record<Way, string>> = {
  password: 'Sign in',
  code: 'Sign in by mail',
  new: 'Make an account',
  forgotten: 'Set a new password',
};

/** All ways to sit down with an account of one's own. */
export function SignInDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [way, setWay] = useState<Way>('password');
  // What was typed goes along from one way to the next.
  const [email, setEmail] = useState('');
  const form = { email, onEmail: setEmail, onDone: onClose };
  return (
    <Dialog opened={opened} onClose={onClose} title={titles[way]} size="md">
      <Stack gap="md">
        <SegmentedControl
          aria-label="Way"
          radius="xl"
          value={way === 'forgotten' ? 'password' : way}
          onChange={setWay}
          data={[
            { value: 'password', label: 'Password' },
            { value: 'code', label: 'Code' },
            { value: 'new', label: 'I am new' },
          ]}
        />
        {way === 'password' && <PasswordForm {...form} onForgotten={() => setWay('forgotten')} />}
        {way === 'code' && <CodeForm {...form} />}
        {way === 'new' && <NewAccountForm {...form} />}
        {way === 'forgotten' && <ForgottenForm {...form} onDone={() => setWay('password')} />}
      </Stack>
    </Dialog>
  );
}
