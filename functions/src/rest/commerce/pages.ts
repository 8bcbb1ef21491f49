import { z } from '@hono/zod-openapi';
import type { PageNumber } from '../../platform/pages.ts';

/** Lists by page number on the wire of this contract: what does not parse is as if it were not there, and what is out of
 *  range is brought into it. */

function numberIn(value: unknown, otherwise: number, max: number): number {
  const text = Array.isArray(value) ? value[0] : value;
  const number = typeof text === 'string' && /^[+-]?\d{1,15}$/.test(text.trim()) ? Number(text) : otherwise;
  return Math.min(max, Math.max(1, number));
}

const wholeFrom1To = (max: number, otherwise: number, name: string) =>
  z
    .unknown()
    .optional()
    .transform((value) => numberIn(value, otherwise, max))
    .openapi({ type: 'integer', default: otherwise, param: { name, in: 'query', required: false } });

export const PageQuery = z.object({
  page: wholeFrom1To(999_999_999, 1, 'page'),
  limit: wholeFrom1To(100, 20, 'limit'),
});

export const Pagination = z
  .object({ page: z.int(), limit: z.int(), total: z.int(), pages: z.int() })
  .openapi('Pagination');

export const pagination = ({ page, limit }: PageNumber, total: number): z.input<typeof Pagination> => ({
  page,
  limit,
  total,
  pages: Math.ceil(total / limit),
});
