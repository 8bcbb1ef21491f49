import type { Reservation } from '../documents.ts';

/** How long an old name waits for its user. */
export const holdMs = 30 * 24 * 3_600_000;
const maxLength = 30;

/** Names that would look like a part of the app, or like somebody who speaks for it. */
const reserved: ReadonlySet<string> = new Set(
  (
    'about abuse account accounts admin administrator all anonymous api app apps auth billing blocked blog bot cart ' +
    'checkout contact content creator creators dashboard delete deleted discover docs explore faq feed firebase ' +
    'firecircle follow followers following guest help home info legal live login logout mail me media messages mod ' +
    'moderator moderators new null official orders owner password payment payments postmaster privacy profile ' +
    'profiles refresh register root search security seller settings shop signin signout signup staff status support ' +
    'system team terms top undefined user username users verified wallet webmaster www'
  ).split(' '),
);

/** Names that nobody gets: words of the app, names without a letter or digit, and those that Firestore keeps for itself. */
export function isReserved(username: string): boolean {
  return reserved.has(username.toLowerCase()) || !/[A-Za-z0-9]/.test(username) || /^__.*__$/.test(username);
}

/** The name that an address suggests: its local part, cleaned, 3 to 22 characters, so that digits have room. */
export function suggestedName(email: string | null): string {
  const local = (email ?? '').split('@')[0] ?? '';
  const cleaned = local.replace(/[^A-Za-z0-9_]/g, '').slice(0, maxLength - 8);
  if (!/[A-Za-z0-9]/.test(cleaned)) return 'user';
  return cleaned.length < 3 ? `user${cleaned}` : cleaned;
}

/** Names to try, likeliest first: the suggestion itself and its first numbers, later ones with ever more random digits. */
export function candidates(suggestion: string, round: number, random: () => number): string[] {
  const digits = (count: number) =>
    Array.from({ length: count }, () => Math.floor(random() * 10))
      .join('')
      .padStart(count, '0');
  const names =
    round === 1
      ? [suggestion, `${suggestion}1`, `${suggestion}2`, `${suggestion}${digits(3)}`]
      : [`${suggestion}${digits(4)}`, `${suggestion}${digits(6)}`, `${suggestion}${digits(8)}`];
  return names.filter((name) => !isReserved(name));
}

/** Whether this user may have a name: nobody has it, or it was held for somebody long enough, or for this very user. */
export function isFreeFor(uid: string, reservation: Reservation | undefined, nowMs: number): boolean {
  if (reservation === undefined || reservation.uid === uid) return true;
  return reservation.heldUntil !== null && reservation.heldUntil.toMillis() <= nowMs;
}
