import type { DocumentReference, FieldValue, Timestamp } from 'firebase-admin/firestore';
import type { CodeType } from '../../../../../sdk/src/verbs/identity.ts';
import { typedDocument } from '../../../platform/firestore.ts';
import { digest } from '../../../platform/secrets.ts';

export type { CodeType };

/** The live code of one address and type. The code itself is nowhere: only a keyed digest that a guess is compared with. */
export interface Code {
  digest: string;
  /** Wrong guesses so far. */
  tries: number;
  validUntil: Timestamp;
  createdAt: FieldValue | Timestamp;
  /** Names the last change, so that whoever lost its answer can recognise it. */
  op: string;
  /** Its one use is over. */
  used: boolean;
  /** Deleted by a TTL policy after this time, well after its end: an old code is to be told from a wrong one. */
  expiresAt: Timestamp;
}

const nameOf = (email: string, type: CodeType): string => `${type}\n${email}`;

/** Named by a keyed digest too, so that the address cannot be guessed back. */
export const codeRef = (email: string, type: CodeType): DocumentReference<Code> =>
  typedDocument(`codes/${digest('code-name', nameOf(email, type))}`);

export const codeDigest = (email: string, type: CodeType, code: string): string =>
  digest('code', `${nameOf(email, type)}\n${code}`);
