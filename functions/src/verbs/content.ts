import { contentVerbs } from '../../../sdk/src/verbs/content.ts';
import { putContents, removeContent, restoreContent } from '../domains/content/operations.ts';
import { admit } from '../domains/identity/operations.ts';
import { serveVerbs } from '../platform/callable.ts';

export const serve = serveVerbs(
  contentVerbs,
  {
    putContents: (_, { contents }) => putContents(contents),
    removeContent: (_, name) => removeContent(name),
    restoreContent: (_, name) => restoreContent(name),
  },
  admit,
);
