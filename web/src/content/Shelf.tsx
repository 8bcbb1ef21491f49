import { Button } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { IconBookmark, IconCloudOff, IconHeart, IconMoodEmpty, IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ContentType, type Firecircle, listContents, listLiked, listSaved } from 'firecircle';
import { useEffect } from 'react';
import { keyOf } from '../seat/changes.ts';
import { refusal, useSitting } from '../seat/sitting.ts';
import { CardSkeleton, ContentCard } from './ContentCard.tsx';
import { kindOf } from './kinds.ts';
import type { ListedContent } from './live.ts';
import { Notice } from './Notice.tsx';
import classes from './Shelf.module.css';

export type ShelfName = 'explore' | 'liked' | 'saved';

const pageSize = 12;

interface Page {
  readonly items: readonly ListedContent[];
  readonly nextCursor?: string;
}

interface ShelfProps {
  readonly shelf: ShelfName;
  readonly type: ContentType | undefined;
  readonly onOpen: (content: ListedContent) => void;
}

async function loadPage(
  firecircle: Firecircle,
  shelf: ShelfName,
  type: ContentType | undefined,
  cursor: string | undefined,
): Promise<Page> {
  const place = { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) };
  if (shelf === 'explore')
    return listContents(firecircle, { ...place, ...(type === undefined ? {} : { contentType: type }) });
  const { items, ...rest } = await (shelf === 'liked' ? listLiked : listSaved)(firecircle, place);
  return { ...rest, items: items.map(({ contentType, contentId, content }) => content ?? { contentType, contentId }) };
}

export function Shelf({ shelf, type, onOpen }: ShelfProps) {
  const { seat, user, online } = useSitting();
  const uid = user?.uid;
  const isOwn = shelf !== 'explore';
  const query = useInfiniteQuery({
    // The types of one's own shelves are sifted here: one list serves them all.
    queryKey: isOwn ? [seat.id, 'own', shelf, uid] : [seat.id, 'explore', type ?? 'all'],
    queryFn: ({ pageParam }) => loadPage(seat.firecircle, shelf, type, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    enabled: !isOwn || uid !== undefined,
    // Without an answer from the server Firestore's cache answers, at first with nothing. So nothing is asked about again.
    refetchInterval: ({ state }) => (!isOwn && state.data?.pages[0]?.items.length === 0 ? 5_000 : false),
  });
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isError } = query;

  const { ref: endRef, entry: end } = useIntersection({ rootMargin: '400px' });
  const isAtEnd = end?.isIntersecting === true;
  useEffect(() => {
    if (isAtEnd && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [isAtEnd, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);

  if (isOwn && user === null) return <SignedOutShelf shelf={shelf} />;
  if (query.isPending) return <Skeletons label="Loading contents" />;
  if (query.isError && query.data === undefined) {
    return (
      <Notice
        icon={IconCloudOff}
        title={online ? 'This could not be loaded' : 'Not on this device yet'}
        role="alert"
        action={
          <Button variant="light" leftSection={<IconRefresh size={16} />} onClick={() => void query.refetch()}>
            Try again
          </Button>
        }
      >
        {refusal(query.error)}
      </Notice>
    );
  }

  const listed = query.data.pages.flatMap((page) => page.items);
  const shown = isOwn && type !== undefined ? listed.filter((item) => item.contentType === type) : listed;
  return (
    <>
      {shown.length === 0 && !hasNextPage ? (
        <EmptyShelf shelf={shelf} type={type} online={online} />
      ) : (
        <ul className={classes.grid} aria-label={titles[shelf]}>
          {shown.map((item) => (
            <li key={keyOf(item)}>
              <ContentCard listed={item} onOpen={onOpen} />
            </li>
          ))}
        </ul>
      )}
      <div ref={endRef} className={classes.end}>
        {hasNextPage && (
          <Button variant="default" radius="xl" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {isError ? 'Could not load more. Try again' : 'Load more'}
          </Button>
        )}
      </div>
    </>
  );
}

const titles: Record<ShelfName, string> = { explore: 'Contents', liked: 'Liked contents', saved: 'Saved contents' };

function Skeletons({ label }: { label: string }) {
  return (
    <div className={classes.grid} role="status" aria-label={label}>
      {Array.from({ length: 6 }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: six placeholders that are all the same.
        <CardSkeleton key={at} />
      ))}
    </div>
  );
}

function EmptyShelf({ shelf, type, online }: Pick<ShelfProps, 'shelf' | 'type'> & { online: boolean }) {
  if (!online) {
    return (
      <Notice icon={IconCloudOff} title="Not on this device yet">
        What you have seen before is here while you are offline. This you have not.
      </Notice>
    );
  }
  const many = type === undefined ? undefined : kindOf(type)?.many.toLowerCase();
  if (shelf === 'explore') {
    return (
      <Notice icon={IconMoodEmpty} title="Nothing here yet">
        {many === undefined ? 'No contents have been brought to this fire.' : `There are no ${many} yet.`}
      </Notice>
    );
  }
  const verb = shelf === 'liked' ? 'like' : 'save';
  return (
    <Notice icon={shelf === 'liked' ? IconHeart : IconBookmark} title={`Nothing ${shelf} yet`}>
      What you {verb} in Explore is kept here{many === undefined ? '' : `, ${many} included`}. It stays with your
      account, on every device.
    </Notice>
  );
}

function SignedOutShelf({ shelf }: { shelf: ShelfName }) {
  return (
    <Notice icon={shelf === 'liked' ? IconHeart : IconBookmark} title={`Whose ${shelf} contents?`}>
      They belong to a person, not to this browser. Sign in and they are back.
    </Notice>
  );
}
