import { accountVerbs } from '../../../sdk/src/verbs/account.ts';
import { deleteAccount, exportAccount } from '../domains/identity/accounts/operations.ts';
import { admit } from '../domains/identity/operations.ts';
import { serveVerbs } from '../platform/callable.ts';

export const serve = serveVerbs(
  accountVerbs,
  {
    exportAccount: (caller, { cursor }) => exportAccount(caller, cursor),
    deleteAccount: (caller, { confirm }) => deleteAccount(caller, confirm),
  },
  admit,
);
