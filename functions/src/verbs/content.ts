import { contentVerbs } from '../../../sdk/src/verbs/content.ts';
import { putContents, removeContent, restoreContent } from '../domains/content/operations.ts';
import { admit } from '../domains/identity/operations.ts';
import { callableFunction } from '../platform/callable.ts';

/** The callable function of the content domain. */
export const content = callableFunction(
  contentVerbs,
  {
    putContents: (_, { contents }) => putContents(contents),
    removeContent: (_, name) => removeContent(name),
    restoreContent: (_, name) => restoreContent(name),
  },
  admit,
);
