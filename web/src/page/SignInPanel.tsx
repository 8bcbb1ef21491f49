import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconMail } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { type Person, people } from '../people.ts';
import { useSitting } from '../seat/sitting.ts';
import { SeatFace } from './SeatFace.tsx';
import classes from './SignInPanel.module.css';
import { signInAsPerson, signInProblem } from './signIn.ts';

const SignInDialog = lazy(async () => ({ default: (await import('../signing/SignInDialog.tsx')).SignInDialog }));

/** Asks who sits here. `left` is the name of who has just signed out. */
export function SignInPanel({ left }: { left: string | undefined }) {
  const { seat } = useSitting();
  const [busy, setBusy] = useState<Person>();
  const [problem, setProblem] = useState<string>();
  const [isFormOpen, form] = useDisclosure(false);
  const [wasFormOpened, setFormOpened] = useState(false);

  async function sit(person: Person) {
    setBusy(person);
    setProblem(undefined);
    try {
      await signInAsPerson(seat.auth, person);
    } catch (error) {
      setProblem(signInProblem(error));
      setBusy(undefined);
    }
  }

  return (
    <div className={classes.panel}>
      <p className={classes.caption}>
        {left === undefined
          ? 'Nobody sits here, so every heart is empty. A like belongs to a person.'
          : `${left} has left and took the hearts along. Sign in again: they come back, on any device.`}
      </p>
      {seat.isDemo && (
        <div className={classes.people}>
          <Button
            radius="xl"
            size="md"
            leftSection={<SeatFace name={seat.suggested.name} size={24} />}
            loading={busy === seat.suggested}
            onClick={() => void sit(seat.suggested)}
          >
            Sign in as {seat.suggested.name}
          </Button>
          <fieldset className={classes.others} aria-label="Other people">
            {people
              .filter((person) => person !== seat.suggested)
              .map((person) => (
                <button
                  key={person.email}
                  type="button"
                  className={classes.other}
                  aria-label={`Sign in as ${person.name}, ${person.role}`}
                  title={person.role}
                  disabled={busy !== undefined}
                  onClick={() => void sit(person)}
                >
                  <SeatFace name={person.name} size={24} />
                  {person.name}
                </button>
              ))}
          </fieldset>
        </div>
      )}
      <Button
        variant={seat.isDemo ? 'subtle' : 'filled'}
        radius="xl"
        size={seat.isDemo ? 'compact-sm' : 'md'}
        leftSection={<IconMail size={16} aria-hidden="true" />}
        onClick={() => {
          setFormOpened(true);
          form.open();
        }}
      >
        Use your own e-mail, or make an account
      </Button>
      {problem !== undefined && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
      {wasFormOpened && (
        <Suspense fallback={null}>
          <SignInDialog opened={isFormOpen} onClose={form.close} />
        </Suspense>
      )}
    </div>
  );
}
