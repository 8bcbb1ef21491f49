import { z } from '@hono/zod-openapi';
import { isWithinReach, type PageNumber } from '../../platform/pages.ts';

/** Lists by page number on the wire of this contract. */

const wholeFrom1To = (max: number, otherwise: number, name: string) =>
  z
    .string()
    .default(String(otherwise))
    .refine(
      (text) => /^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= max,
      max > 100 ? `${name} must be a whole number from 1 on` : `${name} must be a whole number from 1 to ${max}`,
    )
    .transform(Number)
    .openapi({ type: 'integer', minimum: 1, maximum: max, default: otherwise, param: { name, in: 'query' } });

export const PageQuery = z.object({
  page: wholeFrom1To(999_999_999, 1, 'page'),
  limit: wholeFrom1To(100, 20, 'limit'),
});

export const Pagination = z
  .object({ page: z.int(), limit: z.int(), total: z.int(), totalPages: z.int(), hasMore: z.boolean() })
  .openapi('Pagination');

export function pagination({ page, limit }: PageNumber, total: number): z.input<typeof Pagination> {
  const hasMore = page * limit < total && isWithinReach({ page: page + 1, limit });
  return { page, limit, total, totalPages: Math.ceil(total / limit), hasMore };
}
