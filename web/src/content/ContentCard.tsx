import { Skeleton } from '@mantine/core';
import { useInViewport } from '@mantine/hooks';
import { IconEye } from '@tabler/icons-react';
import { memo, useEffect, useRef, useState } from 'react';
import { useDoor } from '../page/door.ts';
import { keyOf } from '../seat/changes.ts';
import classes from './ContentCard.module.css';
import { Cover } from './Cover.tsx';
import { kindOf } from './kinds.ts';
import { type ListedContent, useLiveContent } from './live.ts';
import { brief, counted } from './numbers.ts';
import { Reactions } from './Reactions.tsx';

interface ContentCardProps {
  readonly listed: ListedContent;
  readonly onOpen: (content: ListedContent) => void;
}

export const ContentCard = memo(function ContentCard({ listed, onOpen }: ContentCardProps) {
  const { contentType, contentId } = listed;
  const { ref, inViewport } = useInViewport<HTMLElement>();
  const [wasSeen, setSeen] = useState(false);
  // A listener costs; a card that nobody has scrolled to needs none. Once opened it stays, so that offline it can answer.
  if (inViewport && !wasSeen) setSeen(true);
  const state = useLiveContent(listed, wasSeen);
  const glow = useGlow(state.live === undefined ? undefined : state.likes, state.pending);

  const kind = kindOf(contentType);
  const isGone = state.error !== undefined;
  const title = state.live?.title ?? listed.title ?? (isGone ? 'A content that was taken away' : undefined);
  const creator = state.live?.creator ?? listed.creator;
  const { openPerson } = useDoor();

  return (
    <article
      ref={ref}
      className={classes.card}
      data-content={keyOf(listed)}
      data-type={contentType}
      data-gone={isGone || undefined}
      data-ready={state.live !== undefined || undefined}
    >
      <div className={classes.cover}>
        <Cover
          contentType={contentType}
          contentId={contentId}
          thumbnailUrl={state.live?.thumbnailUrl ?? listed.thumbnailUrl}
        />
        <span className={classes.kind}>
          {kind && <kind.icon size={13} stroke={2.2} aria-hidden="true" />}
          {kind?.one ?? contentType}
        </span>
        {!isGone && (
          <span className={classes.views} role="img" aria-label={counted(state.views, 'view')}>
            <IconEye size={13} stroke={2.2} aria-hidden="true" />
            {brief(state.views)}
          </span>
        )}
      </div>
      <div className={classes.text}>
        <h3 className={classes.title}>
          {title === undefined ? (
            <Skeleton height={16} width="70%" />
          ) : (
            <button
              type="button"
              className={classes.open}
              disabled={isGone}
              onClick={() => onOpen({ ...listed, title })}
            >
              {title}
            </button>
          )}
        </h3>
        <p className={classes.creator}>
          {isGone
            ? 'No longer available'
            : creator && (
                <button type="button" className={classes.person} onClick={() => openPerson(creator.uid)}>
                  {creator.displayName}
                </button>
              )}
        </p>
      </div>
      <div className={classes.foot}>
        <Reactions content={listed} title={title ?? 'this'} state={state} />
      </div>
      {glow > 0 && <span key={glow} className={classes.glow} aria-hidden="true" />}
    </article>
  );
});

/** Counts the moments at which somebody else moved the number. */
function useGlow(likes: number | undefined, isOwn: boolean): number {
  const last = useRef(likes);
  const [glow, setGlow] = useState(0);
  useEffect(() => {
    if (last.current !== undefined && likes !== undefined && last.current !== likes && !isOwn) setGlow((n) => n + 1);
    last.current = likes;
  }, [likes, isOwn]);
  return glow;
}

export function CardSkeleton() {
  return (
    <div className={classes.card} aria-hidden="true">
      <Skeleton className={classes.cover} radius={0} />
      <div className={classes.text}>
        <Skeleton height={15} width="75%" mb={8} />
        <Skeleton height={11} width="45%" />
      </div>
      <div className={classes.foot}>
        <Skeleton height={20} my={8} mx={6} width="88%" />
      </div>
    </div>
  );
}
