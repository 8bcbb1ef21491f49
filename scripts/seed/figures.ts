import { Timestamp } from 'firebase-admin/firestore';
import type { CreatorProfile, SyncPoint } from '../../functions/src/domains/socialsync/documents.ts';
import { newProfile, statsWith } from '../../functions/src/domains/socialsync/logic.ts';
import type { BreakdownPlatform } from '../../sdk/src/verbs/socialsync.ts';
import { worldEndMs } from './contents.ts';
import { Random } from './random.ts';
import type { Society } from './society.ts';

/** A creator's profile with its history: what each platform said, week after week. */
export interface SeededProfile {
  readonly uid: string;
  readonly profile: CreatorProfile;
  readonly history: ReadonlyMap<string, SyncPoint>;
}

interface Growth {
  readonly from: number;
  readonly to: number;
  /** Per cent. */
  readonly engagement: number;
}

const dayMs = 86_400_000;
const historyDays = 91;

const creators: ReadonlyArray<{
  readonly uid: string;
  readonly niche: string[];
  readonly rizzScore: number;
  readonly location: CreatorProfile['location'];
  readonly platforms: Partial<Record<BreakdownPlatform, Growth>>;
}> = [
  {
    uid: 'carol',
    niche: ['music', 'folk', 'field recording'],
    rizzScore: 79,
    location: { city: 'Valparaíso', state: 'Valparaíso', country: 'Chile' },
    platforms: {
      tiktok: { from: 8_200, to: 24_150, engagement: 7.5 },
      instagram: { from: 14_300, to: 15_925, engagement: 2.91 },
      youtube: { from: 5_050, to: 7_100, engagement: 2.66 },
      twitch: { from: 310, to: 1_240, engagement: 4.2 },
    },
  },
  {
    uid: 'creator-01',
    niche: ['music'],
    rizzScore: 64,
    location: { city: 'Lagos', state: 'Lagos', country: 'Nigeria' },
    platforms: {
      instagram: { from: 90_100, to: 128_400, engagement: 3.4 },
      twitter: { from: 41_000, to: 39_300, engagement: 1.1 },
    },
  },
];

/** The profiles, the same every time. The last point of each platform is what the profile says. */
export function makeProfiles({ cards }: Society): SeededProfile[] {
  const random = new Random(20260103);
  return creators.map(({ uid, niche, rizzScore, location, platforms }) => {
    const bornAt = Timestamp.fromMillis(worldEndMs - (historyDays + 5) * dayMs);
    const profile = { ...newProfile(uid, { niche, location }, cards.get(uid), bornAt), rizzScore };
    const history = new Map<string, SyncPoint>();
    for (let day = historyDays; day >= 0; day -= 7) {
      const share = 1 - day / historyDays;
      for (const [platform, growth] of growths(platforms)) {
        // Growth is uneven and ends where it is said to.
        const wobble = day === 0 ? 0 : (random.next() - 0.5) * 0.04;
        const followers = Math.round(growth.from + (growth.to - growth.from) * (share ** 1.4 + wobble * share));
        const engagement =
          day === 0 ? growth.engagement : Math.round(growth.engagement * (90 + random.int(0, 20))) / 100;
        profile.stats = statsWith(profile.stats, { [platform]: { followers, engagement } });
        const syncedAt = Timestamp.fromMillis(worldEndMs - day * dayMs - random.int(3_600, 40_000) * 1000);
        const { totalFollowers } = profile.stats;
        history.set(`${platform}-${day}`, {
          platform,
          followers,
          engagement,
          totalFollowers,
          source: 'manual',
          syncedAt,
        });
        if (day === 0 && syncedAt.toMillis() > profile.updatedAt.toMillis()) profile.updatedAt = syncedAt;
      }
    }
    profile.lastSeen = profile.updatedAt;
    return { uid, profile, history };
  });
}

const growths = (platforms: Partial<Record<BreakdownPlatform, Growth>>): Array<readonly [BreakdownPlatform, Growth]> =>
  (['tiktok', 'instagram', 'youtube', 'twitch', 'twitter'] as const).flatMap((platform) => {
    const growth = platforms[platform];
    return growth === undefined ? [] : [[platform, growth] as const];
  });
