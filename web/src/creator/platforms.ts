import {
  type Icon,
  IconBrandInstagram,
  IconBrandTiktok,
  IconBrandTwitch,
  IconBrandX,
  IconBrandYoutube,
} from '@tabler/icons-react';
import type { BreakdownPlatform, CreatorProfile } from 'firecircle';

export type Platform = BreakdownPlatform;

export const platforms: readonly Platform[] = ['tiktok', 'instagram', 'youtube', 'twitch', 'twitter'];

interface PlatformLook {
  readonly name: string;
  readonly icon: Icon;
  /** The custom property that holds its colour in both schemes. */
  readonly color: string;
  /** What a line is told apart by where colours are not. */
  readonly dash: string;
}

export const looks: Readonly<Record<Platform, PlatformLook>> = {
  tiktok: { name: 'TikTok', icon: IconBrandTiktok, color: 'var(--tiktok)', dash: '1 0' },
  instagram: { name: 'Instagram', icon: IconBrandInstagram, color: 'var(--instagram)', dash: '8 3' },
  youtube: { name: 'YouTube', icon: IconBrandYoutube, color: 'var(--youtube)', dash: '2 3' },
  twitch: { name: 'Twitch', icon: IconBrandTwitch, color: 'var(--twitch)', dash: '10 3 2 3' },
  twitter: { name: 'X (Twitter)', icon: IconBrandX, color: 'var(--twitter)', dash: '5 5' },
};

/** All that is counted of one creator. */
export type Figures = CreatorProfile['stats'];
