import fc from 'fast-check';
import { Timestamp } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import {
  changesOf,
  editedFields,
  figuresOf,
  newProfile,
  nextChangeMs,
  statsWith,
  viewOf,
} from '../../functions/src/domains/socialsync/logic.ts';
import { analyticsOf, daysBetween, lengthOf } from '../../functions/src/domains/socialsync/metrics/logic.ts';
import {
  breakdownPlatforms,
  checkBatch,
  checkFigures,
  creatorProfileVerbs,
  followerCaps,
  syncPlatforms,
} from '../../sdk/src/verbs/socialsync.ts';

const platform = fc.constantFrom(...breakdownPlatforms);
const figures = fc.record({
  followers: fc.integer({ min: 0, max: 100_000_000 }),
  engagement: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 100, noNaN: true })),
});
const syncs = fc.array(fc.record({ platform, figures }), { maxLength: 12 });
const profile = newProfile('carol', {}, undefined, Timestamp.fromMillis(0));

describe('totals', () => {
  test('agree with the breakdown whatever was synced, in whatever order', () => {
    fc.assert(
      fc.property(syncs, (list) => {
        const stats = list.reduce((before, sync) => statsWith(before, changesOf([sync])), profile.stats);
        const all = Object.values(stats.platformBreakdown);
        expect(stats.totalFollowers).toBe(all.reduce((sum, { followers }) => sum + followers, 0));
        const rates = all.map(({ engagement }) => engagement).filter((rate) => rate > 0);
        const mean = rates.reduce((sum, rate) => sum + rate, 0) / Math.max(1, rates.length);
        expect(Math.abs(stats.avgEngagement - mean)).toBeLessThanOrEqual(0.005 + 1e-9);
        expect(statsWith(profile.stats, changesOf(list))).toEqual(stats);
        expect(statsWith(stats, changesOf(list))).toEqual(stats);
      }),
    );
  });

  test('of the original document: 24025 and 4.36', () => {
    const sample = changesOf([
      { platform: 'tiktok', figures: { followers: 1000, engagement: 7.5 } },
      { platform: 'instagram', figures: { followers: 15925, engagement: 2.91 } },
      { platform: 'youtube', figures: { followers: 7100, engagement: 2.66 } },
    ]);
    expect(statsWith(profile.stats, sample)).toMatchObject({ totalFollowers: 24025, avgEngagement: 4.36 });
  });

  test('a profile of elsewhere that lacks platforms is completed, and twitter appears with its first sync', () => {
    expect(viewOf(profile).stats.platformBreakdown).not.toHaveProperty('twitter');
    const twitter = { followers: 1, engagement: 0 };
    const stats = statsWith(profile.stats, { twitter });
    expect(Object.keys(viewOf({ ...profile, stats }).stats.platformBreakdown)).toEqual([
      'tiktok',
      'instagram',
      'youtube',
      'twitch',
      'twitter',
    ]);
  });
});

describe('submitted figures', () => {
  test('whatever is sent is either stored as it is allowed to be, or told', () => {
    fc.assert(
      fc.property(fc.constantFrom(...syncPlatforms), fc.anything({ withNullPrototype: true }), (name, sent) => {
        const checked = checkFigures(sent, name);
        if (checked.issues !== undefined) {
          expect(checked.issues.length).toBeGreaterThan(0);
          return;
        }
        const stored = figuresOf(checked.value);
        expect(Number.isInteger(stored.followers)).toBe(true);
        expect(stored.followers >= 0 && stored.followers <= followerCaps[name]).toBe(true);
        expect(stored.engagement >= 0 && stored.engagement <= 100).toBe(true);
      }),
    );
  });

  test('numbers of every kind', () => {
    fc.assert(
      fc.property(fc.double(), fc.option(fc.double()), (followers, engagement) => {
        const { issues } = checkFigures({ followers, engagement }, 'twitch');
        const wrong =
          Number(!(followers >= 0 && followers <= 10_000_000)) +
          Number(engagement !== null && !(engagement >= 0 && engagement <= 100));
        expect(issues?.length ?? 0).toBe(wrong);
      }),
    );
  });

  test.each([
    [-0, -0, 0, 0],
    [0.9, 100, 0, 100],
    [1000.7, 0.1, 1000, 0.1],
  ])('followers %d and engagement %d are stored as %d and %d', (followers, engagement, wholes, rate) => {
    const stored = figuresOf({ followers, engagement });
    expect(Object.is(stored.followers, wholes) && Object.is(stored.engagement, rate)).toBe(true);
  });

  test('a batch is never made of anything but what it says', () => {
    const part = fc.oneof(figures, fc.anything());
    const batch = fc.oneof(fc.dictionary(fc.oneof(platform, fc.string()), part), fc.anything());
    fc.assert(
      fc.property(batch, (sent) => {
        const checked = checkBatch({ platforms: sent });
        if (checked.issues !== undefined) {
          expect(checked.issues.length).toBeGreaterThan(0);
          return;
        }
        expect(Object.keys(checked.value).length).toBeGreaterThan(0);
        expect(Object.keys(checked.value).sort()).toEqual(Object.keys(Object(sent)).sort());
      }),
    );
  });

  test('the SDK’s errors name the field without quotes', () => {
    const told = (input: unknown) =>
      creatorProfileVerbs.syncPlatform.input.safeParse(input).error?.issues.map(({ message }) => message);
    expect(told({ platform: 'tiktok', engagement: 7.5 })).toEqual(['followers is required']);
    expect(told({ platform: 'tiktok', followers: -1, engagement: 101 })).toEqual([
      'followers must be a positive number',
      'engagement must be between 0 and 100',
    ]);
    expect(told({ platform: 'youtube', followers: 1 })).toEqual([
      'platform must be one of: tiktok, twitter, twitch, instagram',
    ]);
    expect(told({ platform: 'tiktok', followers: 1 })).toBeUndefined();
    const batch = creatorProfileVerbs.syncPlatforms.input.safeParse({ platforms: { tiktok: {} } });
    expect(batch.error?.issues.map(({ message }) => message)).toEqual(['platforms.tiktok.followers is required']);
  });
});

