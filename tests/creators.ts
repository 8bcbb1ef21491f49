import { Timestamp } from 'firebase-admin/firestore';
import { createCreatorProfile } from '../functions/src/domains/socialsync/creatorprofiles/operations.ts';
import {
  type CreatorProfile,
  creatorProfileRef,
  type SyncPoint,
  syncHistory,
} from '../functions/src/domains/socialsync/documents.ts';
import { type Answer, newPerson, type Person, type RestServer } from './world.ts';

/** Creators with profiles of their own, and the sync routes called as they are documented. */

export async function newCreator(name = 'carol'): Promise<Person> {
  const person = await newPerson(name);
  await createCreatorProfile(person.uid);
  return person;
}

const base = '/api/v1/profiles/social-sync';

export const syncAt = (rest: RestServer, person: Person, platform: string, body?: unknown): Promise<Answer> =>
  rest.call('POST', `${base}/${platform}`, { token: person.token, body });

export const historyAt = (rest: RestServer, person: Person, query = ''): Promise<Answer> =>
  rest.call('GET', `${base}/history${query}`, { token: person.token });

export const storedProfile = async ({ uid }: Pick<Person, 'uid'>): Promise<CreatorProfile | undefined> =>
  (await creatorProfileRef(uid).get()).data();

export const storedPoints = async ({ uid }: Pick<Person, 'uid'>): Promise<SyncPoint[]> =>
  (await syncHistory(uid).orderBy('syncedAt').get()).docs.map((point) => point.data());

const time = (iso: string): Timestamp => Timestamp.fromDate(new Date(iso));

/** The profile of the original document's sample response, as it was before its sync: TikTok still has nothing. */
export const sampleProfile = (uid: string): CreatorProfile => ({
  userId: uid,
  displayName: 'Yash Gupta',
  bio: 'Hi',
  avatar: '',
  profileUrl: '',
  niche: ['music', 'education', 'gaming', 'comedy', 'fitness'],
  rizzScore: 79,
  isPublic: true,
  isActive: true,
  stats: {
    platformBreakdown: {
      tiktok: { followers: 0, engagement: 0 },
      instagram: { followers: 15925, engagement: 2.91 },
      youtube: { followers: 7100, engagement: 2.66 },
      twitch: { followers: 0, engagement: 0 },
    },
    totalFollowers: 23025,
    avgEngagement: 2.79,
  },
  preferences: {
    audienceSize: { min: 0, max: 1000000 },
    budget: { min: 0, max: 10000 },
    collaborationTypes: [],
    locations: [],
  },
  location: { city: 'Delhi', state: 'Delhi', country: 'India' },
  lastSeen: time('2025-09-26T21:02:18.953Z'),
  createdAt: time('2025-09-20T15:17:32.306Z'),
  updatedAt: time('2025-10-08T19:01:19.222Z'),
});

export async function newSampleCreator(): Promise<Person> {
  const person = await newPerson('yash');
  await creatorProfileRef(person.uid).set(sampleProfile(person.uid));
  return person;
}
