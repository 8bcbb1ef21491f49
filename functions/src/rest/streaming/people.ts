import { z } from '@hono/zod-openapi';
import type { Card } from '../../domains/profiles/documents.ts';
import type { Person } from '../../domains/profiles/operations.ts';

/** People on the wire of this contract. */

export const UserPublic = z
  .object({ id: z.string(), name: z.string(), username: z.string(), image: z.string().nullable() })
  .openapi('UserPublic', { example: { id: 'alice', name: 'Alice Adeyemi', username: 'alice', image: null } });

export const UserSelf = UserPublic.extend({
  email: z.string(),
  emailVerified: z.boolean(),
  bio: z.string().nullable(),
  role: z.enum(['USER', 'CREATOR', 'ADMIN']),
  isCreator: z.boolean(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).openapi('UserSelf');

export const userPublic = ({ uid, displayName, username, avatarUrl }: Card): z.input<typeof UserPublic> => ({
  id: uid,
  name: displayName,
  username,
  image: avatarUrl,
});

export function userSelf({ card, account, role }: Person): z.input<typeof UserSelf> {
  return {
    ...userPublic(card),
    email: account.email ?? '',
    emailVerified: account.emailVerified,
    bio: card.bio,
    role: role === 'admin' ? 'ADMIN' : card.isCreator ? 'CREATOR' : 'USER',
    isCreator: card.isCreator,
    createdAt: card.createdAt.toDate().toISOString(),
    updatedAt: card.updatedAt.toDate().toISOString(),
  };
}
