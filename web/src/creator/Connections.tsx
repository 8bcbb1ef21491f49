import { Button, PasswordInput, Skeleton } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ConnectionState, connectPlatform, disconnectPlatform, listConnections, syncNow } from 'firecircle';
import { type FormEvent, useState } from 'react';
import { Ago } from '../profile/Ago.tsx';
import { problemOf } from '../profile/problems.ts';
import { useSitting } from '../seat/sitting.ts';
import classes from './Owner.module.css';
import { looks, type Platform, platforms } from './platforms.ts';

const statuses: Readonly<Record<ConnectionState['status'], string>> = {
  connected: 'connected',
  failing: 'needs you',
  disconnected: 'disconnected',
};

/** The platforms whose figures the backend fetches by itself. */
export function Connections({ uid }: { uid: string }) {
  const { seat } = useSitting();
  const queryKey = [seat.id, 'connections', uid];
  const query = useQuery({ queryKey, queryFn: () => listConnections(seat.firecircle) });
  const [chosen, setChosen] = useState<Platform>();
  if (query.isPending) return <Skeleton height={44} />;
  if (query.isError)
    return (
      <p className={classes.problem} role="alert">
        {problemOf(query.error)}
      </p>
    );
  const known = new Map(query.data.map((connection) => [connection.platform, connection]));
  return (
    <>
      <p className={classes.text}>
        With a token of yours the backend asks a platform for your figures by itself, once a day. Tokens are kept
        sealed.
      </p>
      <ul className={classes.rows} aria-label="Connections">
        {platforms.map((platform) => (
          <li key={platform} data-connection={platform}>
            <Connection
              platform={platform}
              connection={known.get(platform)}
              queryKey={queryKey}
              isOpen={chosen === platform}
              onToggle={() => setChosen(chosen === platform ? undefined : platform)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

interface ConnectionProps {
  readonly platform: Platform;
  readonly connection: ConnectionState | undefined;
  readonly queryKey: readonly string[];
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function Connection({ platform, connection, queryKey, isOpen, onToggle }: ConnectionProps) {
  const { seat } = useSitting();
  const queries = useQueryClient();
  const { name, icon: Picture } = looks[platform];
  const isConnected = connection !== undefined && connection.status !== 'disconnected';
  const refresh = () => queries.invalidateQueries({ queryKey: [...queryKey] });
  const sync = useMutation({ mutationFn: () => syncNow(seat.firecircle, platform), onSettled: refresh });
  const disconnect = useMutation({
    mutationFn: () => disconnectPlatform(seat.firecircle, platform),
    onSettled: refresh,
  });
  const error = sync.error ?? disconnect.error;

  return (
    <>
      <div className={classes.row}>
        <Picture size={18} stroke={1.9} aria-hidden="true" />
        <div className={classes.what}>
          <strong>{name}</strong>
          <span className={classes.state} data-status={connection?.status ?? 'none'}>
            {connection === undefined ? 'not connected' : statuses[connection.status]}
            {isConnected && connection.lastSyncedAt !== null && (
              <>
                , synced <Ago at={new Date(connection.lastSyncedAt)} />
              </>
            )}
          </span>
          {isConnected && connection.lastError !== null && (
            <span className={classes.problem}>{connection.lastError.message}</span>
          )}
        </div>
        {isConnected ? (
          <>
            <Button
              size="compact-sm"
              radius="xl"
              variant="light"
              loading={sync.isPending}
              onClick={() => sync.mutate()}
            >
              Sync now
            </Button>
            <Button
              size="compact-sm"
              radius="xl"
              variant="default"
              loading={disconnect.isPending}
              aria-label={`Disconnect ${name}`}
              onClick={() => disconnect.mutate()}
            >
              Disconnect
            </Button>
          </>
        ) : (
          <Button
            size="compact-sm"
            radius="xl"
            variant="default"
            aria-expanded={isOpen}
            aria-label={`Connect ${name}`}
            onClick={onToggle}
          >
            Connect
          </Button>
        )}
      </div>
      {error !== null && (
        <p className={classes.problem} role="alert">
          {problemOf(error)}
        </p>
      )}
      {isOpen && !isConnected && (
        <TokenForm
          platform={platform}
          onDone={async () => {
            await refresh();
            onToggle();
          }}
        />
      )}
    </>
  );
}

function TokenForm({ platform, onDone }: { platform: Platform; onDone: () => Promise<void> }) {
  const { seat } = useSitting();
  const [accessToken, setAccessToken] = useState('');
  const [refreshToken, setRefreshToken] = useState('');
  const connect = useMutation({
    mutationFn: () =>
      connectPlatform(seat.firecircle, platform, {
        accessToken: accessToken.trim(),
        ...(refreshToken.trim() === '' ? {} : { refreshToken: refreshToken.trim() }),
      }),
    onSuccess: onDone,
  });
  return (
    <form
      className={classes.fields}
      aria-label={`Connect ${looks[platform].name}`}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        connect.mutate();
      }}
    >
      <PasswordInput
        label="Access token"
        required
        autoComplete="off"
        value={accessToken}
        onChange={({ currentTarget: { value } }) => setAccessToken(value)}
      />
      {platform !== 'instagram' && (
        <PasswordInput
          label="Refresh token"
          autoComplete="off"
          value={refreshToken}
          onChange={({ currentTarget: { value } }) => setRefreshToken(value)}
        />
      )}
      <Button
        type="submit"
        radius="xl"
        leftSection={<IconPlugConnected size={16} aria-hidden="true" />}
        loading={connect.isPending}
      >
        Connect
      </Button>
      {connect.error !== null && (
        <p className={classes.problem} role="alert">
          {problemOf(connect.error)}
        </p>
      )}
    </form>
  );
}
