import { Timestamp } from 'firebase-admin/firestore';
import type { Application } from '../../functions/src/domains/graph/applications/documents.ts';
import type { Creator } from '../../functions/src/domains/graph/creators/documents.ts';
import { seal } from '../../functions/src/platform/secrets.ts';
import type { Category } from '../../sdk/src/verbs/creators.ts';
import { worldEndMs } from './contents.ts';
import type { Society } from './society.ts';

/** The creator programme: who is approved, and bob, whose application waits for an admin. */
export interface Programme {
  readonly creators: readonly Creator[];
  readonly applications: readonly Application[];
}

const dayMs = 86_400_000;
const daysBefore = (days: number): Timestamp => Timestamp.fromMillis(worldEndMs - days * dayMs);

const categories: readonly Category[] = ['music', 'art', 'education', 'lifestyle'];

export function makeProgramme({ cards }: Society): Programme {
  const creators = [...cards.values()]
    .filter(({ isCreator }) => isCreator)
    .map(({ uid, displayName, bio }, index): Creator => {
      const approvedAt = daysBefore(100 - index);
      return {
        uid,
        bio: bio ?? `New work by ${displayName}.`,
        categories: ['music', ...categories.slice(1 + (index % 3), 2 + (index % 3))],
        profilePicture: null,
        isLive: false,
        createdAt: approvedAt,
        updatedAt: approvedAt,
      };
    });
  const applications = [
    applicationOf('carol', 'Carol Castillo', 'APPROVED', ['music']),
    applicationOf('bob', 'Bob Brandt', 'PENDING', ['cooking']),
  ];
  return { creators, applications };
}

function applicationOf(
  uid: string,
  accountHolderName: string,
  status: 'APPROVED' | 'PENDING',
  wanted: Category[],
): Application {
  const submittedAt = daysBefore(status === 'APPROVED' ? 102 : 2);
  const financial = {
    accountHolderName,
    accountNumber: '000123456789',
    ifscCode: 'DEMO0000001',
    panNumber: 'ABCDE1234F',
  };
  return {
    uid,
    status,
    identity: {
      idType: 'passport',
      idDocument: `file-${uid}-passport`,
      selfiePhoto: `file-${uid}-selfie`,
      verified: status === 'APPROVED',
    },
    financial: seal('creator-financial', JSON.stringify(financial)),
    profile: { bio: `${accountHolderName} would like to go live.`, categories: wanted, profilePicture: null },
    rejectionReason: null,
    submittedAt,
    reviewedAt: status === 'APPROVED' ? daysBefore(100) : null,
    createdAt: submittedAt,
    updatedAt: submittedAt,
    op: `seed-${uid}`,
  };
}
