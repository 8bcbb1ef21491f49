import { Button, Stack, Textarea, TextInput } from '@mantine/core';
import { updateProfile as updateUser } from 'firebase/auth';
import { type OwnAccount, type ProfileEdit, updateProfile } from 'firecircle';
import { useState } from 'react';
import { UsernameField } from '../profile/UsernameField.tsx';
import { useSitting } from '../seat/sitting.ts';
import { useSubmit } from '../signing/form.ts';
import classes from './Account.module.css';

interface EditProfileProps {
  readonly account: OwnAccount;
  readonly onChange: (account: OwnAccount) => void;
}

/** The public card. */
export function EditProfile({ account, onChange }: EditProfileProps) {
  const { seat, user, renamed } = useSitting();
  const { profile } = account;
  const [displayName, setDisplayName] = useState(profile.displayName);
  const [username, setUsername] = useState(profile.username);
  const [bio, setBio] = useState(profile.bio ?? '');
  const [avatarUrl, setAvatarUrl] = useState(profile.avatarUrl ?? '');
  const [wasSaved, setSaved] = useState(false);
  const { isBusy, problem, onSubmit } = useSubmit();

  // Only what was changed is sent: a username counts as a change of name even when it is the same again.
  const edit: ProfileEdit = {
    ...(displayName.trim() === profile.displayName ? {} : { displayName: displayName.trim() }),
    ...(username === profile.username ? {} : { username }),
    ...(bio === (profile.bio ?? '') ? {} : { bio: bio === '' ? null : bio }),
    ...(avatarUrl.trim() === (profile.avatarUrl ?? '') ? {} : { avatarUrl: avatarUrl.trim() || null }),
  };
  const isChanged = Object.keys(edit).length > 0;

  return (
    <form
      onChange={() => setSaved(false)}
      onSubmit={onSubmit(async () => {
        const changed = await updateProfile(seat.firecircle, edit);
        onChange(changed);
        setSaved(true);
        // What this browser calls its user is Firebase Auth's to remember.
        if (user && edit.displayName !== undefined)
          await updateUser(user, { displayName: changed.profile.displayName });
        renamed();
      })}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          required
          maxLength={100}
          autoComplete="name"
          value={displayName}
          onChange={({ currentTarget: { value } }) => setDisplayName(value)}
        />
        <UsernameField username={username} onUsername={setUsername} own={profile.username} />
        <Textarea
          label="About you"
          description={`${bio.length} of 500`}
          maxLength={500}
          rows={3}
          value={bio}
          onChange={({ currentTarget: { value } }) => setBio(value)}
        />
        <TextInput
          label="Address of a picture"
          type="text"
          inputMode="url"
          maxLength={2000}
          placeholder="https://example.com/me.jpg"
          value={avatarUrl}
          onChange={({ currentTarget: { value } }) => setAvatarUrl(value)}
        />
        {problem !== undefined && (
          <p className={classes.problem} role="alert">
            {problem}
          </p>
        )}
        <div className={classes.row}>
          <Button type="submit" radius="xl" loading={isBusy} disabled={!isChanged}>
            Save
          </Button>
          {wasSaved && !isChanged && (
            <p className={classes.news} role="status">
              Saved.
            </p>
          )}
        </div>
      </Stack>
    </form>
  );
}
