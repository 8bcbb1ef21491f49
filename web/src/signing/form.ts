import { type FormEvent, useState } from 'react';
import { problemOf } from '../profile/problems.ts';

/** What every form of this dialog is given. */
export interface SigningForm {
  readonly email: string;
  readonly onEmail: (email: string) => void;
  readonly onDone: () => void;
}

/** Runs what a form is for, one at a time, and tells in one sentence why it failed. */
export function useSubmit() {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function run(work: () => Promise<void>): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  }

  return {
    isBusy,
    problem,
    run,
    onSubmit: (work: () => Promise<void>) => (event: FormEvent) => {
      event.preventDefault();
      void run(work);
    },
  };
}
