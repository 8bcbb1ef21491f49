import { ActionIcon, CloseButton, CopyButton, Drawer, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconBolt, IconCheck, IconClock, IconCopy, IconDeviceMobile } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useDoor } from '../page/door.ts';
import { useSitting } from '../seat/sitting.ts';
import { Cover } from './Cover.tsx';
import classes from './Detail.module.css';
import { kindOf } from './kinds.ts';
import { type ListedContent, type LiveContent, useLiveContent } from './live.ts';
import { exact } from './numbers.ts';
import { Reactions } from './Reactions.tsx';

interface DetailProps {
  readonly listed: ListedContent;
  readonly opened: boolean;
  readonly onClose: () => void;
}

const day = new Intl.DateTimeFormat('en', { dateStyle: 'long' });

/** One content with everything that is known of it. Opening it is a view. */
export function Detail({ listed, opened, onClose }: DetailProps) {
  const { seat, user, who, act } = useSitting();
  const state = useLiveContent(listed);
  const isNarrow = useMediaQuery('(max-width: 62em)', undefined, { getInitialValueInEffect: false });
  const { contentType, contentId } = listed;
  const kind = kindOf(contentType);
  const live = state.live;
  const title = live?.title ?? listed.title ?? contentId;
  const creator = live?.creator ?? listed.creator;
  const { openPerson } = useDoor();
  const uid = user?.uid;

  // The drawer gives the focus back to what had it when it was seen to open, so it must not be born open.
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(opened), [opened]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a view is an opening by a person, not a change of the title.
  useEffect(() => {
    if (opened && uid !== undefined) act('view', { contentType, contentId }, title);
  }, [opened, uid, contentType, contentId]);

  return (
    <Drawer.Root
      opened={isOpen}
      onClose={onClose}
      position={isNarrow ? 'bottom' : seat.id}
      size={isNarrow ? '92%' : 460}
      classNames={{ content: classes.content ?? '' }}
    >
      <Drawer.Overlay backgroundOpacity={0.4} />
      <Drawer.Content>
        <div className={classes.cover}>
          <Cover
            contentType={contentType}
            contentId={contentId}
            thumbnailUrl={live?.thumbnailUrl ?? listed.thumbnailUrl}
          />
          <CloseButton className={classes.close} onClick={onClose} aria-label="Close" radius="xl" size="lg" />
        </div>
        <Drawer.Body className={classes.body}>
          <p className={classes.kind}>
            {kind && <kind.icon size={15} stroke={2} aria-hidden="true" />}
            {kind?.one ?? contentType} · seen as {who}
          </p>
          <Drawer.Title className={classes.title}>{title}</Drawer.Title>
          <p className={classes.byline}>
            {creator && (
              <button type="button" className={classes.person} onClick={() => openPerson(creator.uid)}>
                {creator.displayName}
              </button>
            )}
            {creator && live?.createdAt && ' · '}
            {live?.createdAt && day.format(live.createdAt)}
          </p>
          {live?.description && <p className={classes.description}>{live.description}</p>}
          <Reactions content={listed} title={title} state={state} large />
          <Freshness state={state} />
          {live && (
            <dl className={classes.counters} aria-label="Counters">
              {(
                [
                  ['Likes', state.likes],
                  ['Saves', state.saves],
                  ['Shares', state.shares],
                  ['Views', state.views],
                  ['Comments', live.comments],
                ] as const
              ).map(([name, count]) => (
                <div key={name} className={classes.counter}>
                  <dt>{name}</dt>
                  <dd data-counter={name.toLowerCase()}>{exact(count)}</dd>
                </div>
              ))}
            </dl>
          )}
          <Snippet code={`await toggleLike(firecircle, '${contentType}', '${contentId}')`} />
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

function Freshness({ state: { live, error, pending } }: { state: LiveContent }) {
  if (error) return <p className={classes.freshness}>This content is no longer available.</p>;
  if (!live) return <p className={classes.freshness}>Asking the server…</p>;
  const [Sign, text] = pending
    ? ([IconClock, 'Your change is on this device and waits for the server'] as const)
    : live.fromCache
      ? ([IconDeviceMobile, 'From this device: what was known when the connection ended'] as const)
      : ([IconBolt, 'Live: every number moves as people move it'] as const);
  return (
    <p className={classes.freshness} role="status">
      <Sign size={15} stroke={2} aria-hidden="true" />
      {text}
    </p>
  );
}

function Snippet({ code }: { code: string }) {
  return (
    <figure className={classes.snippet}>
      <figcaption>
        The same like, in your app
        <CopyButton value={code}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? 'Copied' : 'Copy'} withArrow>
              <ActionIcon
                className={classes.copy}
                variant="subtle"
                color="gray"
                onClick={copy}
                aria-label="Copy the code"
              >
                {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: code that scrolls sideways must be reachable by keyboard. */}
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
