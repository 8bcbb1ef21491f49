import { identityVerbs } from '../../../sdk/src/verbs/identity.ts';
import { checkCode, sendCode } from '../domains/identity/codes/operations.ts';
import {
  changePassword,
  resetPassword,
  signInWithCode,
  verifyEmail,
} from '../domains/identity/credentials/operations.ts';
import { admit, banUser, setRole, signOutEverywhere, unbanUser } from '../domains/identity/operations.ts';
import { customToken, signUp } from '../domains/identity/sessions/operations.ts';
import { serveVerbs } from '../platform/callable.ts';

export const serve = serveVerbs(
  identityVerbs,
  {
    signUp: (_, input, address) => signUp(input, { address, counts: 'every-try' }),
    sendCode: async (_, { email, type }, address) => {
      await sendCode(email, type, address);
      return { sent: true as const };
    },
    checkCode: async (_, { email, type, code }, address) => {
      await checkCode(email, type, code, address);
      return { valid: true as const };
    },
    signInWithCode: async (_, { email, code }, address) => {
      const { uid, created } = await signInWithCode(email, code, address);
      return { uid, created, customToken: await customToken(uid) };
    },
    verifyEmail: async (caller, { email, code }, address) => {
      if (caller !== null) await admit(caller, 'user');
      const { uid, own } = await verifyEmail(email, code, caller, address);
      return { emailVerified: true as const, customToken: own ? await customToken(uid) : null };
    },
    resetPassword: async (_, { email, code, password }, address) => {
      await resetPassword(email, code, password, address);
      return { reset: true as const };
    },
    changePassword: async (caller, { currentPassword, newPassword }) => {
      await changePassword(caller, currentPassword, newPassword);
      return { customToken: await customToken(caller.uid) };
    },
    signOutEverywhere: async (caller) => {
      await signOutEverywhere(caller.uid);
      return { signedOut: true as const };
    },
    setRole: async (_, { uid, role }) => {
      await setRole(uid, role);
      return { uid, role };
    },
    banUser: async (_, { uid, reason }) => {
      await banUser(uid, reason ?? null);
      return { uid, banned: true as const };
    },
    unbanUser: async (_, { uid }) => {
      await unbanUser(uid);
      return { uid, banned: false as const };
    },
  },
  admit,
);
