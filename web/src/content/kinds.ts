import type { Icon } from '@tabler/icons-react';
import { IconBook2, IconMicrophone2, IconPlayerPlay, IconShirt, IconUserStar } from '@tabler/icons-react';
import type { ContentType } from 'firecircle';

export interface Kind {
  readonly type: ContentType;
  readonly one: string;
  readonly many: string;
  readonly icon: Icon;
}

export const kinds: readonly Kind[] = [
  { type: 'media', one: 'Media', many: 'Media', icon: IconPlayerPlay },
  { type: 'artist', one: 'Artist', many: 'Artists', icon: IconUserStar },
  { type: 'merch', one: 'Merch', many: 'Merch', icon: IconShirt },
  { type: 'ebook', one: 'Ebook', many: 'Ebooks', icon: IconBook2 },
  { type: 'podcast', one: 'Podcast', many: 'Podcasts', icon: IconMicrophone2 },
];

export function kindOf(type: ContentType): Kind | undefined {
  return kinds.find((kind) => kind.type === type);
}
