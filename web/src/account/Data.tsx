import { Button, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload, IconTrash } from '@tabler/icons-react';
import { deleteAccount, exportAccount, type OwnAccount } from 'firecircle';
import { useState } from 'react';
import { counted } from '../content/numbers.ts';
import { useSitting } from '../seat/sitting.ts';
import { useSubmit } from '../signing/form.ts';
import classes from './Account.module.css';

interface DataProps {
  readonly account: OwnAccount;
  readonly onDeleted: () => void;
}

/** What is kept of a person: to take along, or to end. */
export function Data({ account, onDeleted }: DataProps) {
  return (
    <>
      <Export username={account.profile.username} />
      <Deletion username={account.profile.username} onDeleted={onDeleted} />
    </>
  );
}

function Export({ username }: { username: string }) {
  const { seat } = useSitting();
  const [documents, setDocuments] = useState<number>();
  const { isBusy, problem, run } = useSubmit();

  async function download() {
    setDocuments(undefined);
    const exported = await exportAccount(seat.firecircle);
    save(exported, `firecircle-${username}.json`);
    setDocuments(exported.documents.length);
  }

  return (
    <section className={classes.part} aria-label="Export">
      <h3 className={classes.title}>Take your data along</h3>
      <p className={classes.text}>Every document that is kept of you, as one JSON file.</p>
      {problem !== undefined && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
      <div className={classes.row}>
        <Button
          radius="xl"
          variant="light"
          leftSection={<IconDownload size={16} aria-hidden="true" />}
          loading={isBusy}
          onClick={() => void run(download)}
        >
          Export my data
        </Button>
        {documents !== undefined && (
          <p className={classes.news} role="status">
            {counted(documents, 'document')} exported.
          </p>
        )}
      </div>
    </section>
  );
}

/** Hands a file to the browser. */
function save(content: unknown, fileName: string): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}

function Deletion({ username, onDeleted }: { username: string; onDeleted: () => void }) {
  const { seat } = useSitting();
  const [typed, setTyped] = useState('');
  const { isBusy, problem, onSubmit } = useSubmit();
  return (
    <section className={classes.part} aria-label="Deletion">
      <h3 className={classes.title}>Delete the account</h3>
      <p className={classes.text}>
        Your card, your likes, follows and figures go, for ever. Nobody can bring them back. Type <b>{username}</b> to
        confirm.
      </p>
      <form
        onSubmit={onSubmit(async () => {
          await deleteAccount(seat.firecircle, typed);
          notifications.show({ message: `The account @${username} is deleted.` });
          onDeleted();
        })}
      >
        <Stack gap="sm" align="flex-start">
          <TextInput
            label="Your username"
            w="100%"
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={({ currentTarget: { value } }) => setTyped(value)}
          />
          {problem !== undefined && (
            <p className={classes.problem} role="alert">
              {problem}
            </p>
          )}
          <Button
            type="submit"
            radius="xl"
            color="red"
            leftSection={<IconTrash size={16} aria-hidden="true" />}
            loading={isBusy}
            disabled={typed !== username}
          >
            Delete my account
          </Button>
        </Stack>
      </form>
    </section>
  );
}
