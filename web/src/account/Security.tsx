import { Button, PasswordInput, Stack } from '@mantine/core';
import { changePassword, type OwnAccount, sendCode, signOutEverywhere, verifyEmail } from 'firecircle';
import { useState } from 'react';
import { useSitting } from '../seat/sitting.ts';
import { CodeField } from '../signing/CodeField.tsx';
import { useSubmit } from '../signing/form.ts';
import { Inbox } from '../signing/Inbox.tsx';
import classes from './Account.module.css';

interface SecurityProps {
  readonly account: OwnAccount;
  readonly onChange: () => Promise<void>;
  readonly onSignedOut: () => void;
}

export function Security({ account, onChange, onSignedOut }: SecurityProps) {
  return (
    <>
      {account.email !== null && <Email email={account.email} isVerified={account.emailVerified} onChange={onChange} />}
      {account.hasPassword && <Password />}
      <Sessions onSignedOut={onSignedOut} />
    </>
  );
}

interface EmailProps {
  readonly email: string;
  readonly isVerified: boolean;
  readonly onChange: () => Promise<void>;
}

function Email({ email, isVerified, onChange }: EmailProps) {
  const { seat, user } = useSitting();
  const [isSent, setSent] = useState(false);
  const [code, setCode] = useState('');
  const { isBusy, problem, onSubmit } = useSubmit();
  return (
    <section className={classes.part} aria-label="E-mail">
      <h3 className={classes.title}>
        E-mail
        <span className={classes.mark} data-good={isVerified || undefined}>
          {isVerified ? 'verified' : 'not verified'}
        </span>
      </h3>
      <p className={classes.text}>
        <b>{email}</b>
        {!isVerified && '. A code by mail proves that it is yours.'}
      </p>
      {!isVerified && (
        <form
          onSubmit={onSubmit(async () => {
            if (!isSent) {
              await sendCode(seat.firecircle, email, 'email-verification');
              setSent(true);
              return;
            }
            await verifyEmail(seat.firecircle, email, code);
            await user?.reload();
            await onChange();
          })}
        >
          <Stack gap="sm" align="flex-start">
            {isSent && <CodeField code={code} onCode={setCode} />}
            {problem !== undefined && (
              <p className={classes.problem} role="alert">
                {problem}
              </p>
            )}
            <div className={classes.row}>
              <Button type="submit" radius="xl" variant={isSent ? 'filled' : 'light'} loading={isBusy}>
                {isSent ? 'Verify' : 'Send a code'}
              </Button>
              {isSent && <Inbox />}
            </div>
          </Stack>
        </form>
      )}
    </section>
  );
}

function Password() {
  const { seat } = useSitting();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [isChanged, setChanged] = useState(false);
  const { isBusy, problem, onSubmit } = useSubmit();
  return (
    <section className={classes.part} aria-label="Password">
      <h3 className={classes.title}>Password</h3>
      <form
        onChange={() => setChanged(false)}
        onSubmit={onSubmit(async () => {
          await changePassword(seat.firecircle, current, next);
          setCurrent('');
          setNext('');
          setChanged(true);
        })}
      >
        <Stack gap="sm">
          <PasswordInput
            label="Present password"
            required
            autoComplete="current-password"
            value={current}
            onChange={({ currentTarget: { value } }) => setCurrent(value)}
          />
          <PasswordInput
            label="New password"
            description="At least eight characters. Every other session ends."
            required
            minLength={8}
            maxLength={128}
            autoComplete="new-password"
            value={next}
            onChange={({ currentTarget: { value } }) => setNext(value)}
          />
          {problem !== undefined && (
            <p className={classes.problem} role="alert">
              {problem}
            </p>
          )}
          <div className={classes.row}>
            <Button type="submit" radius="xl" variant="light" loading={isBusy}>
              Change password
            </Button>
            {isChanged && (
              <p className={classes.news} role="status">
                Your password is changed.
              </p>
            )}
          </div>
        </Stack>
      </form>
    </section>
  );
}

function Sessions({ onSignedOut }: { onSignedOut: () => void }) {
  const { seat } = useSitting();
  const { isBusy, problem, run } = useSubmit();
  return (
    <section className={classes.part} aria-label="Sessions">
      <h3 className={classes.title}>Sessions</h3>
      <p className={classes.text}>Lost a phone? This signs you out on every device, here too.</p>
      {problem !== undefined && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
      <Button
        radius="xl"
        variant="default"
        loading={isBusy}
        onClick={() =>
          void run(async () => {
            await signOutEverywhere(seat.firecircle);
            onSignedOut();
          })
        }
      >
        Sign out everywhere
      </Button>
    </section>
  );
}
