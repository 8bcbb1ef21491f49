import { type OwnAccount, type Profile, profileVerbs } from '../../../sdk/src/verbs/profiles.ts';
import { admit } from '../domains/identity/operations.ts';
import {
  getProfile,
  noteActivity,
  type Person,
  type PublicProfile,
  readPerson,
  updateProfile,
} from '../domains/profiles/operations.ts';
import { serveVerbs } from '../platform/callable.ts';

export const serve = serveVerbs(
  profileVerbs,
  {
    getProfile: async (_, who) => profileBody(await getProfile(who)),
    updateProfile: async (caller, edit) => accountBody(await updateProfile(caller.uid, edit)),
    getAccount: async (caller) => {
      const [person] = await Promise.all([readPerson(caller.uid), noteActivity(caller.uid)]);
      return accountBody(person);
    },
  },
  admit,
);

const profileBody = ({ card, followers }: PublicProfile): Profile => ({
  uid: card.uid,
  username: card.username,
  displayName: card.displayName,
  avatarUrl: card.avatarUrl,
  bio: card.bio,
  isCreator: card.isCreator,
  isVerified: card.isVerified,
  followers,
  following: card.following,
  posts: card.posts,
  createdAt: card.createdAt.toDate().toISOString(),
});

const accountBody = (person: Person): OwnAccount => ({
  profile: profileBody(person),
  email: person.account.email,
  emailVerified: person.account.emailVerified,
  hasPassword: person.account.hasPassword,
  phone: person.account.phone,
  isPrivate: person.account.isPrivate,
  role: person.role,
  sellerStatus: person.account.sellerStatus,
});
