import { z } from '@hono/zod-openapi';
import type { Person, PublicProfile } from '../../domains/profiles/operations.ts';

/** People on the wire of this contract. `_id` and `id` are the same. */

const count = z.int().nonnegative();
const roles = ['user', 'seller', 'admin'] as const;

export const PublicUser = z
  .object({
    _id: z.string(),
    id: z.string(),
    username: z.string(),
    name: z.string().nullable(),
    avatar: z.string().nullable(),
    bio: z.string().nullable(),
    role: z.enum(roles),
    isVerified: z.boolean(),
    followersCount: count,
    followingCount: count,
    contentCount: count,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi('PublicUser');

export const User = PublicUser.extend({
  email: z.string(),
  sellerStatus: z.enum(['none', 'pending', 'approved']),
  isBanned: z.boolean(),
  banReason: z.string().nullable(),
}).openapi('User');

export function publicUser({ card, followers }: PublicProfile): z.input<typeof PublicUser> {
  return {
    _id: card.uid,
    id: card.uid,
    username: card.username,
    name: card.displayName,
    avatar: card.avatarUrl,
    bio: card.bio,
    role: roles.find((known) => known === card.role) ?? 'user',
    isVerified: card.isVerified,
    followersCount: followers,
    followingCount: card.following,
    contentCount: card.posts,
    createdAt: card.createdAt.toDate().toISOString(),
    updatedAt: card.updatedAt.toDate().toISOString(),
  };
}

export const user = (person: Person): z.input<typeof User> => ({
  ...publicUser(person),
  role: roles.find((known) => known === person.role) ?? 'user',
  email: person.account.email ?? '',
  sellerStatus: person.account.sellerStatus,
  isBanned: Boolean(person.standing.bannedAt),
  banReason: person.standing.banReason ?? null,
});