describe('edits', () => {
  const now = Timestamp.fromMillis(1000);

  test('say nothing, or change exactly what they name', () => {
    expect(editedFields(profile, {})).toBeNull();
    expect(editedFields(profile, { bio: undefined, preferences: {}, location: { city: undefined } })).toBeNull();
    expect(editedFields(profile, { location: { city: 'Delhi' }, preferences: { locations: ['Delhi'] } })).toEqual({
      location: { city: 'Delhi', state: '', country: '' },
      preferences: { ...profile.preferences, locations: ['Delhi'] },
    });
    expect(editedFields(profile, { niche: [], isPublic: false, avatar: '' })).toEqual({
      niche: [],
      isPublic: false,
      avatar: '',
    });
  });

  test('time moves forward by at least a millisecond', () => {
    expect([999, 1000, 1001, 1002].map((ms) => nextChangeMs(now, ms))).toEqual([1001, 1001, 1001, 1002]);
  });

  test.each([
    { preferences: { budget: { min: 2, max: 1 } } },
    { preferences: { audienceSize: { min: -1, max: 1 } } },
    { niche: Array(21).fill('x') },
    { niche: [''] },
    { avatar: 'javascript:alert(1)' },
    { profileUrl: '//elsewhere.example' },
    { bio: 'x'.repeat(2001) },
    { displayName: '\ud800' },
    { isPublic: 'yes' },
  ])('%j is refused', (edit) => {
    expect(creatorProfileVerbs.updateCreatorProfile.input.safeParse(edit).success).toBe(false);
  });

  test('figures and scores are no part of an edit', () => {
    const edit = creatorProfileVerbs.updateCreatorProfile.input.parse({
      bio: 'Hi',
      rizzScore: 100,
      userId: 'ada',
      stats: { totalFollowers: 1_000_000 },
    });
    expect(edit).toEqual({ bio: 'Hi' });
  });
});

describe('analytics', () => {
  test('parts of a day add up; the mean is the true mean', () => {
    const days = daysBetween('2024-02-28', '2024-03-01');
    expect(days).toEqual(['2024-02-28', '2024-02-29', '2024-03-01']);
    const analytics = analyticsOf(days, [
      { day: '2024-02-29', totalSyncs: 3, successfulSyncs: 2, failedSyncs: 1, latencySumMs: 10, latencyCount: 3 },
      { day: '2024-02-29', totalSyncs: 1, successfulSyncs: 1, latencySumMs: 90, latencyCount: 1, slowRequests: 1 },
      { day: '2024-03-01', totalSyncs: 1, failedSyncs: 1, platformBreakdown: { tiktok: 1 } },
    ]);
    expect(analytics.totals).toMatchObject({
      totalSyncs: 5,
      successfulSyncs: 3,
      failedSyncs: 2,
      averageLatencyMs: 25,
      slowRequests: 1,
      platformBreakdown: { tiktok: 1, twitch: 0 },
    });
    expect(analytics.days.map(({ totalSyncs }) => totalSyncs)).toEqual([0, 4, 1]);
    expect(lengthOf('2024-03-01', '2024-02-28')).toBeLessThan(1);
  });
});

test('what is wrong is told without giving back what is no value, however deep or large it is', () => {
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  const { issues } = checkFigures({ followers: 1, engagement: deep }, 'tiktok');
  expect(JSON.parse(JSON.stringify(issues))).toEqual([
    {
      path: ['engagement'],
      message: '"engagement" must be a number',
      type: 'number.base',
      context: { key: 'engagement', label: 'engagement' },
    },
  ]);
});
