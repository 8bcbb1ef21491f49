import { Collapse } from '@mantine/core';
import {
  type Icon,
  IconBookmark,
  IconBookmarkOff,
  IconCircleCheck,
  IconCloudOff,
  IconEye,
  IconHeart,
  IconHeartOff,
  IconRefresh,
  IconShare3,
} from '@tabler/icons-react';
import type { Change, Verb } from '../seat/changes.ts';
import { useChanges, useSitting } from '../seat/sitting.ts';
import classes from './Queue.module.css';

const verbs: Record<Verb, { readonly word: string; readonly icon: Icon }> = {
  like: { word: 'Like', icon: IconHeart },
  unlike: { word: 'Unlike', icon: IconHeartOff },
  save: { word: 'Save', icon: IconBookmark },
  unsave: { word: 'Unsave', icon: IconBookmarkOff },
  share: { word: 'Share', icon: IconShare3 },
  view: { word: 'View', icon: IconEye },
};

const states: Record<Change['state'], string> = { waiting: 'waiting', sending: 'sending', done: 'sent' };

function summary(online: boolean, open: number): string {
  const changes = `${open} change${open === 1 ? '' : 's'}`;
  if (online) return open > 0 ? `Back online. Sending ${changes} …` : 'Back online. Everything has been sent.';
  return open > 0 ? `Offline. ${changes} waiting, kept on this device.` : 'Offline. Go on: what you do now is kept.';
}

/** What this person has changed while offline, and its replay. */
export function Queue() {
  const { online, who } = useSitting();
  const held = useChanges().filter((change) => change.waited);
  const open = held.filter((change) => change.state !== 'done').length;
  const Sign = online ? (open > 0 ? IconRefresh : IconCircleCheck) : IconCloudOff;

  return (
    <Collapse expanded={!online || held.length > 0} transitionDuration={180} keepMounted={false}>
      <section
        className={classes.queue}
        data-online={online || undefined}
        aria-label={`Changes of ${who} not yet sent`}
      >
        <p className={classes.summary} role="status">
          <Sign size={18} stroke={2} aria-hidden="true" />
          {summary(online, open)}
        </p>
        {held.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard.
          <ol className={classes.list} tabIndex={0} aria-label="Queue">
            {held.map((change) => {
              const { word, icon: Picture } = verbs[change.verb];
              return (
                <li key={change.id} className={classes.change} data-state={change.state}>
                  <Picture size={16} stroke={2} aria-hidden="true" />
                  <span className={classes.what}>
                    {word} · {change.title}
                  </span>
                  <span className={classes.state}>{states[change.state]}</span>
                </li>
              );
            })}
          </ol>
        )}
      </section>
    </Collapse>
  );
}
