import { onTaskDispatched } from 'firebase-functions/v2/tasks';
import { region } from '../../../platform/config.ts';
import { type CreditTask, goOnRewriting } from './operations.ts';

/** Shows a changed card in its user's contents, page by page. Safe to repeat. */
export const rewriteCreditsOf = onTaskDispatched<CreditTask>(
  { region, retryConfig: { maxAttempts: 10, minBackoffSeconds: 5 }, rateLimits: { maxConcurrentDispatches: 20 } },
  ({ data }) => goOnRewriting(data),
);
