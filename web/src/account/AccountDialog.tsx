import { SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getAccount, type OwnAccount } from 'firecircle';
import { useState } from 'react';
import { Dialog } from '../page/Dialog.tsx';
import { problemOf } from '../profile/problems.ts';
import { useSitting } from '../seat/sitting.ts';
import classes from './Account.module.css';
import { Blocked } from './Blocked.tsx';
import { Data } from './Data.tsx';
import { EditProfile } from './EditProfile.tsx';
import { Security } from './Security.tsx';

type Part = 'profile' | 'security' | 'blocked' | 'data';

interface AccountDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Everything that somebody may change about their own account. */
export function AccountDialog({ opened, onClose }: AccountDialogProps) {
  const { seat, user, who } = useSitting();
  const [part, setPart] = useState<Part>('profile');
  const uid = user?.uid;
  const queries = useQueryClient();
  const queryKey = [seat.id, 'account', uid];
  const query = useQuery({
    queryKey,
    queryFn: () => getAccount(seat.firecircle),
    enabled: opened && uid !== undefined,
  });
  const changed = (account: OwnAccount) => {
    queries.setQueryData(queryKey, account);
    void queries.invalidateQueries({ queryKey: [seat.id, 'people'] });
  };
  const refresh = () => queries.invalidateQueries({ queryKey });

  return (
    <Dialog opened={opened && uid !== undefined} onClose={onClose} title={`Account of ${who}`} size="lg">
      <div className={classes.dialog}>
        <SegmentedControl
          aria-label="Part of the account"
          radius="xl"
          fullWidth
          size="sm"
          value={part}
          onChange={setPart}
          data={[
            { value: 'profile', label: 'Profile' },
            { value: 'security', label: 'Security' },
            { value: 'blocked', label: 'Blocked' },
            { value: 'data', label: 'Data' },
          ]}
        />
        {query.isError ? (
          <p className={classes.problem} role="alert">
            {problemOf(query.error)}
          </p>
        ) : query.data === undefined ? (
          <Skeleton height={260} radius="lg" role="status" aria-label="Loading the account" />
        ) : (
          <>
            {part === 'profile' && <EditProfile account={query.data} onChange={changed} />}
            {part === 'security' && <Security account={query.data} onChange={refresh} onSignedOut={onClose} />}
            {part === 'blocked' && <Blocked />}
            {part === 'data' && <Data account={query.data} onDeleted={onClose} />}
          </>
        )}
      </div>
    </Dialog>
  );
}
