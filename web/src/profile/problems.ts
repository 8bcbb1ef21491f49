import { FirecircleError } from 'firecircle';

const sentences: Readonly<Record<string, string>> = {
  'bad-credentials': 'No account has this e-mail address and password.',
  'email-taken': 'There is an account with this e-mail address already. Sign in instead.',
  'username-taken': 'This username belongs to somebody else.',
  'wrong-password': 'This is not your present password.',
  'no-password': 'This account has no password yet. Set one with “Forgot your password?” at the sign-in.',
  'code-invalid': 'This code is not right. Look at the newest mail.',
  'code-expired': 'This code has ended: it lives for five minutes. Ask for a new one.',
  'code-exhausted': 'Too many wrong codes. Ask for a new one.',
  banned: 'This account is banned.',
  deleted: 'This account no longer exists.',
  'signed-out': 'This account has signed out everywhere. Please sign in again.',
  blocked: 'There is a block between you two.',
  'self-follow': 'Nobody follows themselves.',
  'self-block': 'Nobody blocks themselves.',
  'user-not-found': 'There is nobody of this name.',
  'profile-not-found': 'There is no creator profile yet.',
  anonymous: 'Sign in with an account of your own first.',
};

/** What a person can make of an error of the SDK that is not about a content. */
export function problemOf(error: unknown): string {
  if (!(error instanceof FirecircleError)) return 'Something unexpected happened. Please try again.';
  const sentence = error.reason === undefined ? undefined : sentences[error.reason];
  if (sentence !== undefined) return sentence;
  if (error.code === 'resource-exhausted') {
    const seconds = Math.ceil((error.retryAfterMs ?? 0) / 1000);
    return seconds === 0
      ? 'Too many tries. Please wait a little.'
      : `Too many tries. Please wait ${duration(seconds)}.`;
  }
  if (error.code === 'unavailable') return 'The server cannot be reached. Please try again when you are online.';
  if (error.code === 'unauthenticated') return 'You are signed out. Please sign in again.';
  // An error of validation names its field first, for programs; the sentence behind it says it too.
  return error.message.replace(/^[\w.]+: /, '');
}

/** 45 seconds, 3 minutes */
export function duration(seconds: number): string {
  if (seconds < 90) return `${seconds} second${seconds === 1 ? '' : 's'}`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} minutes`;
  return `${Math.round(seconds / 3600)} hours`;
}
