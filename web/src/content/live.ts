import { type FirecircleError, type LiveMetadata, watchMetadata } from 'firecircle';
import { useEffect, useState } from 'react';
import type { ContentName } from '../seat/changes.ts';
import { useSitting, useWish } from '../seat/sitting.ts';

/** What a list knows of a content before its listener has spoken. */
export interface ListedContent extends ContentName {
  readonly title?: string;
  readonly thumbnailUrl?: string;
  readonly creator?: { readonly uid: string; readonly displayName: string };
  readonly likes?: number;
  readonly saves?: number;
  readonly shares?: number;
  readonly views?: number;
}

export interface LiveContent {
  readonly live: LiveMetadata | undefined;
  readonly error: FirecircleError | undefined;
  /** The flags and counters as the person in this seat should see them at this moment. */
  readonly liked: boolean;
  readonly saved: boolean;
  readonly shared: boolean;
  readonly likes: number;
  readonly saves: number;
  readonly shares: number;
  readonly views: number;
  /** Which of the flags the server has not confirmed. */
  readonly waiting: { readonly liked: boolean; readonly saved: boolean; readonly shared: boolean };
  /** Something this person did here, a view included, has not reached the server. */
  readonly pending: boolean;
}

interface Seen {
  readonly uid: string | undefined;
  readonly live?: LiveMetadata;
  readonly error?: FirecircleError;
}

/** Watches one content in this seat, for the person who sits there, while `enabled`. */
export function useLiveContent(content: ListedContent, enabled = true): LiveContent {
  const { seat, user } = useSitting();
  const { contentType, contentId } = content;
  const uid = user?.uid;
  const [seen, setSeen] = useState<Seen>({ uid });
  const isKnownWho = user !== undefined;
  const wish = useWish(content);

  useEffect(() => {
    // Before the browser knows who sits here, a listener would be opened for nobody and at once again for somebody.
    if (!enabled || !isKnownWho) return;
    return watchMetadata(
      seat.firecircle,
      contentType,
      contentId,
      (live) => setSeen({ uid, live }),
      (error) => setSeen({ uid, error }),
    );
  }, [seat, contentType, contentId, uid, isKnownWho, enabled]);

  const { live, error } = seen;
  // What was seen by the last person says nothing about the flags of this one.
  const flags = seen.uid === uid ? live?.userInteractions : undefined;
  const stored = { liked: flags?.liked ?? false, saved: flags?.saved ?? false, shared: flags?.shared ?? false };
  const wanted = { ...stored, ...wish };
  const ahead = (flag: keyof typeof stored) => Number(wanted[flag]) - Number(stored[flag]);
  const counts = live ?? content;
  return {
    live,
    error,
    ...wanted,
    likes: (counts.likes ?? 0) + ahead('liked'),
    saves: (counts.saves ?? 0) + ahead('saved'),
    shares: (counts.shares ?? 0) + ahead('shared'),
    views: counts.views ?? 0,
    waiting: {
      liked: wish.liked !== undefined,
      saved: wish.saved !== undefined,
      shared: wish.shared !== undefined,
    },
    pending: (seen.uid === uid && live?.pending === true) || Object.keys(wish).length > 0,
  };
}
