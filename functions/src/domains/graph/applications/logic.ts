import type { ApplicationEdit, ApplicationInput, ApplicationStatus } from '../../../../../sdk/src/verbs/creators.ts';
import type { Application } from './documents.ts';

export type Financial = ApplicationInput['financial'];

/** Why an application cannot be handed in; null when it can. A rejected one may be handed in again. */
export function submissionRefusal(
  status: ApplicationStatus | undefined,
): 'application-submitted' | 'application-approved' | null {
  if (status === 'PENDING') return 'application-submitted';
  return status === 'APPROVED' ? 'application-approved' : null;
}

/** The parts that an applicant writes, as they are kept. */
export const partsOf = ({ identity, profile }: ApplicationInput): Pick<Application, 'identity' | 'profile'> => ({
  identity: { ...identity, verified: false },
  profile: { ...profile, profilePicture: profile.profilePicture ?? null },
});

/** The same after an edit: what it does not name stays. */
export function editedParts(
  { identity, profile }: Pick<Application, 'identity' | 'profile'>,
  edit: ApplicationEdit,
): Pick<Application, 'identity' | 'profile'> {
  return {
    identity: { ...identity, ...named(edit.identity) },
    profile: { ...profile, ...named(edit.profile) },
  };
}

/** A field that was sent as undefined was not sent. */
export function named<Fields extends object>(fields: Fields | undefined): Named<Fields> {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== undefined)) as Named<Fields>;
}

type Named<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

const lastCharacters = (number: string): string => number.replace(/[ -]/g, '').slice(-4);

/** What may be shown of bank data, even to its owner. */
export const masked = ({ accountHolderName, accountNumber, ifscCode, panNumber }: Financial) => ({
  accountHolderName,
  accountNumberLast4: lastCharacters(accountNumber),
  ifscCode,
  panNumberLast4: lastCharacters(panNumber),
});
