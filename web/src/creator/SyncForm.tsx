import { Button, TextInput } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { FirecircleError } from 'firecircle';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { brief, exact } from '../content/numbers.ts';
import { problemOf } from '../profile/problems.ts';
import { looks } from './platforms.ts';
import classes from './SyncForm.module.css';
import {
  caps,
  isManual,
  type ManualPlatform,
  readSubmission,
  type Submission,
  type SubmissionProblems,
} from './submission.ts';
import { useWait } from './wait.ts';

const manualPlatforms = Object.keys(caps).filter(isManual);

interface SyncFormProps {
  readonly platform: ManualPlatform;
  readonly onPlatform: (platform: ManualPlatform) => void;
  /** Counts the wishes to type; each puts the cursor into the form. */
  readonly asked: number;
  readonly send: (platform: ManualPlatform, submission: Submission) => Promise<void>;
}

/** A creator's own figures of one platform. */
export function SyncForm({ platform, onPlatform, asked, send }: SyncFormProps) {
  const [typed, setTyped] = useState({ followers: '', engagement: '' });
  const [problems, setProblems] = useState<SubmissionProblems>({});
  const [news, setNews] = useState<{ readonly text: string; readonly isBad: boolean }>();
  const [isBusy, setBusy] = useState(false);
  const [secondsLeft, wait] = useWait();
  const followersRef = useRef<HTMLInputElement>(null);
  const titleId = useId();

  useEffect(() => {
    if (asked > 0) followersRef.current?.focus();
  }, [asked]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const read = readSubmission(platform, typed);
    setProblems('problems' in read ? read.problems : {});
    setNews(undefined);
    if ('problems' in read) return;
    setBusy(true);
    try {
      await send(platform, read.submission);
      setTyped({ followers: '', engagement: '' });
      setNews({
        text: `${looks[platform].name} is synced: ${exact(read.submission.followers)} followers.`,
        isBad: false,
      });
    } catch (error) {
      if (error instanceof FirecircleError && error.code === 'resource-exhausted') wait(error.retryAfterMs ?? 60_000);
      else setNews({ text: problemOf(error), isBad: true });
    } finally {
      setBusy(false);
    }
  }

  const isWaiting = secondsLeft > 0;
  return (
    <form className={classes.form} aria-labelledby={titleId} noValidate onSubmit={(event) => void submit(event)}>
      <h4 id={titleId} className={classes.title}>
        Bring your figures up to date
      </h4>
      <fieldset className={classes.platforms} aria-label="Platform">
        {manualPlatforms.map((name) => {
          const { icon: Picture, name: text } = looks[name];
          return (
            <button
              key={name}
              type="button"
              className={classes.platform}
              aria-pressed={name === platform}
              onClick={() => {
                onPlatform(name);
                setProblems({});
              }}
            >
              <Picture size={16} stroke={2} aria-hidden="true" />
              {text}
            </button>
          );
        })}
      </fieldset>
      <div className={classes.fields}>
        <TextInput
          ref={followersRef}
          label="Followers"
          description={`0 to ${brief(caps[platform])}`}
          inputMode="numeric"
          autoComplete="off"
          withAsterisk
          value={typed.followers}
          error={problems.followers}
          onChange={({ currentTarget: { value } }) => setTyped((before) => ({ ...before, followers: value }))}
        />
        <TextInput
          label="Engagement, %"
          description="0 to 100; empty is 0"
          inputMode="decimal"
          autoComplete="off"
          value={typed.engagement}
          error={problems.engagement}
          onChange={({ currentTarget: { value } }) => setTyped((before) => ({ ...before, engagement: value }))}
        />
        <Button
          type="submit"
          radius="xl"
          className={classes.submit ?? ''}
          leftSection={<IconRefresh size={16} aria-hidden="true" />}
          loading={isBusy}
          disabled={isWaiting}
        >
          {isWaiting ? `Wait ${secondsLeft} s` : 'Sync'}
        </Button>
      </div>
      {isWaiting && (
        <p className={classes.wait} role="alert">
          0 syncs are left for this minute. Please wait before syncing again: the button counts the seconds.
        </p>
      )}
      {news !== undefined && !isWaiting && (
        <p className={news.isBad ? classes.problem : classes.good} role={news.isBad ? 'alert' : 'status'}>
          {news.text}
        </p>
      )}
    </form>
  );
}
