import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAt, IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { FirecircleError, getProfile } from 'firecircle';
import { useSitting } from '../seat/sitting.ts';
import classes from './UsernameField.module.css';

const form = /^[A-Za-z0-9_.]{3,30}$/;

interface UsernameFieldProps {
  readonly username: string;
  readonly onUsername: (username: string) => void;
  /** The name that one has already, which is no news. */
  readonly own: string | undefined;
}

/** A username, and whether somebody has it. That it is free is only sure once it is taken: the server has the last word. */
export function UsernameField({ username, onUsername, own }: UsernameFieldProps) {
  const { seat } = useSitting();
  const [settled] = useDebouncedValue(username, 350);
  const isAsked = form.test(settled) && settled.toLowerCase() !== own?.toLowerCase();
  const { data: isTaken } = useQuery({
    queryKey: [seat.id, 'username', settled.toLowerCase()],
    queryFn: async () => {
      try {
        await getProfile(seat.firecircle, { username: settled });
        return true;
      } catch (error) {
        if (error instanceof FirecircleError && error.code === 'not-found') return false;
        throw error;
      }
    },
    enabled: isAsked,
  });
  const isAnswered = isAsked && settled === username;
  const isFree = isAnswered && isTaken === false;
  return (
    <TextInput
      label="Username"
      description={isFree ? `@${username} is free` : '3 to 30 letters, digits, underscores or dots'}
      required
      pattern="[A-Za-z0-9_.]{3,30}"
      title="3 to 30 letters, digits, underscores or dots"
      maxLength={30}
      autoCapitalize="none"
      autoComplete="username"
      spellCheck={false}
      leftSection={<IconAt size={16} aria-hidden="true" />}
      rightSection={isFree && <IconCheck className={classes.free} size={17} aria-hidden="true" />}
      error={isAnswered && isTaken ? 'This username belongs to somebody else.' : undefined}
      value={username}
      onChange={({ currentTarget: { value } }) => onUsername(value)}
    />
  );
}
