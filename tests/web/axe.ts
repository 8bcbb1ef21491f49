import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What axe has against the page as it stands. Without what has no text of its own, and what is built like the things
 *  that are looked at: it only takes time. */
export async function violations(page: Page): Promise<string[]> {
  const repeated = ['svg', '[data-seat=right]', 'li:nth-child(n + 3):has(article)'];
  const axe = repeated.reduce((builder, part) => builder.exclude(part), new AxeBuilder({ page }));
  const { violations: found } = await axe.analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** How far the page reaches beyond the right edge, in pixels. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
