import { Button, Code, CopyButton, Skeleton, TextInput } from '@mantine/core';
import { IconCopy, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createWebhook, deleteWebhook, enableWebhook, listWebhooks, sendTestEvent, type Webhook } from 'firecircle';
import { type FormEvent, useState } from 'react';
import { problemOf } from '../profile/problems.ts';
import { useSitting } from '../seat/sitting.ts';
import classes from './Owner.module.css';

/** Addresses of the creator's own that are told of each sync. */
export function Webhooks({ uid }: { uid: string }) {
  const { seat } = useSitting();
  const queries = useQueryClient();
  const queryKey = [seat.id, 'webhooks', uid];
  const refresh = () => queries.invalidateQueries({ queryKey });
  const query = useQuery({ queryKey, queryFn: () => listWebhooks(seat.firecircle) });
  const [url, setUrl] = useState('');
  const create = useMutation({
    mutationFn: () =>
      createWebhook(seat.firecircle, { url: url.trim(), events: ['profile.synced', 'profile.sync_failed'] }),
    onSuccess: async () => {
      setUrl('');
      await refresh();
    },
  });

  return (
    <>
      {query.isPending ? (
        <Skeleton height={44} />
      ) : query.isError ? (
        <p className={classes.problem} role="alert">
          {problemOf(query.error)}
        </p>
      ) : query.data.length === 0 ? (
        <p className={classes.text}>No address is told of your syncs yet.</p>
      ) : (
        <ul className={classes.rows} aria-label="Webhooks">
          {query.data.map((webhook) => (
            <li key={webhook.id}>
              <Endpoint webhook={webhook} onChange={refresh} />
            </li>
          ))}
        </ul>
      )}
      <form
        className={classes.fields}
        aria-label="Add a webhook"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextInput
          label="Your https address"
          type="url"
          required
          placeholder="https://example.com/hooks"
          value={url}
          onChange={({ currentTarget: { value } }) => setUrl(value)}
        />
        <Button type="submit" radius="xl" leftSection={<IconPlus size={16} />} loading={create.isPending}>
          Add
        </Button>
        {create.error !== null && (
          <p className={classes.problem} role="alert">
            {problemOf(create.error)}
          </p>
        )}
      </form>
      {create.data !== undefined && (
        <div className={classes.secret} role="status">
          <p className={classes.text}>The secret that signs its requests. It is shown this once.</p>
          <Code>{create.data.secret}</Code>
          <CopyButton value={create.data.secret}>
            {({ copied, copy }) => (
              <Button
                size="compact-sm"
                radius="xl"
                variant="default"
                leftSection={<IconCopy size={14} />}
                onClick={copy}
              >
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        </div>
      )}
    </>
  );
}

function Endpoint({ webhook, onChange }: { webhook: Webhook; onChange: () => Promise<void> }) {
  const { seat } = useSitting();
  const remove = useMutation({ mutationFn: () => deleteWebhook(seat.firecircle, webhook.id), onSuccess: onChange });
  const enable = useMutation({ mutationFn: () => enableWebhook(seat.firecircle, webhook.id), onSuccess: onChange });
  const test = useMutation({ mutationFn: () => sendTestEvent(seat.firecircle, webhook.id) });
  const error = remove.error ?? enable.error ?? test.error;
  const attempt = test.data?.attempts.at(-1);
  return (
    <>
      <div className={classes.row}>
        <div className={classes.what}>
          <strong>{webhook.url}</strong>
          <span className={classes.state} data-status={webhook.enabled ? 'connected' : 'failing'}>
            {webhook.enabled ? 'enabled' : `disabled: ${webhook.disabledReason ?? 'by hand'}`}
          </span>
          {attempt !== undefined && (
            <span role="status">
              Test: {attempt.status === null ? 'no answer' : `HTTP ${attempt.status}`}, {attempt.durationMs} ms
            </span>
          )}
        </div>
        {webhook.enabled ? (
          <Button size="compact-sm" radius="xl" variant="light" loading={test.isPending} onClick={() => test.mutate()}>
            Test
          </Button>
        ) : (
          <Button
            size="compact-sm"
            radius="xl"
            variant="light"
            loading={enable.isPending}
            onClick={() => enable.mutate()}
          >
            Enable
          </Button>
        )}
        <Button
          size="compact-sm"
          radius="xl"
          variant="default"
          loading={remove.isPending}
          aria-label={`Remove ${webhook.url}`}
          onClick={() => remove.mutate()}
        >
          Remove
        </Button>
      </div>
      {error !== null && (
        <p className={classes.problem} role="alert">
          {problemOf(error)}
        </p>
      )}
    </>
  );
}
